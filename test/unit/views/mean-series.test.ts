import { describe, expect, it } from 'vitest';
import { meanSeries } from '../../../src-main/core/views/mean-series.ts';
import { RunningMeans } from '../../../src-main/core/views/running-means.ts';
import { SeriesCache, sharedCaches } from '../../../src-main/core/views/series-cache.ts';
import type { Series, SeriesBlock } from '../../../src-main/core/views/series.ts';

/** One sample per second from zero, in blocks that do not end where windows do. */
function everySecond(values: number[], zeroUs: number, finalBlocks = Infinity, blockSamples = 7): Series {
  const blocks = [];
  for (let first = 0; first < values.length; first += blockSamples) {
    const n = Math.min(blockSamples, values.length - first);
    const [tMinUs, tMaxUs] = [zeroUs + first * 1e6, zeroUs + (first + n - 1) * 1e6];
    blocks.push({ firstIndex: first, n, tMinUs, tMaxUs, extremes: undefined, usable: undefined });
  }
  return new SeriesCache('run', sharedCaches()).series(
    'a',
    blocks,
    (block) => block.firstIndex < finalBlocks * blockSamples,
    ({ firstIndex, n }) => ({
      timeUs: Float64Array.from({ length: n }, (_, i) => zeroUs + (firstIndex + i) * 1e6),
      value: Float64Array.from(values.slice(firstIndex, firstIndex + n)),
    }),
    [{ fromUs: zeroUs + 3e6, toUs: zeroUs + 4e6 }],
  );
}

const ZERO_US = 1_795_323_428_000_000;
const means = (windowUs: number) => new RunningMeans(windowUs, ZERO_US);
const columnsOf = (series: Series) => {
  const [block] = series.blocks();
  const { timeUs, value } = series.samples(block!);
  return { seconds: Array.from(timeUs, (us) => (us - ZERO_US) / 1e6), value: [...value] };
};

describe('meanSeries', () => {
  it('averages whole windows from zero, across blocks, at the mean time of their samples', () => {
    const upTo = (n: number) => columnsOf(meanSeries(everySecond([...Array(n).keys()], ZERO_US), means(10e6)));
    expect(upTo(20)).toEqual({ seconds: [4.5, 14.5], value: [4.5, 14.5] });
    // The newest window counts from its half on.
    expect(upTo(25)).toEqual(upTo(20));
    expect(upTo(26)).toEqual({ seconds: [4.5, 14.5, 22.5], value: [4.5, 14.5, 22.5] });
  });

  it('leaves unusable samples out, and a window of nothing else is missing', () => {
    const values = [1, Number.NaN, 3, Number.NaN, Number.NaN, Number.NaN, 8, 8, 8];
    const { seconds, value } = columnsOf(meanSeries(everySecond(values, ZERO_US), means(3e6)));
    expect(value).toEqual([2, Number.NaN, 8]);
    expect(seconds).toEqual([1, 4, 7]);
  });

  it('keeps the holes of what it averages, and has no block without samples', () => {
    expect(meanSeries(everySecond([1, 2], ZERO_US), means(1e6)).holes()).toHaveLength(1);
    expect(meanSeries(everySecond([], ZERO_US), means(1e6)).blocks()).toEqual([]);
  });

  it('goes on with what is final and reads it once', () => {
    const taken = means(10e6);
    const value = (i: number) => (i * i) % 17;
    for (const [n, finalBlocks] of [
      [5, 0],
      [20, 1],
      [20, 2],
      [41, 4],
      [60, 8],
    ]) {
      const series = everySecond(
        Array.from({ length: n }, (_, i) => value(i)),
        ZERO_US,
        finalBlocks,
      );
      const read: number[] = [];
      const watched = {
        ...series,
        samples: (block: SeriesBlock) => (read.push(block.firstIndex), series.samples(block)),
      };
      const before = taken.taken;
      const { value: found } = columnsOf(meanSeries(watched, taken));
      // Windows of ten samples: the mean of ten consecutive squares modulo 17, whole windows only up to the half-full one.
      const expected = Array.from({ length: Math.floor(n / 10 + (n % 10 > 5 ? 1 : 0)) }, (_, w) => {
        const own = Array.from({ length: Math.min(10, n - 10 * w) }, (__, i) => value(10 * w + i));
        return own.reduce((sum, one) => sum + one, 0) / own.length;
      });
      found.forEach((one, i) => expect(one).toBeCloseTo(expected[i]!, 12));
      expect(found).toHaveLength(expected.length);
      expect(taken.taken).toBe(Math.min(n, finalBlocks * 7));
      expect(Math.min(...read)).toBe(before);
    }
  });
});
