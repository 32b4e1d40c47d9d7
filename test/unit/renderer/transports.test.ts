import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { memoryChannelPair, type ByteChannel } from '../../../shared/api/byte-channel.ts';
import { messagePortChannel, type PortLike } from '../../../src-renderer/api/message-port-channel.ts';
import { openChannel, type WindowLike } from '../../../src-renderer/api/connect.ts';
import { webSocketChannel, type SocketLike } from '../../../src-renderer/api/web-socket-channel.ts';
import { WebSocketServer, WebSocket } from 'ws';

/** A socket of `ws` that, as a browser's, does not throw when it is closed while it still connects. */
function quietSocket(port: number): SocketLike {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  socket.on('error', () => {});
  return socket as unknown as SocketLike;
}

/** Both ends of every transport, made the same way in every test. */
const TRANSPORTS: [string, () => Promise<[ByteChannel, ByteChannel, () => void]>][] = [
  ['in-memory pair', async () => [...memoryChannelPair(), () => {}]],
  [
    'MessagePort',
    async () => {
      const { port1, port2 } = new MessageChannel();
      return [
        messagePortChannel(port1 as unknown as PortLike),
        messagePortChannel(port2 as unknown as PortLike),
        () => {},
      ];
    },
  ],
  [
    'WebSocket',
    async () => {
      const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
      await new Promise((done) => server.once('listening', done));
      const far = new Promise<ByteChannel>((done) =>
        server.once('connection', (socket) => done(webSocketChannel(socket as unknown as SocketLike))),
      );
      const { port } = server.address() as { port: number };
      const near = webSocketChannel(quietSocket(port));
      return [near, await far, () => server.close()];
    },
  ],
];

describe.each(TRANSPORTS)('byte channel over %s', (_name, make) => {
  it('delivers every message whole and in order, also those sent before anyone listens', async () => {
    const [near, far, end] = await make();
    const sent = Array.from({ length: 50 }, (_, i) => Uint8Array.from({ length: i * 37 }, (_, k) => (i + k) & 255));
    const received: Uint8Array[] = [];
    for (const bytes of sent.slice(0, 25)) near.send(bytes);
    await new Promise((done) => setImmediate(done));
    far.onMessage((bytes) => received.push(bytes));
    for (const bytes of sent.slice(25)) near.send(bytes);
    await vi.waitFor(() => expect(received).toHaveLength(sent.length));
    expect(received.map((bytes) => [...bytes])).toEqual(sent.map((bytes) => [...bytes]));
    near.close();
    end();
  });

  it('tells both ends once when one closes, and is silent afterwards', async () => {
    const [near, far, end] = await make();
    const told: string[] = [];
    const both = Promise.all([
      new Promise<void>((done) => near.onClose(() => done(void told.push('near')))),
      new Promise<void>((done) => far.onClose(() => done(void told.push('far')))),
    ]);
    far.onMessage(() => told.push('message'));
    near.close();
    near.close();
    near.send(Uint8Array.of(1));
    await both;
    far.close();
    expect(told.toSorted()).toEqual(['far', 'near']);
    end();
  });
});

describe('what is no message of ours', () => {
  it('closes a MessagePort', async () => {
    const { port1, port2 } = new MessageChannel();
    const channel = messagePortChannel(port1 as unknown as PortLike);
    const closed = new Promise<void>((done) => channel.onClose(done));
    port2.postMessage({ text: 'not bytes' });
    await closed;
  });

  it('closes a WebSocket', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await new Promise((done) => server.once('listening', done));
    server.once('connection', (socket) => socket.send('text'));
    const { port } = server.address() as { port: number };
    const channel = webSocketChannel(quietSocket(port));
    await new Promise<void>((done) => channel.onClose(done));
    server.close();
  });
});

describe('openChannel', () => {
  const location = { protocol: 'http:', host: '127.0.0.1:4711', origin: 'http://127.0.0.1:4711' };

  it('opens a socket to where the page came from if the host hands out no ports', async () => {
    const addresses: string[] = [];
    class Socket extends EventTarget {
      binaryType = '';
      readonly readyState = 0;
      readonly bufferedAmount = 0;
      constructor(address: string) {
        super();
        addresses.push(address);
      }
      send() {}
      close() {}
    }
    await openChannel({
      location,
      addEventListener: () => {},
      removeEventListener: () => {},
      WebSocket: Socket as unknown as WindowLike['WebSocket'],
    });
    expect(addresses).toEqual(['ws://127.0.0.1:4711/channel']);
  });

  it('asks the host for a port and believes only a message of its own origin that carries one', async () => {
    type Listener = Parameters<WindowLike['addEventListener']>[1];
    const listeners = new Set<Listener>();
    const { port1, port2 } = new MessageChannel();
    const requests: string[] = [];
    const opening = openChannel({
      location,
      openDemsHost: { requestChannel: () => requests.push('asked'), offerFile: () => Promise.resolve(undefined) },
      addEventListener: (_type, listener) => listeners.add(listener),
      removeEventListener: (_type, listener) => listeners.delete(listener),
      WebSocket: WebSocket as unknown as WindowLike['WebSocket'],
    });
    expect(requests).toEqual(['asked']);
    const post = (event: Parameters<Listener>[0]) => [...listeners].forEach((listener) => listener(event));
    const port = port1 as unknown as PortLike;
    post({ data: 'something else', origin: location.origin, ports: [port] });
    post({ data: { kind: 'open-dems-channel' }, origin: 'https://elsewhere.example', ports: [port] });
    post({ data: { kind: 'open-dems-channel' }, origin: location.origin, ports: [] });
    expect(listeners.size).toBe(1);
    post({ data: { kind: 'open-dems-channel' }, origin: location.origin, ports: [port] });
    const channel = await opening;
    expect(listeners.size).toBe(0);
    const received = new Promise((done) => port2.once('message', done));
    channel.send(Uint8Array.of(1, 2, 3));
    expect(await received).toEqual(Uint8Array.of(1, 2, 3));
    channel.close();
  });
});
