import { setFlagsFromString } from 'node:v8';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { ThreadMemory } from './memory-limits.ts';
import { offerGate, passGate, type ThreadGate } from './thread-gate.ts';

const SEMI_SPACE = '--max-semi-space-size=';
const OLD_SPACE = '--max-old-space-size=';
/** V8's own for 64 bits; 0 stands for what it derives from the computer's memory. */
const V8_SEMI_SPACE_MEGABYTES = 16;
const V8_OLD_SPACE_MEGABYTES = 0;

/** As this process was started: for itself, and for threads that are given none. */
function usual(flag: string, otherwise: number): string {
  return process.execArgv.findLast((argument) => argument.startsWith(flag)) ?? `${flag}${otherwise}`;
}
const usualFlags = [usual(SEMI_SPACE, V8_SEMI_SPACE_MEGABYTES), usual(OLD_SPACE, V8_OLD_SPACE_MEGABYTES)];

const gates = new WeakMap<Worker, ThreadGate>();

/**
 * Starts a thread with its memory. V8 takes the limits of the process over those of a thread, so the ones of the thread
 * stand for the process until the thread runs.
 */
export function startThread(
  url: URL,
  memory: ThreadMemory,
  options: Omit<WorkerOptions, 'resourceLimits'> = {},
): Worker {
  // A young generation is three semi-spaces.
  setFlagsFromString(`${SEMI_SPACE}${Math.ceil(memory.maxYoungGenerationSizeMb / 3)}`);
  setFlagsFromString(`${OLD_SPACE}${memory.maxOldGenerationSizeMb}`);
  const gate = offerGate();
  const worker = new Worker(url, { ...options, resourceLimits: memory });
  gates.set(worker, gate);
  const restore = () => usualFlags.forEach((flag) => setFlagsFromString(flag));
  worker.once('online', restore);
  worker.once('exit', restore);
  return worker;
}

/** Ends a thread in the midst of its work, but not within a native module. Rejects never. */
export async function endThread(worker: Worker): Promise<void> {
  const gate = gates.get(worker);
  // One that has died within a native module, of too little memory perhaps, leaves its gate closed for ever.
  const hasExited = worker.threadId === -1;
  const exited = new Promise((done) => worker.once('exit', done));
  if (gate && !hasExited) await Promise.race([passGate(gate), exited]);
  await worker.terminate();
}
