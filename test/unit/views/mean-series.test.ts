import { describe, expect, it } from 'vitest';
import { meanSeries } from '../../../src-main/core/views/mean-series.ts';
import { SeriesCache, sharedCaches } from '../../../src-main/core/views/series-cache.ts';
import type { Series } from '../../../src-main/core/views/series.ts';

/** One sample per second from zero, in blocks that do not end where windows do. */
function everySecond(values: number[], zeroUs: number, blockSamples = 7): Series {
  const blocks = [];
  for (let first = 0; first < values.length; first += blockSamples) {
    const n = Math.min(blockSamples, values.length - first);
    const [tMinUs, tMaxUs] = [zeroUs + first * 1e6, zeroUs + (first + n - 1) * 1e6];
    blocks.push({ firstIndex: first, n, tMinUs, tMaxUs, extremes: undefined });
  }
  return new SeriesCache('run', sharedCaches()).series(
    'a',
    blocks,
    () => true,
    ({ firstIndex, n }) => ({
      timeUs: Float64Array.from({ length: n }, (_, i) => zeroUs + (firstIndex + i) * 1e6),
      value: Float64Array.from(values.slice(firstIndex, firstIndex + n)),
    }),
    [{ fromUs: zeroUs + 3e6, toUs: zeroUs + 4e6 }],
  );
}

const ZERO_US = 1_795_323_428_000_000;
const columnsOf = (series: Series) => {
  const [block] = series.blocks();
  const { timeUs, value } = series.samples(block!);
  return { seconds: Array.from(timeUs, (us) => (us - ZERO_US) / 1e6), value: [...value] };
};

describe('meanSeries', () => {
  it('averages whole windows from zero, across blocks, at the mean time of their samples', () => {
    const upTo = (n: number) => columnsOf(meanSeries(everySecond([...Array(n).keys()], ZERO_US), 10e6, ZERO_US));
    expect(upTo(20)).toEqual({ seconds: [4.5, 14.5], value: [4.5, 14.5] });
    // The newest window counts from its half on.
    expect(upTo(25)).toEqual(upTo(20));
    expect(upTo(26)).toEqual({ seconds: [4.5, 14.5, 22.5], value: [4.5, 14.5, 22.5] });
  });

  it('leaves unusable samples out, and a window of nothing else is missing', () => {
    const values = [1, Number.NaN, 3, Number.NaN, Number.NaN, Number.NaN, 8, 8, 8];
    const { seconds, value } = columnsOf(meanSeries(everySecond(values, ZERO_US), 3e6, ZERO_US));
    expect(value).toEqual([2, Number.NaN, 8]);
    expect(seconds).toEqual([1, 4, 7]);
  });

  it('keeps the holes of what it averages, and has no block without samples', () => {
    expect(meanSeries(everySecond([1, 2], ZERO_US), 1e6, ZERO_US).holes()).toHaveLength(1);
    expect(meanSeries(everySecond([], ZERO_US), 1e6, ZERO_US).blocks()).toEqual([]);
  });
});
