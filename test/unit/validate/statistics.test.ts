import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusteredShare, momentsOf, upperLimit95 } from '../../validate/statistics.ts';

describe('shares counted in runs', () => {
  it('is Wilson’s interval where every run counts once', () => {
    // 90 of 100: Wilson 95 % is 0.8256 to 0.9448 (Newcombe 1998 gives these digits for p = 0.9, n = 100).
    const runs = Array.from({ length: 100 }, (_, i) => ({ hits: i < 90 ? 1 : 0, count: 1 }));
    const { share, low, high, count } = clusteredShare(runs);
    expect(share).toBe(0.9);
    expect(count).toBe(100);
    // The variance between runs is n/(n-1) larger than the binomial one.
    expect(low).toBeCloseTo(0.8256, 2);
    expect(high).toBeCloseTo(0.9448, 2);
  });

  it('counts runs, not phases, where all phases of a run agree', () => {
    const single = clusteredShare(Array.from({ length: 100 }, (_, i) => ({ hits: i < 90 ? 1 : 0, count: 1 })));
    const fivefold = clusteredShare(Array.from({ length: 100 }, (_, i) => ({ hits: i < 90 ? 5 : 0, count: 5 })));
    expect(fivefold.count).toBe(500);
    expect(fivefold.low).toBeCloseTo(single.low, 6);
    expect(fivefold.high).toBeCloseTo(single.high, 6);
  });

  it('holds its share, and stays between 0 and 1', () => {
    const cluster = fc
      .integer({ min: 1, max: 6 })
      .chain((count) => fc.record({ hits: fc.integer({ min: 0, max: count }), count: fc.constant(count) }));
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 50 }), (clusters) => {
        const { share, low, high } = clusteredShare(clusters);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(share + 1e-12);
        expect(high).toBeGreaterThanOrEqual(share - 1e-12);
      }),
    );
  });
});

describe('upper limit of rare events', () => {
  it('is 1 - 0.05^(1/n) without any, and what tables say with some', () => {
    expect(upperLimit95(0, 1000)).toBeCloseTo(1 - 0.05 ** (1 / 1000), 9);
    expect(upperLimit95(0, 100)).toBeCloseTo(0.029513, 5);
    // Clopper-Pearson, one-sided: half a chi squared quantile over n for rare events, 9.1535 for 4 events.
    expect(upperLimit95(4, 1000)).toBeCloseTo(9.1535e-3, 4);
  });
});

it('moments are the textbook’s', () => {
  const { mean, deviation, count } = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]);
  expect([mean, count]).toEqual([5, 8]);
  expect(deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
});
