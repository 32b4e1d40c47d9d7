import { expect, it } from 'vitest';
import { ManualClock } from '../../../shared/domain/clock.ts';
import { VIEWS_MEMORY } from '../../../src-main/core/memory-limits.ts';
import { ViewClient } from '../../../src-main/core/views/view-client.ts';

/** Answers every question with the number of its thread. */
const WORKER = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from 'node:worker_threads';
    parentPort.on('message', ({ id }) => parentPort.postMessage({ id, output: threadId }));
  `)}`,
);

it('ends a worker of which nothing was asked for a while, and starts another one with the next question', async () => {
  const clock = new ManualClock();
  const client = new ViewClient(WORKER, () => {}, { memory: VIEWS_MEMORY, idle: { afterMs: 60_000, clock } });
  const thread = () => client.verify('run.dems');
  const first = await thread();
  clock.advanceMs(50_000);
  expect(await thread()).toBe(first);
  clock.advanceMs(50_000);
  expect(await thread()).toBe(first);
  clock.advanceMs(60_000);
  // Asked at the very moment it goes: neither lost nor refused.
  const second = await thread();
  expect(second).not.toBe(first);
  expect(await client.whileReleased('run.dems', () => 'released')).toBe('released');
  await client.close();
});
