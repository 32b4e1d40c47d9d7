import { describe, expect, it } from 'vitest';
import type { LiveEdge } from '../../../shared/api/live.ts';
import type { PhaseView } from '../../../shared/api/views.ts';
import { referenceValue, referenceWindow } from '../../../src-renderer/plot/gas-reference.ts';
import { LiveTail, ratioTail } from '../../../src-renderer/plot/live-tail.ts';

const edge = (flush: number, series: Record<string, [number[], number[]]>): LiveEdge => ({
  runId: 'r',
  flush,
  series: Object.entries(series).map(([channelId, [hours, value]]) => ({
    channelId,
    hours: Float64Array.from(hours),
    value: Float64Array.from(value),
  })),
});

describe('LiveTail', () => {
  it('joins edges and forgets what a view holds', () => {
    const tail = new LiveTail();
    tail.add(
      edge(1, {
        a: [
          [1, 2],
          [10, 20],
        ],
        b: [[1.5], [5]],
      }),
    );
    tail.add(edge(2, { a: [[3], [30]] }));
    expect([...tail.of('a')!.value]).toEqual([10, 20, 30]);
    expect(tail.newestHours).toBe(3);
    tail.acknowledge(1);
    expect([...tail.of('a')!.x]).toEqual([3]);
    expect(tail.of('b')).toBeUndefined();
    tail.acknowledge(2);
    expect(tail.of('a')).toBeUndefined();
    expect(tail.newestHours).toBe(3);
  });

  it('stays bounded when no view is read for long, and says so', () => {
    const tail = new LiveTail();
    const column = Array.from({ length: 50_000 }, (_, i) => i);
    for (let flush = 1; flush <= 10; flush++) tail.add(edge(flush, { a: [column, column] }));
    expect(tail.of('a')!.length).toBeLessThanOrEqual(200_000);
    expect(tail.of('a')!.length).toBeGreaterThanOrEqual(100_000);
  });
});

describe('ratioTail', () => {
  const tail = (x: number[], value: number[]) => ({
    x: Float64Array.from(x),
    value: Float64Array.from(value),
    length: x.length,
  });

  it('interpolates the carrier at the times of the numerator and waits for it', () => {
    const ratio = ratioTail(tail([0, 1, 1.5, 3], [1, 6, 10, 1]), tail([0.5, 1.5, 2.5], [2, 4, 8]))!;
    expect([...ratio.x.subarray(0, ratio.length)]).toEqual([1, 1.5]);
    // The carrier is 3 at 1 h and 4 at 1.5 h.
    expect([...ratio.value.subarray(0, ratio.length)]).toEqual([2, 2.5]);
    expect(ratioTail(undefined, tail([1], [1]))).toBeUndefined();
  });

  it('gives no number where the carrier is zero', () => {
    const ratio = ratioTail(tail([1], [1]), tail([0, 2], [0, 0]))!;
    expect(ratio.value[0]).toBeNaN();
  });
});

describe('reference of the gases', () => {
  const phase = (kind: PhaseView['kind'], fromHours: number, toHours: number | null): PhaseView => ({
    label: kind,
    kind,
    fromHours,
    toHours,
    halfCycle: null,
    socFrom: null,
    socTo: null,
  });

  it('is the last hour before the first current', () => {
    const window = referenceWindow([phase('ocv', 0, 10), phase('charge', 10, null)], 0, 30);
    expect(window).toEqual({ from: 9, to: 10, label: 'end of OCV', provisional: false });
  });

  it('is the newest half hour, in steps, while there is no current', () => {
    expect(referenceWindow([phase('ocv', 0, null)], 0, 5.1)).toMatchObject({ from: 4.5, to: 5, provisional: true });
    expect(referenceWindow([], 0, 0.01)).toMatchObject({ from: 0 });
  });

  it('is the median of the usable samples', () => {
    const columns = (values: number[]) => Float64Array.from(values);
    const series = (values: number[]) => ({
      x: columns(values.map((_, i) => i)),
      min: columns(values),
      max: columns(values),
      raw: true,
    });
    expect(referenceValue(series([3, Number.NaN, 1, 100]))).toBe(3);
    expect(referenceValue(series([1, 2]))).toBe(1.5);
    expect(referenceValue(series([Number.NaN]))).toBeUndefined();
  });
});
