import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TwoClocks } from '../../../src-main/core/readers/two-clocks.ts';

describe('a wall clock joined with a test clock', () => {
  it('stays within the second that the wall clock shows and never runs back, at any drift', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 600, noNaN: true }), { minLength: 2, maxLength: 60 }),
        fc.double({ min: -200, max: 200, noNaN: true }),
        (steps, driftPpm) => {
          const clocks = new TwoClocks();
          let test = 0;
          let before = Number.NEGATIVE_INFINITY;
          for (const step of steps) {
            test += step;
            const wallUs = Math.floor(1_600_000_000.37 + test * (1 + driftPpm * 1e-6)) * 1e6;
            const { timeUs, cause } = clocks.next(wallUs, test);
            expect(cause).toBeNull();
            expect(timeUs).toBeGreaterThanOrEqual(wallUs);
            expect(timeUs).toBeLessThan(wallUs + 1e6);
            expect(timeUs).toBeGreaterThanOrEqual(before);
            before = timeUs;
          }
        },
      ),
    );
  });

  it('tells a pause, an hour of daylight saving and a clock that was set apart', () => {
    const causeOf = (wallStep: number, testStep: number) => {
      const clocks = new TwoClocks();
      clocks.next(0, 0);
      return clocks.next(wallStep * 1e6, testStep).cause;
    };
    expect(causeOf(12, 10)).toBeNull();
    expect(causeOf(13, 10)).toBe('pause');
    expect(causeOf(7200, 10)).toBe('pause');
    expect(causeOf(3610, 10)).toBe('daylight-saving');
    expect(causeOf(-3590, 10)).toBe('daylight-saving');
    expect(causeOf(-300, 10)).toBe('clock-set');
  });
});
