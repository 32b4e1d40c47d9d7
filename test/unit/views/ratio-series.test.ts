import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioSeries } from '../../../src-main/core/views/ratio-series.ts';
import { SeriesCache, sharedCaches } from '../../../src-main/core/views/series-cache.ts';
import type { Hole, Series } from '../../../src-main/core/views/series.ts';

const cache = () => new SeriesCache('run', sharedCaches());

/** A series of the given points in blocks of `size`. */
function seriesOf(timeUs: number[], value: number[], size = 3, holes: Hole[] = []): Series {
  const blocks = [];
  for (let first = 0; first < timeUs.length; first += size) {
    const times = timeUs.slice(first, first + size);
    const [tMinUs, tMaxUs] = [times[0], times.at(-1)!];
    blocks.push({ firstIndex: first, n: times.length, tMinUs, tMaxUs, extremes: undefined, usable: undefined });
  }
  return cache().series(
    'x',
    blocks,
    () => true,
    ({ firstIndex, n }) => ({
      timeUs: Float64Array.from(timeUs.slice(firstIndex, firstIndex + n)),
      value: Float64Array.from(value.slice(firstIndex, firstIndex + n)),
    }),
    holes,
  );
}

function ratios(numerator: Series, carrier: Series): number[] {
  const ratio = ratioSeries('r', numerator, carrier, cache(), true);
  return ratio.blocks().flatMap((block) => [...ratio.samples(block).value]);
}

describe('ratioSeries', () => {
  it('divides by the carrier interpolated between its neighbours', () => {
    const numerator = seriesOf([10, 15, 20, 25, 30], [1, 1, 2, 2, 3]);
    const carrier = seriesOf([0, 20, 40], [100, 200, 400], 2);
    // Carrier at 10, 15, 20, 25, 30: 150, 175, 200, 250, 300.
    const expected = [1 / 150, 1 / 175, 2 / 200, 2 / 250, 3 / 300];
    ratios(numerator, carrier).forEach((ratio, i) => expect(ratio).toBeCloseTo(expected[i], 12));
  });

  it('is missing before the first and after the newest carrier, and where the numerator is', () => {
    const numerator = seriesOf([5, 10, 20, 25], [1, Number.NaN, 1, 1]);
    const carrier = seriesOf([10, 20], [100, 100]);
    expect(ratios(numerator, carrier)).toEqual([Number.NaN, Number.NaN, 0.01, Number.NaN]);
  });

  it('does not bridge a missing carrier or a hole in it', () => {
    const numerator = seriesOf([5, 15, 25, 35], [1, 1, 1, 1]);
    const withMissing = seriesOf([0, 10, 20, 30, 40], [100, 100, Number.NaN, 100, 100]);
    expect(ratios(numerator, withMissing)).toEqual([0.01, Number.NaN, Number.NaN, 0.01]);
    const withHole = seriesOf([0, 10, 20, 30, 40], [100, 100, 100, 100, 100], 3, [{ fromUs: 10, toUs: 20 }]);
    expect(ratios(numerator, withHole)).toEqual([0.01, Number.NaN, 0.01, 0.01]);
  });

  it('knows no number for a carrier of zero', () => {
    expect(ratios(seriesOf([10], [1]), seriesOf([0, 20], [0, 0]))).toEqual([Number.NaN]);
  });

  it('does not depend on how either side is cut into blocks', () => {
    const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.double({ min: 1, max: 9, noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    const sizes = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(points, points, sizes, sizes, (a, b, sizeA, sizeB) => {
        const times = (list: [number, number][]) =>
          list.map((_, i) => list.slice(0, i + 1).reduce((t, [s]) => t + s, 0));
        const values = (list: [number, number][]) => list.map(([, value]) => value);
        const whole = ratios(seriesOf(times(a), values(a), 1000), seriesOf(times(b), values(b), 1000));
        const cut = ratios(seriesOf(times(a), values(a), sizeA), seriesOf(times(b), values(b), sizeB));
        expect(cut).toEqual(whole);
      }),
    );
  });
});
