import { expect, test } from 'vitest';
import { ManualClock } from '../../../../shared/domain/clock.ts';
import { endsWithin, pause, withDeadline } from '../../../../src-main/core/instruments/opcua/deadline.ts';

test('work that takes too long is given up at its deadline, not earlier', async () => {
  const clock = new ManualClock();
  let outcome = 'open';
  const never = withDeadline(clock, 1000, 'the step', new Promise(() => {})).catch((error: Error) => {
    outcome = error.message;
  });
  clock.advanceMs(999);
  await Promise.resolve();
  expect(outcome).toBe('open');
  clock.advanceMs(1);
  await never;
  expect(outcome).toBe('the step timed out after 1000 ms');
});

test('work that ends in time gives its result or its error', async () => {
  const clock = new ManualClock();
  expect(await withDeadline(clock, 1000, 'x', Promise.resolve(5))).toBe(5);
  await expect(withDeadline(clock, 1000, 'x', Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await endsWithin(clock, 1000, Promise.resolve())).toBe(true);
  expect(await endsWithin(clock, 1000, Promise.reject(new Error('no')))).toBe(false);
});

test('a pause ends at its time or when it is called off', async () => {
  const clock = new ManualClock();
  const timed = pause(clock, 500, new AbortController().signal);
  clock.advanceMs(500);
  await timed;
  const abort = new AbortController();
  const calledOff = pause(clock, 1e9, abort.signal);
  abort.abort();
  await calledOff;
  await pause(clock, 1e9, abort.signal);
});
