import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Overdue } from '../../../src-renderer/state/overdue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('waits for what it goes with, and does it by itself once that takes too long', () => {
  let done = 0;
  const work = new Overdue(40, () => (done += 1));
  work.expect();
  vi.advanceTimersByTime(30);
  work.doNow();
  expect(done).toBe(1);
  vi.advanceTimersByTime(100);
  expect(done).toBe(1);
  work.expect();
  vi.advanceTimersByTime(30);
  // Expected again, it is not put off any longer.
  work.expect();
  vi.advanceTimersByTime(15);
  expect(done).toBe(2);
});

it('does nothing any more once it was cancelled', () => {
  let done = 0;
  const work = new Overdue(40, () => (done += 1));
  work.expect();
  work.cancel();
  vi.advanceTimersByTime(100);
  expect(done).toBe(0);
});
