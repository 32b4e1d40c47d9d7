import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { foldColumns } from '../../../src-main/core/views/fold-columns.ts';

const column = (...values: number[]) => Float64Array.from(values);

describe('foldColumns', () => {
  it('keeps samples as they are where there is room, with one neighbour on either side', () => {
    const y = column(1, 2, 3, 4, 5);
    const folded = foldColumns(column(0, 1, 2, 3, 4), y, y, 1.5, 2.5, 100);
    expect([...folded.x]).toEqual([1, 2, 3]);
    expect([...folded.min]).toEqual([2, 3, 4]);
    expect(folded.raw).toBe(true);
  });

  it('breaks the line at a missing value, never drawing zero', () => {
    const y = column(1, Number.NaN, 3);
    const folded = foldColumns(column(0, 1, 2), y, y, 0, 2, 16);
    expect([...folded.x]).toEqual([0, 1, 2]);
    expect([...folded.min]).toEqual([1, Number.NaN, 3]);
  });

  it('folds by extremes: nothing within the range is lost, and x ascends', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2 }), (values) => {
        const x = Float64Array.from(values, (_, i) => i);
        const y = Float64Array.from(values);
        const folded = foldColumns(x, y, y, 0, values.length - 1, 16);
        expect(Math.max(...folded.max)).toBe(Math.max(...values));
        expect(Math.min(...folded.min)).toBe(Math.min(...values));
        expect(folded.x.length).toBeLessThanOrEqual(18);
        for (let i = 1; i < folded.x.length; i++) expect(folded.x[i]).toBeGreaterThan(folded.x[i - 1]!);
      }),
    );
  });
});
