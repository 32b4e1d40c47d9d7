import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { WORK_MEMORY } from '../../../src-main/core/memory-limits.ts';
import { endThread, startThread } from '../../../src-main/core/start-thread.ts';
import { offerGate, passGate } from '../../../src-main/core/thread-gate.ts';
import { bundleEntry } from '../../support/bundle.ts';

const ENTRY = 'test/support/gated-thread.ts';
/** As in that file. */
const CELLS = { entered: 0, mayLeave: 1, left: 2, enteredAgain: 3 } as const;

function startGated(cells: Int32Array, url: URL) {
  return startThread(url, WORK_MEMORY, { workerData: cells });
}

it('waits with the end of a thread until it is out of a native call', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4 * 4));
  const worker = startGated(cells, await bundleEntry(ENTRY));
  await Atomics.waitAsync(cells, CELLS.entered, 0).value;
  let hasEnded = false;
  worker.once('exit', () => (hasEnded = true));
  const ended = endThread(worker);
  // Rounds of the event loop in which a thread that is ended at once would be gone.
  for (let round = 0; round < 20; round++) await new Promise((done) => setImmediate(done));
  expect(hasEnded).toBe(false);
  Atomics.store(cells, CELLS.mayLeave, 1);
  Atomics.notify(cells, CELLS.mayLeave);
  await ended;
  expect(hasEnded).toBe(true);
  expect(cells[CELLS.left]).toBe(1);
});

it('lets no thread into another native call once it may be ended', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4 * 4));
  Atomics.store(cells, CELLS.mayLeave, 1);
  const url = await bundleEntry(ENTRY);
  const gate = offerGate();
  const worker = new Worker(url, { workerData: cells });
  await Atomics.waitAsync(cells, CELLS.enteredAgain, 0).value;
  await passGate(gate);
  const calls = Atomics.load(cells, CELLS.enteredAgain);
  expect(calls).toBeGreaterThan(0);
  for (let round = 0; round < 20; round++) await new Promise((done) => setImmediate(done));
  expect(Atomics.load(cells, CELLS.enteredAgain)).toBe(calls);
  await worker.terminate();
});

it('waits for no thread that died within a native call', async () => {
  const cells = new Int32Array(new SharedArrayBuffer(4 * 4));
  const worker = startGated(cells, await bundleEntry(ENTRY));
  await Atomics.waitAsync(cells, CELLS.entered, 0).value;
  const ending = endThread(worker);
  // Its gate stays closed, as that of a thread that ran out of memory.
  await worker.terminate();
  await ending;
  await endThread(worker);
  expect(cells[CELLS.left]).toBe(0);
});
