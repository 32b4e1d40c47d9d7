import { describe, expect, it } from 'vitest';
import { buildView } from '../../../src-main/core/views/build-view.ts';
import { CellCourse } from '../../../src-main/core/views/cell-course.ts';
import type { RunSource } from '../../../src-main/core/views/run-source.ts';
import { SeriesCache, sharedCaches } from '../../../src-main/core/views/series-cache.ts';

describe('buildView of a long run', () => {
  const N = 4096;
  /** Two blocks of a sample a second, rising from 0; counts what is read. */
  function longRun(unreadSamples: number) {
    const read: string[] = [];
    const cache = new SeriesCache('run', sharedCaches());
    const blocks = [0, N].map((firstIndex) => {
      const extremes = { min: firstIndex, max: firstIndex + N - 1 };
      return {
        firstIndex,
        n: N,
        tMinUs: firstIndex * 1e6,
        tMaxUs: (firstIndex + N - 1) * 1e6,
        extremes,
        usable: extremes,
      };
    });
    const run: RunSource = {
      zeroUtcUs: 0,
      flush: 1,
      range: () => ({ fromUs: 0, toUs: (2 * N - 1) * 1e6 }),
      unreadSamples: () => unreadSamples,
      gaps: () => [],
      course: () => new CellCourse(undefined),
      capacityBasis: () => undefined,
      series: ({ channelId }) =>
        cache.series(
          channelId,
          blocks,
          () => true,
          ({ firstIndex, n }) => {
            read.push(channelId);
            return {
              timeUs: Float64Array.from({ length: n }, (_, i) => (firstIndex + i) * 1e6),
              value: Float64Array.from({ length: n }, (_, i) => firstIndex + i),
            };
          },
          [],
        ),
    };
    return { run, read };
  }
  const request = {
    runId: 'r',
    x: 'time' as const,
    from: null,
    to: null,
    halfCycle: null,
    pixels: 64,
    series: [
      { kind: 'channel' as const, channelId: 'a' },
      { kind: 'ratio' as const, channelId: 'b', carrierChannelId: 'c' },
    ],
  };

  it('is a draft from block extremes where one will do, without reading and without ratios', () => {
    const { run, read } = longRun(5e6);
    const { isDraft, series } = buildView(run, { ...request, mayBeDraft: true });
    expect(isDraft).toBe(true);
    expect(read).toEqual([]);
    expect(series[0]!.min[0]).toBe(0);
    expect(series[0]!.max[0]).toBe(N - 1);
    expect(series[0]!.max.at(-1)).toBe(2 * N - 1);
    expect(series[1]!.x).toHaveLength(0);
  });

  it('is exact where a draft is not asked for, and where little has to be read', () => {
    for (const [unread, mayBeDraft] of [
      [5e6, undefined],
      [1000, true],
    ] as const) {
      const { run } = longRun(unread);
      const { isDraft, series } = buildView(run, { ...request, mayBeDraft });
      expect(isDraft).toBe(false);
      // 8192 samples in 64 buckets.
      expect(series[0]!.max[0]! - series[0]!.min[0]!).toBeLessThanOrEqual(129);
    }
  });
});
