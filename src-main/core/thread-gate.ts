import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

/**
 * Between a thread and whoever may end it. A thread that is ended within a native module takes the whole process with it:
 * SQLite's binding aborts where a call of its into V8 is refused. So such calls close the gate, and an end waits for it.
 */
export type ThreadGate = Int32Array;

const FREE = 0;
const CLOSED = 1;
const ENDED = 2;
const KEY = 'opendems.gate';

/** For the thread that is started next by the calling one. */
export function offerGate(): ThreadGate {
  const gate = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setEnvironmentData(KEY, gate as unknown as Parameters<typeof setEnvironmentData>[1]);
  return gate;
}

/** Resolves when the thread is outside of native modules, and keeps it outside: it can be ended. */
export async function passGate(gate: ThreadGate): Promise<void> {
  while (Atomics.compareExchange(gate, 0, FREE, ENDED) === CLOSED) await Atomics.waitAsync(gate, 0, CLOSED).value;
}

/** Of the calling thread; a process's first one is ended by nobody. */
const own = isMainThread ? undefined : (getEnvironmentData(KEY) as unknown as ThreadGate | undefined);
let depth = 0;

/** Does what must not be cut off. Calls may be nested. */
export function uninterrupted<Result>(work: () => Result): Result {
  if (!own) return work();
  if (depth === 0 && Atomics.compareExchange(own, 0, FREE, CLOSED) !== FREE) Atomics.wait(own, 0, ENDED);
  depth += 1;
  try {
    return work();
  } finally {
    depth -= 1;
    if (depth === 0) {
      Atomics.store(own, 0, FREE);
      Atomics.notify(own, 0);
    }
  }
}
