import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { amountDifference, independentDifference } from '../../../src-main/core/report/difference.ts';
import { thinCurve } from '../../../src-main/core/report/thin-curve.ts';

const part = (name: string, standardUncertainty: number, sharedKey: string | null) => ({
  name,
  standardUncertainty,
  degreesOfFreedom: null,
  sharedKey,
});

describe('the difference of two amounts (science.md 6.3)', () => {
  it('keeps of a shared relative component only what it does to the difference', () => {
    // N1 = 4, N2 = 6; noise 0.3 and 0.4; one bottle of 1 % (0.04, 0.06); balances of their own, 0.02 each.
    const { value, U } = amountDifference(
      { amount: 4, budget: [part('noise', 0.3, null), part('certificate', 0.04, 'bottle'), part('mass', 0.02, 'a')] },
      { amount: 6, budget: [part('noise', 0.4, null), part('certificate', 0.06, 'bottle'), part('mass', 0.02, 'b')] },
    );
    expect(value).toBe(2);
    // u2 = 0.3^2 + 0.4^2 + (6 - 4)^2 0.01^2 + 2 x 0.02^2; k = 2 for many degrees of freedom.
    expect(U).toBeCloseTo(2 * Math.sqrt(0.09 + 0.16 + 0.0004 + 0.0008), 4);
  });

  it('is certain for what cancels, and grows with few degrees of freedom', () => {
    const both = [part('certificate', 0.05, 'bottle')];
    expect(amountDifference({ amount: 5, budget: both }, { amount: 5, budget: both })).toMatchObject({
      value: 0,
      U: 0,
      isSignificant: false,
    });
    const few = { ...part('background', 1, null), degreesOfFreedom: 2 };
    // One side with two degrees of freedom: t(0.97725, 2) = 4.53.
    const { U } = amountDifference({ amount: 0, budget: [few] }, { amount: 1, budget: [] });
    expect(U).toBeCloseTo(4.53, 1);
  });

  it('is antisymmetric with one U, whatever the budgets', () => {
    const budget = fc.array(
      fc.record({
        name: fc.constantFrom('noise', 'fit'),
        standardUncertainty: fc.double({ min: -1, max: 1, noNaN: true }),
        degreesOfFreedom: fc.constantFrom(null, 3, 10),
        sharedKey: fc.constantFrom(null, 'a', 'b'),
      }),
      { minLength: 1, maxLength: 5 },
    );
    const side = fc.record({ amount: fc.double({ min: -10, max: 10, noNaN: true }), budget });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const there = amountDifference(a, b);
        const back = amountDifference(b, a);
        expect(there.value).toBeCloseTo(-back.value, 12);
        expect(there.U).toBeCloseTo(back.U, 9);
        expect(there.isSignificant).toBe(back.isSignificant);
      }),
      { numRuns: 100 },
    );
  });

  it('adds independent uncertainties in squares', () => {
    const result = independentDifference({ value: 206, U: 3 }, { value: 229, U: 4 });
    expect(result).toEqual({ value: 23, U: 5, isSignificant: true });
  });
});

describe('thinning a curve for paper', () => {
  it('keeps real readings only, with every extreme', () => {
    const seconds = Array.from({ length: 20_000 }, (_, i) => i);
    const values = seconds.map((at) => Math.sin(at / 900) + (at === 7777 ? 3 : 0));
    const thin = thinCurve(seconds, values);
    expect(thin.values.length).toBeLessThanOrEqual(4 * 601);
    thin.seconds.forEach((at, i) => expect(thin.values[i]).toBe(values[at]));
    expect(Math.max(...thin.values)).toBe(Math.max(...values));
    expect(Math.min(...thin.values)).toBe(Math.min(...values));
    expect([thin.seconds[0], thin.seconds.at(-1)]).toEqual([0, 19_999]);
  });

  it('breaks where readings are missing or a hole is longer than a minute', () => {
    const seconds = [0, 1, 2, 3, 4, 200, 201, 202];
    const thin = thinCurve(seconds, [1, 1, Number.NaN, 1, 1, 1, 1, 1]);
    const holes = thin.seconds.filter((_, i) => Number.isNaN(thin.values[i]));
    expect(holes).toEqual([2, 102]);
    expect(thin.values.filter((value) => !Number.isNaN(value))).toHaveLength(7);
  });
});
