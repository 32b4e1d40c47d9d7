import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resample } from '../../../src-main/core/report/resample.ts';

const plain = { scale: 1, offset: 0, updates: 'periodic' as const };
const seconds = (...values: number[]) => Float64Array.from(values, (value) => value * 1e6);
const columns = (timeUs: Float64Array, values: number[], bad: number[] = []) => ({
  timeUs,
  value: Float64Array.from(values),
  status: Uint32Array.from(values, (_, i) => (bad.includes(i) ? 0x80000000 : 0)),
});

describe('resample', () => {
  it('draws straight lines between neighbours and applies scale and offset', () => {
    const timeUs = seconds(0, 10, 20);
    const channel = { ...plain, scale: 2, offset: 1 };
    expect([...resample(channel, columns(timeUs, [0, 10, 0]), timeUs, seconds(0, 5, 10, 15, 20))]).toEqual([
      1, 11, 21, 11, 1,
    ]);
  });

  it('is silent before the first and after the last sample', () => {
    const timeUs = seconds(10, 20);
    expect([...resample(plain, columns(timeUs, [1, 2]), timeUs, seconds(0, 10, 20, 30))]).toEqual([NaN, 1, 2, NaN]);
  });

  it('does not bridge a long hole or a bad reading', () => {
    const timeUs = seconds(0, 1, 2, 200, 201, 202);
    const values = columns(timeUs, [1, 1, 1, 1, 9, 1], [4]);
    expect([...resample(plain, values, timeUs, seconds(1.5, 100, 200, 200.5, 201.5, 202))]).toEqual([
      1,
      NaN,
      1,
      NaN,
      NaN,
      1,
    ]);
  });

  it('keeps the last value of a channel that reports on change', () => {
    const timeUs = seconds(0, 1000);
    const channel = { ...plain, updates: 'on-change' as const };
    expect([...resample(channel, columns(timeUs, [2.5, 3]), timeUs, seconds(0, 500, 999, 1000, 5000))]).toEqual([
      2.5, 2.5, 2.5, 3, 3,
    ]);
  });

  it('reproduces any straight line on any grid', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (steps, grid) => {
          const timeUs = new Float64Array(steps.length);
          steps.forEach((step, i) => (timeUs[i] = (i > 0 ? timeUs[i - 1] : 0) + step * 1e6));
          const values = Array.from(timeUs, (time) => 3 + time / 1e6 / 7);
          const gridUs = Float64Array.from({ length: 200 }, (_, i) => i * grid * 1e6);
          const result = resample(plain, columns(timeUs, values), timeUs, gridUs);
          gridUs.forEach((time, i) => {
            if (time < timeUs[0] || time > timeUs.at(-1)!) expect(result[i]).toBeNaN();
            else expect(result[i]).toBeCloseTo(3 + time / 1e6 / 7, 9);
          });
        },
      ),
    );
  });
});
