import type { ByteChannel } from './byte-channel.ts';
import { events, methods } from './contract.ts';
import type { EventName, EventPayload, Handlers, MethodInput, MethodName, MethodOutput } from './contract.ts';
import { AppError, problemOf, type Problem } from './errors.ts';
import { decodeFrame, encodeFrame, FrameError } from './frame.ts';

type Call = { k: 'call'; id: number; method: string; input: unknown };
type Reply = { k: 'reply'; id: number; output?: unknown; problem?: Problem };
type Push = { k: 'event'; name: string; sequence: number; payload: unknown };
/** The window has handled every event up to `sequence`: how a slow window is told from a fast one on any transport. */
type Acknowledgement = { k: 'ack'; sequence: number };

/** The window's end: typed calls, typed events. */
export interface Client {
  call<Name extends MethodName>(method: Name, input: MethodInput<Name>): Promise<MethodOutput<Name>>;
  /** Returns the function that ends the subscription. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void;
  onClose(listener: () => void): void;
  close(): void;
}

const CLOSED: Problem = {
  code: 'core-gone',
  happened: 'The connection to the recording core was lost.',
  safe: 'Recording does not depend on this window.',
  next: 'The window reconnects by itself; reload it if it does not.',
};

/** Makes the window's end of a channel. A message that is no frame of ours closes it. */
export function createClient(channel: ByteChannel): Client {
  const waiting = new Map<number, { method: MethodName; done: (output: unknown) => void; fail: (e: Error) => void }>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const closeListeners: (() => void)[] = [];
  let nextId = 1;
  let closed = false;

  const receive = (message: Reply | Push) => {
    if (message.k === 'reply') {
      const call = waiting.get(message.id);
      if (!call) return;
      waiting.delete(message.id);
      if (message.problem) call.fail(new AppError(message.problem));
      else call.done(message.output);
      return;
    }
    if (message.k !== 'event') throw new FrameError('neither a reply nor an event');
    try {
      for (const listener of listeners.get(message.name) ?? []) listener(message.payload as never);
    } finally {
      channel.send(encodeFrame({ k: 'ack', sequence: message.sequence } satisfies Acknowledgement));
    }
  };
  channel.onMessage((bytes) => {
    let message: Reply | Push;
    try {
      message = decodeFrame(bytes) as Reply | Push;
    } catch {
      channel.close();
      return;
    }
    receive(message);
  });
  channel.onClose(() => {
    closed = true;
    for (const call of waiting.values()) call.fail(new AppError(CLOSED));
    waiting.clear();
    for (const listener of closeListeners) listener();
  });

  return {
    call(method, input) {
      if (closed) return Promise.reject(new AppError(CLOSED));
      const id = nextId++;
      return new Promise((done, fail) => {
        const bytes = encodeFrame({ k: 'call', id, method, input } satisfies Call);
        waiting.set(id, { method, done: done as (output: unknown) => void, fail });
        channel.send(bytes);
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (payload: never) => void);
      return () => set.delete(listener as (payload: never) => void);
    },
    onClose: (listener) => closeListeners.push(listener),
    close: () => channel.close(),
  };
}

/** The core's end for one window. */
export interface Connection {
  /** Sends an event; before the window has said hello nothing is sent. */
  push<Name extends EventName>(name: Name, payload: EventPayload<Name>): void;
  /** Bytes of events the window has not acknowledged; producers coalesce while it is high. */
  queuedBytes(): number;
  /** True once `hello` was answered without a problem. */
  isGreeted(): boolean;
  onClose(listener: () => void): void;
  close(): void;
}

export interface ServeOptions {
  /** Also validate what is sent (development and tests). */
  checkOutputs?: boolean;
  /** Told of everything a handler throws that is no AppError. */
  onFault?: (method: string, error: unknown) => void;
  /** Called after the answer to the first good `hello` has been sent, so that a snapshot follows it. */
  onGreeted?: () => void;
}

/**
 * Serves the contract on a channel. The first call must be `hello`. Inputs are checked before a handler sees them;
 * a message that is no frame, or neither a call nor an acknowledgement, closes the connection.
 */
export function serve(channel: ByteChannel, handlers: Handlers, options: ServeOptions = {}): Connection {
  let sequence = 0;
  let greeted = false;
  let unacknowledged = 0;
  const sent: { sequence: number; bytes: number }[] = [];

  const acknowledge = (upTo: number) => {
    while (sent.length > 0 && sent[0]!.sequence <= upTo) unacknowledged -= sent.shift()!.bytes;
  };
  const reply = async (call: Call) => {
    const answered = await answer(call, handlers, options, greeted);
    let bytes: Uint8Array;
    try {
      bytes = encodeFrame(answered);
    } catch (error) {
      options.onFault?.(call.method, error);
      bytes = encodeFrame({ k: 'reply', id: call.id, problem: problemOf(error) } satisfies Reply);
    }
    channel.send(bytes);
    if (greeted || call.method !== 'hello' || answered.problem) return;
    greeted = true;
    options.onGreeted?.();
  };

  channel.onMessage((bytes) => {
    let message: Call | Acknowledgement;
    try {
      message = checkedMessage(decodeFrame(bytes));
    } catch {
      channel.close();
      return;
    }
    if (message.k === 'ack') acknowledge(message.sequence);
    else void reply(message);
  });
  return {
    push(name, payload) {
      if (!greeted) return;
      if (options.checkOutputs) events[name].parse(payload);
      sequence += 1;
      const bytes = encodeFrame({ k: 'event', name, sequence, payload } satisfies Push);
      sent.push({ sequence, bytes: bytes.byteLength });
      unacknowledged += bytes.byteLength;
      channel.send(bytes);
    },
    queuedBytes: () => unacknowledged,
    isGreeted: () => greeted,
    onClose: (listener) => channel.onClose(listener),
    close: () => channel.close(),
  };
}

function checkedMessage(message: unknown): Call | Acknowledgement {
  if (typeof message === 'object' && message !== null && 'k' in message) {
    const candidate = message as Partial<Call> & Partial<Acknowledgement>;
    if (message.k === 'ack' && Number.isInteger(candidate.sequence)) return message as Acknowledgement;
    if (message.k === 'call' && Number.isInteger(candidate.id) && typeof candidate.method === 'string')
      return message as Call;
  }
  throw new FrameError('neither a call nor an acknowledgement');
}

async function answer(call: Call, handlers: Handlers, options: ServeOptions, greeted: boolean): Promise<Reply> {
  try {
    if (!Object.hasOwn(methods, call.method)) throw unknownMethod(call.method);
    const name = call.method as MethodName;
    if (!greeted && name !== 'hello') throw helloFirst();
    const input = methods[name].input.safeParse(call.input);
    if (!input.success) throw badInput(name, input.error.issues);
    const handler = handlers[name] as (input: unknown) => Promise<unknown>;
    const output = await handler(input.data);
    if (options.checkOutputs) methods[name].output.parse(output);
    return { k: 'reply', id: call.id, output };
  } catch (error) {
    if (!(error instanceof AppError)) options.onFault?.(call.method, error);
    return { k: 'reply', id: call.id, problem: problemOf(error) };
  }
}

function helloFirst(): AppError {
  return new AppError({
    code: 'hello-first',
    happened: 'The window asked for something before it said which version it speaks.',
    safe: 'Nothing was changed.',
    next: 'Reload the window.',
  });
}

function unknownMethod(method: string): AppError {
  return new AppError({
    code: 'unknown-method',
    happened: `The window asked for "${method}", which this version does not know.`,
    safe: 'Nothing was changed.',
    next: 'Reload the window so that it matches the core.',
  });
}

function badInput(method: string, issues: { path: PropertyKey[]; message: string }[]): AppError {
  const first = issues[0];
  const place = first && first.path.length > 0 ? ` (${first.path.map(String).join('.')})` : '';
  return new AppError({
    code: 'bad-input',
    happened: `${first?.message ?? 'The input is not valid'}${place}.`,
    safe: 'Nothing was changed.',
    next: `Correct the value and try again (${method}).`,
  });
}
