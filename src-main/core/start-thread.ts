import { setFlagsFromString } from 'node:v8';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { ThreadMemory } from './memory-limits.ts';
import { offerGate, passGate, type ThreadGate } from './thread-gate.ts';

const SEMI_SPACE = '--max-semi-space-size=';
/** Megabytes for this process and threads that are given none: as it was started, else V8's own for 64 bits. */
const usualSemiSpace = process.execArgv.findLast((argument) => argument.startsWith(SEMI_SPACE)) ?? `${SEMI_SPACE}16`;

const gates = new WeakMap<Worker, ThreadGate>();

/**
 * Starts a thread with its memory. V8 takes the semi-space limit of the process over that of a thread, so the one of the
 * thread stands for the process until the thread runs.
 */
export function startThread(
  url: URL,
  memory: ThreadMemory,
  options: Omit<WorkerOptions, 'resourceLimits'> = {},
): Worker {
  // A young generation is three semi-spaces.
  setFlagsFromString(`${SEMI_SPACE}${Math.ceil(memory.maxYoungGenerationSizeMb / 3)}`);
  const gate = offerGate();
  const worker = new Worker(url, { ...options, resourceLimits: memory });
  gates.set(worker, gate);
  const restore = () => setFlagsFromString(usualSemiSpace);
  worker.once('online', restore);
  worker.once('exit', restore);
  return worker;
}

/** Ends a thread in the midst of its work, but not within a native module. Rejects never. */
export async function endThread(worker: Worker): Promise<void> {
  const gate = gates.get(worker);
  // One that has ended by itself leaves its gate open.
  if (gate) await passGate(gate);
  await worker.terminate();
}
