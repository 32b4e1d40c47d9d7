import { workerData } from 'node:worker_threads';
import { uninterrupted } from '../../src-main/core/thread-gate.ts';

/** What a test and this thread tell each other (thread-gate.test.ts has the same); a cell is 1 once it happened. */
const CELLS = { entered: 0, mayLeave: 1, left: 2, enteredAgain: 3 } as const;

// A thread that is in a call of a native module, and wants to do another one.
const cells = workerData as Int32Array;
uninterrupted(() => {
  Atomics.store(cells, CELLS.entered, 1);
  Atomics.notify(cells, CELLS.entered);
  // Nested, as a transaction's statements are.
  uninterrupted(() => Atomics.wait(cells, CELLS.mayLeave, 0));
  Atomics.store(cells, CELLS.left, 1);
});
for (;;)
  uninterrupted(() => {
    Atomics.add(cells, CELLS.enteredAgain, 1);
    Atomics.notify(cells, CELLS.enteredAgain);
  });
