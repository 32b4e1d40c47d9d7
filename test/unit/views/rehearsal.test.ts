import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Rehearsal } from '../../../src-main/core/views/rehearsal.ts';

let nowMs = 0;
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Slices of so many ms; how many there were. */
function rehearsed(sliceMs: number) {
  const counted = { slices: 0 };
  const slice = () => {
    counted.slices += 1;
    nowMs += sliceMs;
    return true;
  };
  return { counted, slice };
}

it('goes on in slices until it has had its time, once', () => {
  const rehearsal = new Rehearsal();
  const { counted, slice } = rehearsed(100);
  rehearsal.begin(slice);
  expect(counted.slices).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(counted.slices).toBe(25);
  rehearsal.begin(slice);
  vi.advanceTimersByTime(60_000);
  expect(counted.slices).toBe(25);
});

it('makes way for a question and goes on after it', () => {
  const rehearsal = new Rehearsal();
  const { counted, slice } = rehearsed(100);
  rehearsal.begin(slice);
  vi.advanceTimersByTime(60);
  const before = counted.slices;
  rehearsal.stop();
  vi.advanceTimersByTime(60_000);
  expect([before, counted.slices]).toEqual([before, before]);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(25);
  rehearsal.begin(slice);
  vi.advanceTimersByTime(60_000);
  expect(counted.slices).toBe(25);
});

it('gives up where one slice would keep a question waiting', () => {
  const rehearsal = new Rehearsal();
  const { counted, slice } = rehearsed(400);
  rehearsal.begin(slice);
  vi.advanceTimersByTime(60_000);
  expect(counted.slices).toBe(1);
});
