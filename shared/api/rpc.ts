import type { ByteChannel } from './byte-channel.ts';
import { events, methods } from './contract.ts';
import type { EventName, EventPayload, Handlers, MethodInput, MethodName, MethodOutput } from './contract.ts';
import { AppError, problemOf, type Problem } from './errors.ts';
import { decodeFrame, encodeFrame, FrameError } from './frame.ts';

type Call = { k: 'call'; id: number; method: string; input: unknown };
type Reply = { k: 'reply'; id: number; output?: unknown; problem?: Problem };
type Push = { k: 'event'; name: string; sequence: number; payload: unknown };

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

/** Makes the window's end of a channel. */
export function createClient(channel: ByteChannel): Client {
  const waiting = new Map<number, { method: MethodName; done: (output: unknown) => void; fail: (e: Error) => void }>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const closeListeners: (() => void)[] = [];
  let nextId = 1;
  let closed = false;

  channel.onMessage((bytes) => {
    const message = decodeFrame(bytes) as Reply | Push;
    if (message.k === 'reply') {
      const call = waiting.get(message.id);
      if (!call) return;
      waiting.delete(message.id);
      if (message.problem) call.fail(new AppError(message.problem));
      else call.done(message.output);
    } else {
      for (const listener of listeners.get(message.name) ?? []) listener(message.payload as never);
    }
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
        waiting.set(id, { method, done: done as (output: unknown) => void, fail });
        channel.send(encodeFrame({ k: 'call', id, method, input } satisfies Call));
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
  push<Name extends EventName>(name: Name, payload: EventPayload<Name>): void;
  /** Bytes the window has not taken yet; producers coalesce while it is high. */
  queuedBytes(): number;
  close(): void;
}

/**
 * Serves the contract on a channel. Inputs are checked before a handler sees them; a message that is no frame
 * closes the connection.
 * @param checkOutputs also validate what is sent (development and tests).
 */
export function serve(channel: ByteChannel, handlers: Handlers, checkOutputs = false): Connection {
  let sequence = 0;
  channel.onMessage((bytes) => {
    let call: Call;
    try {
      call = decodeFrame(bytes) as Call;
      if (call.k !== 'call' || typeof call.id !== 'number') throw new FrameError('not a call');
    } catch {
      channel.close();
      return;
    }
    void answer(call, handlers, checkOutputs).then((reply) => channel.send(encodeFrame(reply)));
  });
  return {
    push(name, payload) {
      if (checkOutputs) events[name].parse(payload);
      sequence += 1;
      channel.send(encodeFrame({ k: 'event', name, sequence, payload } satisfies Push));
    },
    queuedBytes: () => channel.queuedBytes(),
    close: () => channel.close(),
  };
}

async function answer(call: Call, handlers: Handlers, checkOutputs: boolean): Promise<Reply> {
  try {
    if (!Object.hasOwn(methods, call.method)) throw unknownMethod(call.method);
    const name = call.method as MethodName;
    const input = methods[name].input.safeParse(call.input);
    if (!input.success) throw badInput(name, input.error.issues);
    const handler = handlers[name] as (input: unknown) => Promise<unknown>;
    const output = await handler(input.data);
    if (checkOutputs) methods[name].output.parse(output);
    return { k: 'reply', id: call.id, output };
  } catch (error) {
    return { k: 'reply', id: call.id, problem: problemOf(error) };
  }
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
