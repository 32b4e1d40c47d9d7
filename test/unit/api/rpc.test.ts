import { describe, expect, it, vi } from 'vitest';
import { memoryChannelPair, type ByteChannel } from '../../../shared/api/byte-channel.ts';
import { methods, PROTOCOL_VERSION, type Handlers, type MethodName } from '../../../shared/api/contract.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { decodeFrame, encodeFrame } from '../../../shared/api/frame.ts';
import { createClient, serve, type ServeOptions } from '../../../shared/api/rpc.ts';

const PROBLEM = { code: 'disk-full', happened: 'The disk is full.', safe: 'Samples are safe.', next: 'Free space.' };
const HELLO = {
  protocolVersion: PROTOCOL_VERSION,
  softwareVersion: '1.2.3',
  capabilities: { nativeDialogs: false, keepAwake: false, revealInFolder: false, quit: false },
  settings: {
    version: 1,
    theme: 'system',
    laboratory: '',
    operator: '',
    libraryFolder: null,
    examplesMade: false,
    comparison: null,
  } as const,
  libraryFolder: 'library',
};

/** Handlers of which a test writes only the ones it calls. */
function handlersOf(some: Partial<Handlers>): Handlers {
  const all = Object.fromEntries(
    (Object.keys(methods) as MethodName[]).map((name) => [
      name,
      () => Promise.reject(new Error(`${name} not expected`)),
    ]),
  ) as unknown as Handlers;
  return { ...all, hello: () => Promise.resolve(HELLO), ...some };
}

function connected(some: Partial<Handlers>, options: ServeOptions = {}) {
  const [near, far] = memoryChannelPair();
  const connection = serve(far, handlersOf(some), { checkOutputs: true, ...options });
  return { client: createClient(near), connection, near, far };
}

async function greeted(some: Partial<Handlers>, options: ServeOptions = {}) {
  const pair = connected(some, options);
  await pair.client.call('hello', { protocolVersion: PROTOCOL_VERSION });
  return pair;
}

describe('typed calls', () => {
  it('carry parsed input in and the output back, answers in any order', async () => {
    const finish: (() => void)[] = [];
    const { client } = await greeted({
      'live.annotate': () => new Promise((done) => finish.push(() => done({}))),
      'live.write': ({ value }) => Promise.resolve({ readBack: value * 2 }),
    });
    const slow = client.call('live.annotate', { text: '  gas switched  ' });
    await expect(client.call('live.write', { channelId: 'mfc.setpoint', value: 2.5 })).resolves.toEqual({
      readBack: 5,
    });
    finish[0]!();
    await expect(slow).resolves.toEqual({});
  });

  it('reach the handler with defaults filled in and white space trimmed by the schema', async () => {
    const annotate = vi.fn<Handlers['live.annotate']>(() => Promise.resolve({}));
    const { client } = await greeted({ 'live.annotate': annotate });
    await client.call('live.annotate', { text: '  gas switched  ' });
    expect(annotate).toHaveBeenCalledExactlyOnceWith({ text: 'gas switched' });
  });

  it('bring an AppError across whole and report only other errors as faults', async () => {
    const faults: string[] = [];
    const { client } = await greeted(
      {
        'live.stop': () => Promise.reject(new AppError(PROBLEM)),
        'runs.trash': () => Promise.reject(new TypeError('x is not a function')),
      },
      { onFault: (method) => faults.push(method) },
    );
    await expect(client.call('live.stop', {})).rejects.toMatchObject({ problem: PROBLEM });
    await expect(client.call('runs.trash', { runId: 'a' })).rejects.toMatchObject({ problem: { code: 'unexpected' } });
    expect(faults).toEqual(['runs.trash']);
  });

  it('refuse bad input in words before the handler sees it', async () => {
    const write = vi.fn<Handlers['live.write']>();
    const { client } = await greeted({ 'live.write': write });
    const sent = client.call('live.write', { channelId: 'mfc.setpoint', value: 'much' as unknown as number });
    await expect(sent).rejects.toMatchObject({ problem: { code: 'bad-input', safe: 'Nothing was changed.' } });
    expect(write).not.toHaveBeenCalled();
  });

  it('must start with hello', async () => {
    const { client } = connected({ 'live.stop': () => Promise.resolve({}) });
    await expect(client.call('live.stop', {})).rejects.toMatchObject({ problem: { code: 'hello-first' } });
    await client.call('hello', { protocolVersion: PROTOCOL_VERSION });
    await expect(client.call('live.stop', {})).resolves.toEqual({});
  });

  it('fail when the connection closes, before and after', async () => {
    const { client, far } = await greeted({ 'live.stop': () => new Promise<never>(() => {}) });
    const pending = client.call('live.stop', {});
    far.close();
    await expect(pending).rejects.toMatchObject({ problem: { code: 'core-gone' } });
    await expect(client.call('live.stop', {})).rejects.toMatchObject({ problem: { code: 'core-gone' } });
  });

  it('find a handler whose answer does not keep the contract', async () => {
    const { client } = await greeted({ 'live.write': () => Promise.resolve({ readBack: Number.NaN }) });
    await expect(client.call('live.write', { channelId: 'a', value: 1 })).rejects.toMatchObject({
      problem: { code: 'unexpected' },
    });
  });

  it('answer a method of the prototype as unknown', async () => {
    const { near, client } = await greeted({});
    const replies: unknown[] = [];
    near.onMessage((bytes) => replies.push(new TextDecoder().decode(bytes)));
    near.send(encodeFrame({ k: 'call', id: 99, method: 'constructor', input: {} }));
    await vi.waitFor(() => expect(replies).toHaveLength(1));
    expect(String(replies[0])).toContain('unknown-method');
    client.close();
  });

  it.each([
    ['bytes that are no frame', new TextEncoder().encode('GET / HTTP/1.1')],
    ['a frame that is no call', encodeFrame({ k: 'reply', id: 1 })],
    ['a call without a number', encodeFrame({ k: 'call', method: 'hello', input: {} })],
    ['a bare value', encodeFrame(7)],
  ])('end with the connection on %s', async (_what, bytes) => {
    const { near } = await greeted({});
    const closed = new Promise<void>((done) => near.onClose(done));
    near.send(bytes);
    await closed;
  });
});

describe('events', () => {
  it('come after hello only, in order, to every listener until it leaves', async () => {
    const { client, connection } = connected({});
    const seen: string[] = [];
    const leave = client.on('runs.changed', ({ reason }) => seen.push(`first ${reason}`));
    client.on('runs.changed', ({ reason }) => seen.push(`second ${reason}`));
    connection.push('runs.changed', { reason: 'too early' });
    await client.call('hello', { protocolVersion: PROTOCOL_VERSION });
    connection.push('runs.changed', { reason: 'a' });
    await vi.waitFor(() => expect(seen).toHaveLength(2));
    leave();
    connection.push('runs.changed', { reason: 'b' });
    await vi.waitFor(() => expect(seen).toEqual(['first a', 'second a', 'second b']));
  });

  it('follow the answer to hello when they are pushed from onGreeted', async () => {
    const { near, connection } = connected({}, { onGreeted: () => connection.push('runs.changed', { reason: 'x' }) });
    const order: string[] = [];
    near.onMessage((bytes) => order.push((decodeFrame(bytes) as { k: string }).k));
    near.send(encodeFrame({ k: 'call', id: 1, method: 'hello', input: { protocolVersion: PROTOCOL_VERSION } }));
    await vi.waitFor(() => expect(order).toEqual(['reply', 'event']));
  });

  it('count as queued until the window acknowledges them', async () => {
    const [near, far] = memoryChannelPair();
    const held: Uint8Array[] = [];
    let hold = false;
    const slow: ByteChannel = {
      ...viaMethods(near),
      send: (bytes) => (hold ? void held.push(bytes) : near.send(bytes)),
    };
    const connection = serve(far, handlersOf({}));
    const client = createClient(slow);
    await client.call('hello', { protocolVersion: PROTOCOL_VERSION });
    hold = true;
    connection.push('runs.changed', { reason: 'one' });
    connection.push('runs.changed', { reason: 'two' });
    await vi.waitFor(() => expect(held).toHaveLength(2));
    const both = connection.queuedBytes();
    expect(both).toBeGreaterThan(0);
    near.send(held[0]!);
    await vi.waitFor(() => expect(connection.queuedBytes()).toBe(both / 2));
    near.send(held[1]!);
    await vi.waitFor(() => expect(connection.queuedBytes()).toBe(0));
  });
});

function viaMethods(channel: ByteChannel): ByteChannel {
  return {
    send: (bytes) => channel.send(bytes),
    onMessage: (listener) => channel.onMessage(listener),
    onClose: (listener) => channel.onClose(listener),
    close: () => channel.close(),
    queuedBytes: () => channel.queuedBytes(),
  };
}
