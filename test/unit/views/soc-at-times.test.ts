import { describe, expect, it } from 'vitest';
import { CellCourse } from '../../../src-main/core/views/cell-course.ts';
import { socAtTimes } from '../../../src-main/core/views/soc-at-times.ts';

describe('socAtTimes', () => {
  // 10 mg and 200 mAh/g are 2 mAh: 1 mA for an hour is 50 %.
  const basis = { activeMassGram: 0.01, theoreticalMilliampHourPerGram: 200 };
  const course = new CellCourse(undefined);
  course.addCurrent({ timeUs: Float64Array.of(0, 1800e6, 3600e6), value: Float64Array.of(1e-3, 1e-3, 1e-3) });
  const run = { capacityBasis: () => basis, course: () => course };

  it('is linear between readings of the current', () => {
    const [quarter, whole] = socAtTimes(run, [900e6, 3600e6]);
    expect(quarter).toBeCloseTo(12.5, 9);
    expect(whole).toBeCloseTo(50, 9);
  });

  it('is missing before and after the current, and without a capacity', () => {
    expect(socAtTimes(run, [-1, 3601e6])).toEqual([null, null]);
    expect(socAtTimes({ ...run, capacityBasis: () => undefined }, [0, 1])).toEqual([null, null]);
  });
});
