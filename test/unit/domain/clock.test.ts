import { describe, expect, it } from 'vitest';
import { ManualClock, realLabClock, scaledLabClock } from '../../../shared/domain/clock.ts';

describe('ManualClock', () => {
  it('fires timers in due order, also those that timers add', () => {
    const clock = new ManualClock();
    const fired: string[] = [];
    clock.after(30, () => fired.push('c'));
    clock.after(10, () => {
      fired.push('a');
      clock.after(10, () => fired.push('b'));
    });
    clock.advanceMs(25);
    expect(fired).toEqual(['a', 'b']);
    clock.advanceMs(5);
    expect(fired).toEqual(['a', 'b', 'c']);
  });

  it('repeats until cancelled', () => {
    const clock = new ManualClock();
    let count = 0;
    const cancel = clock.every(100, () => (count += 1));
    clock.advanceMs(350);
    cancel();
    clock.advanceMs(1000);
    expect(count).toBe(3);
  });

  it('steps UTC without moving monotonic time', () => {
    const clock = new ManualClock(5_000_000);
    clock.stepUtc(-3_600_000_000);
    expect(clock.utcUs()).toBe(5_000_000 - 3_600_000_000);
    expect(clock.monotonicUs()).toBe(0);
  });
});

describe('scaledLabClock', () => {
  it('runs so many times as fast as the host and does not follow its UTC steps', () => {
    const host = new ManualClock();
    const lab = scaledLabClock(host, 1_000_000, 600);
    host.advanceMs(1000);
    host.stepUtc(7_200_000_000);
    expect(lab.monotonicUs()).toBe(600e6);
    expect(lab.utcUs()).toBe(1_000_000 + 600e6);
  });

  it('is shared by two processes that agree on the start', () => {
    const host = new ManualClock();
    host.advanceMs(5000);
    const first = scaledLabClock(host, 0, 10, 2_000_000);
    expect(first.utcUs()).toBe(30e6);
  });
});

describe('realLabClock', () => {
  it('follows the computer’s UTC when it is set, and keeps its own monotonic time', () => {
    const host = new ManualClock(1_000_000);
    host.advanceMs(500);
    const lab = realLabClock(host);
    host.advanceMs(1000);
    host.stepUtc(7_200_000_000);
    expect(lab.utcUs()).toBe(1_000_000 + 1_500_000 + 7_200_000_000);
    expect(lab.monotonicUs()).toBe(1_000_000);
  });
});
