import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SeriesColumns } from '../../../src-main/core/views/cells.ts';
import { uniformEdges } from '../../../src-main/core/views/fold-buckets.ts';
import { draftSeries, foldSeries, type FoldedSeries } from '../../../src-main/core/views/fold-series.ts';
import { SeriesCache, sharedCaches } from '../../../src-main/core/views/series-cache.ts';
import type { Hole, Series } from '../../../src-main/core/views/series.ts';

/** A series in memory, cut into blocks as a file would be. */
function memorySeries(columns: SeriesColumns, blockSamples: number, holes: Hole[] = [], withExtremes = true): Series {
  const blocks = [];
  for (let first = 0; first < columns.timeUs.length; first += blockSamples) {
    const timeUs = columns.timeUs.subarray(first, first + blockSamples);
    const value = columns.value.subarray(first, first + blockSamples);
    const isWhole = withExtremes && !value.some(Number.isNaN);
    const usable = value.filter((one) => !Number.isNaN(one));
    blocks.push({
      firstIndex: first,
      n: timeUs.length,
      tMinUs: Math.min(...timeUs),
      tMaxUs: Math.max(...timeUs),
      extremes: isWhole ? { min: Math.min(...value), max: Math.max(...value) } : undefined,
      usable: usable.length > 0 ? { min: Math.min(...usable), max: Math.max(...usable) } : undefined,
    });
  }
  const cache = new SeriesCache('memory', sharedCaches());
  return cache.series(
    'a',
    blocks,
    () => true,
    ({ firstIndex, n }) => ({
      timeUs: columns.timeUs.slice(firstIndex, firstIndex + n),
      value: columns.value.slice(firstIndex, firstIndex + n),
    }),
    holes,
  );
}

/** Samples at uneven ascending times, some missing, with holes between some neighbours. */
const recording = fc
  .record({
    steps: fc.array(
      fc.record({
        stepUs: fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2_000_000 })),
        value: fc.oneof(
          { weight: 9, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
          {
            weight: 1,
            arbitrary: fc.constant(Number.NaN),
          },
        ),
        holeBefore: fc.boolean(),
      }),
      { minLength: 1, maxLength: 1500, size: 'max' },
    ),
    holes: fc.boolean(),
    blockSamples: fc.constantFrom(64, 600, 1024),
    pixels: fc.constantFrom(16, 37, 200),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ steps, holes, blockSamples, pixels, from, to }) => {
    const timeUs = new Float64Array(steps.length);
    const value = new Float64Array(steps.length);
    const found: Hole[] = [];
    let t = 1_767_225_600_000_000;
    steps.forEach((step, i) => {
      t += step.stepUs;
      timeUs[i] = t;
      value[i] = step.value;
      if (i > 0 && holes && step.holeBefore) found.push({ fromUs: timeUs[i - 1], toUs: t });
    });
    const [low, high] = from <= to ? [from, to] : [to, from];
    const first = timeUs[0] - 10;
    const last = t + 10;
    const fromUs = Math.round(first + low * (last - first));
    const toUs = Math.round(first + high * (last - first));
    return { columns: { timeUs, value }, holes: found, blockSamples, pixels, fromUs, toUs };
  })
  .filter(({ fromUs, toUs }) => toUs > fromUs);

/** Long recordings shrink slowly: a failure is told within seconds, if not in its smallest form. */
const runs = (numRuns: number) => ({ numRuns, interruptAfterTimeLimit: 10_000 });

const inRange = (columns: SeriesColumns, fromUs: number, toUs: number) =>
  [...columns.timeUs.keys()].filter((i) => columns.timeUs[i] >= fromUs && columns.timeUs[i] <= toUs);

/** The bucket of the fold in whose pixel a time lies. */
function bucketsNear(folded: FoldedSeries, timeUs: number, widthUs: number): number[] {
  return [...folded.timeUs.keys()].filter(
    (i) => Math.abs(folded.timeUs[i] - timeUs) <= widthUs + 1 && !Number.isNaN(folded.min[i]),
  );
}

describe('foldSeries', () => {
  it('keeps every usable sample between min and max of a bucket at its place', () => {
    fc.assert(
      fc.property(recording, ({ columns, holes, blockSamples, pixels, fromUs, toUs }) => {
        const folded = foldSeries(memorySeries(columns, blockSamples, holes), uniformEdges(fromUs, toUs, pixels));
        const widthUs = (toUs - fromUs) / pixels;
        for (const i of inRange(columns, fromUs, toUs)) {
          const value = columns.value[i];
          if (Number.isNaN(value)) continue;
          const near = bucketsNear(folded, columns.timeUs[i], widthUs);
          expect(near.some((k) => folded.min[k] <= value && value <= folded.max[k])).toBe(true);
        }
      }),
      runs(60),
    );
  });

  it('keeps the extremes of the range and invents none', () => {
    fc.assert(
      fc.property(recording, ({ columns, holes, blockSamples, pixels, fromUs, toUs }) => {
        const series = memorySeries(columns, blockSamples, holes);
        const folded = foldSeries(series, uniformEdges(fromUs, toUs, pixels), false);
        const values = inRange(columns, fromUs, toUs)
          .map((i) => columns.value[i])
          .filter((value) => !Number.isNaN(value));
        const shown = [...folded.min.keys()].filter((i) => !Number.isNaN(folded.min[i]));
        expect(Math.min(...shown.map((i) => folded.min[i]))).toBe(Math.min(...values));
        expect(Math.max(...shown.map((i) => folded.max[i]))).toBe(Math.max(...values));
      }),
      runs(60),
    );
  });

  it('never bridges: a missing value or hole between two buckets stands as NaN between them', () => {
    fc.assert(
      fc.property(recording, ({ columns, holes, blockSamples, pixels, fromUs, toUs }) => {
        const edges = uniformEdges(fromUs, toUs, pixels);
        const folded = foldSeries(memorySeries(columns, blockSamples, holes), edges);
        // Independent of the fold: usable samples in order, with what stands between each and the next.
        const usable = [...columns.timeUs.keys()].filter((i) => !Number.isNaN(columns.value[i]));
        const bucketOf = (t: number) => {
          if (t < fromUs || t > toUs) return -1;
          for (let k = 0; k < pixels; k++) if (t < edges.edgesUs[k + 1]) return k;
          return pixels - 1;
        };
        const isNaNBetween = (aUs: number, bUs: number) =>
          folded.timeUs.some((t, k) => t > aUs && t < bUs && Number.isNaN(folded.min[k]));
        for (let k = 1; k < usable.length; k++) {
          const [aUs, bUs] = [columns.timeUs[usable[k - 1]], columns.timeUs[usable[k]]];
          const [a, b] = [bucketOf(aUs), bucketOf(bUs)];
          if (a === b || a < 0 || b < 0) continue;
          const isMissing = usable[k] - usable[k - 1] > 1;
          const isHole = holes.some((hole) => hole.fromUs >= aUs && hole.toUs <= bUs);
          if (isMissing || isHole) expect(isNaNBetween(aUs, bUs)).toBe(true);
        }
      }),
      runs(60),
    );
  });

  it('gives strictly ascending x and at most twice the pixels, plus a neighbour with its break on either side', () => {
    fc.assert(
      fc.property(recording, ({ columns, holes, blockSamples, pixels, fromUs, toUs }) => {
        const folded = foldSeries(memorySeries(columns, blockSamples, holes), uniformEdges(fromUs, toUs, pixels));
        for (let i = 1; i < folded.timeUs.length; i++) expect(folded.timeUs[i]).toBeGreaterThan(folded.timeUs[i - 1]);
        expect(folded.timeUs.length).toBeLessThanOrEqual(2 * pixels + 3);
      }),
      runs(60),
    );
  });

  it('says raw, and gives the samples themselves, exactly where no bucket holds two', () => {
    fc.assert(
      fc.property(recording, ({ columns, blockSamples, pixels, fromUs, toUs }) => {
        const edges = uniformEdges(fromUs, toUs, pixels);
        const folded = foldSeries(memorySeries(columns, blockSamples), edges, false);
        const usable = inRange(columns, fromUs, toUs).filter((i) => !Number.isNaN(columns.value[i]));
        const shown = [...folded.timeUs.keys()].filter((i) => !Number.isNaN(folded.min[i]));
        expect(folded.raw).toBe(shown.length === usable.length);
        if (!folded.raw) return;
        expect(shown.map((i) => folded.timeUs[i])).toEqual(usable.map((i) => columns.timeUs[i]));
        expect(shown.map((i) => folded.max[i])).toEqual(usable.map((i) => columns.value[i]));
      }),
      runs(60),
    );
  });

  it('folds the same from block extremes and cells as from samples, but for half a bucket at an edge', () => {
    fc.assert(
      fc.property(recording, ({ columns, holes, pixels, fromUs, toUs }) => {
        const edges = uniformEdges(fromUs, toUs, pixels);
        const coarse = foldSeries(memorySeries(columns, 1024, holes), edges, false);
        const exact = foldSeries(memorySeries(columns, 1, holes), edges, false);
        const widthUs = (toUs - fromUs) / pixels;
        for (let i = 0; i < coarse.timeUs.length; i++) {
          if (Number.isNaN(coarse.min[i])) continue;
          const near = bucketsNear(exact, coarse.timeUs[i], 2 * widthUs);
          expect(near.some((k) => exact.min[k] <= coarse.min[i])).toBe(true);
          expect(near.some((k) => exact.max[k] >= coarse.max[i])).toBe(true);
        }
      }),
      runs(50),
    );
  });

  it('drafts without reading: every value of the fold lies within the draft, and none of it is invented', () => {
    fc.assert(
      fc.property(recording, ({ columns, holes, blockSamples, pixels, fromUs, toUs }) => {
        const edges = uniformEdges(fromUs, toUs, pixels);
        const series = memorySeries(columns, blockSamples, holes);
        const unreadable = () => expect.unreachable('a draft reads no samples');
        const draft = draftSeries({ ...series, samples: unreadable, coarse: unreadable, fine: unreadable }, edges);
        const exact = foldSeries(memorySeries(columns, 1, holes), edges, false);
        const widthUs = (toUs - fromUs) / pixels;
        for (let i = 0; i < exact.timeUs.length; i++) {
          if (Number.isNaN(exact.min[i])) continue;
          const near = bucketsNear(draft, exact.timeUs[i], widthUs);
          expect(near.some((k) => draft.min[k] <= exact.min[i])).toBe(true);
          expect(near.some((k) => draft.max[k] >= exact.max[i])).toBe(true);
        }
        for (let i = 1; i < draft.timeUs.length; i++) expect(draft.timeUs[i]).toBeGreaterThan(draft.timeUs[i - 1]);
        const values = new Set(columns.value);
        for (const k of draft.timeUs.keys())
          expect(Number.isNaN(draft.min[k]) || (values.has(draft.min[k]) && values.has(draft.max[k]))).toBe(true);
      }),
      runs(40),
    );
  });

  it('draws a dead sensor as nothing, and finds the sample before it without reading it all', () => {
    const n = 5000;
    const timeUs = Float64Array.from({ length: n }, (_, i) => i * 1e6);
    const value = new Float64Array(n).fill(Number.NaN);
    value[0] = 7;
    const folded = foldSeries(memorySeries({ timeUs, value }, 1000), uniformEdges(3000e6, 4000e6, 100));
    expect([...folded.timeUs]).toEqual([0]);
    expect([...folded.max]).toEqual([7]);
  });

  it('merges what a clock that stepped back put at the same times', () => {
    const timeUs = Float64Array.of(0, 1e6, 2e6, 3e6, 1.5e6, 2.5e6, 3.5e6);
    const value = Float64Array.of(1, 2, 3, 4, 50, 60, 70);
    const folded = foldSeries(memorySeries({ timeUs, value }, 4096), uniformEdges(0, 4e6, 4));
    expect([...folded.timeUs]).toEqual([0, 1.25e6, 2.25e6, 3.25e6]);
    expect([...folded.min]).toEqual([1, 2, 3, 4]);
    expect([...folded.max]).toEqual([1, 50, 60, 70]);
  });
});
