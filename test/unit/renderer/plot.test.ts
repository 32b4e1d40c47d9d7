import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnRoom } from '../../../src-renderer/plot/column-room.ts';
import { commonGaps } from '../../../src-renderer/plot/common-gaps.ts';
import { extremesWithin, lastValue, lowerBound, nearest, type Columns } from '../../../src-renderer/plot/curve.ts';
import { linearLimits, logLimits, steadyLimits } from '../../../src-renderer/plot/limits.ts';
import { pushApart } from '../../../src-renderer/plot/push-apart.ts';
import { followRange, keepInside, panBy, zoomAt } from '../../../src-renderer/plot/range.ts';
import { decimalsOf, linearTicks, logTicks, timeTicks } from '../../../src-renderer/plot/ticks.ts';
import { joinTail } from '../../../src-renderer/plot/join-tail.ts';
import { traceBand, traceMiddle, traceStaircase } from '../../../src-renderer/plot/trace-path.ts';

const columns = (x: number[], min: number[], max: number[] = min): Columns => ({
  x: Float64Array.from(x),
  min: Float64Array.from(min),
  max: Float64Array.from(max),
  raw: false,
});

describe('ticks', () => {
  it('labels a decade once, as a power of ten', () => {
    expect(logTicks(1e-14, 1e-7)).toEqual({
      values: [1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7],
      labels: ['⁻¹⁴', '⁻¹³', '⁻¹²', '⁻¹¹', '⁻¹⁰', '⁻⁹', '⁻⁸', '⁻⁷'].map((power) => `10${power}`),
    });
  });

  it('goes to 1-2-5 below two decades', () => {
    const { values } = logTicks(1.5e-11, 6e-11);
    expect(values.map((value) => value.toExponential(0))).toEqual(['2e-11', '5e-11']);
  });

  it('has at most five linear ticks with equal decimals', () => {
    expect(linearTicks(2.46, 2.53)).toEqual({ values: expect.any(Array), labels: ['2.46', '2.48', '2.50', '2.52'] });
    expect(linearTicks(-100, 900).labels).toEqual(['0', '200', '400', '600', '800']);
    expect(linearTicks(0, 1.1).labels).toEqual(['0.00', '0.25', '0.50', '0.75', '1.00']);
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (from, span) => {
          const { values, labels } = linearTicks(from, from + span);
          expect(values.length).toBeGreaterThan(0);
          expect(values.length).toBeLessThanOrEqual(5);
          expect(new Set(labels.map((label) => (label.split('.')[1] ?? '').length)).size).toBe(1);
          expect(new Set(labels).size).toBe(labels.length);
        },
      ),
    );
  });

  it('counts the decimals of a step', () => {
    expect([0.25, 0.5, 2, 1e-3, 2.5e-4].map(decimalsOf)).toEqual([2, 1, 0, 3, 5]);
  });

  it('labels the time axis in whole hours, or as a clock where it is short', () => {
    expect(timeTicks(0, 34, 9).labels).toEqual(['0', '4', '8', '12', '16', '20', '24', '28', '32']);
    expect(timeTicks(30.5, 30.7, 7).labels).toEqual(['30:30', '30:32', '30:34', '30:36', '30:38', '30:40', '30:42']);
    expect(timeTicks(1, 1 + 20 / 3600, 5).title).toBe('Time since start / h:min:s');
  });
});

describe('limits', () => {
  it('puts logarithmic limits on whole decades', () => {
    expect(logLimits(2.1e-14, 1.4e-7)).toEqual({ from: 1e-14, to: 1e-6 });
    expect(logLimits(0, 3e-6)).toEqual({ from: 2e-6, to: 5e-6 });
  });

  it('goes to 1-2-5 steps below two decades', () => {
    expect(logLimits(2.2e-12, 4.4e-12)).toEqual({ from: 2e-12, to: 5e-12 });
    expect(logLimits(1e-12, 1e-12)).toEqual({ from: 1e-12, to: 2e-12 });
  });

  it('leaves air around linear values and a least span around a constant', () => {
    const limits = linearLimits(2.5, 2.5, 0.02);
    expect(limits.from).toBeLessThanOrEqual(2.49);
    expect(limits.to).toBeGreaterThanOrEqual(2.51);
  });

  it('keeps the last limits while they fit', () => {
    const previous = { from: 0, to: 10 };
    expect(steadyLimits(previous, { from: 1, to: 9 }, false)).toBe(previous);
    expect(steadyLimits(previous, { from: 1, to: 11 }, false)).toEqual({ from: 1, to: 11 });
    expect(steadyLimits(previous, { from: 4, to: 5 }, false)).toEqual({ from: 4, to: 5 });
    expect(steadyLimits({ from: 1e-14, to: 1e-6 }, { from: 1e-13, to: 1e-6 }, true)).toEqual({ from: 1e-14, to: 1e-6 });
  });
});

describe('ranges', () => {
  const full = { from: 0, to: 90 };

  it('zooms about the cursor and stays inside the run', () => {
    expect(zoomAt({ from: 10, to: 20 }, 12, 0.5, full)).toEqual({ from: 11, to: 16 });
    expect(zoomAt({ from: 0, to: 80 }, 40, 4, full)).toEqual(full);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 89, noNaN: true }),
        fc.double({ min: 0.01, max: 90, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (from, width, factor) => {
          const range = keepInside({ from, to: from + width }, full);
          const zoomed = zoomAt(range, (range.from + range.to) / 2, factor, full);
          expect(zoomed.from).toBeGreaterThanOrEqual(-1e-9);
          expect(zoomed.to).toBeLessThanOrEqual(90 + 1e-9);
          expect(zoomed.to).toBeGreaterThan(zoomed.from);
        },
      ),
    );
  });

  it('pans without changing the width', () => {
    expect(panBy({ from: 10, to: 20 }, 0.5, full)).toEqual({ from: 15, to: 25 });
    expect(panBy({ from: 85, to: 90 }, 1, full)).toEqual({ from: 85, to: 90 });
  });

  it('keeps 8 % free after now while following', () => {
    const run = followRange(0, 46, null);
    expect(run.from).toBe(0);
    expect((run.to - 46) / (run.to - run.from)).toBeCloseTo(0.08, 9);
    const window = followRange(0, 46, 6);
    expect(window.to - window.from).toBeCloseTo(6, 9);
    expect((window.to - 46) / 6).toBeCloseTo(0.08, 9);
    expect(followRange(0, 1, 6)).toEqual({ from: 0, to: 6 });
  });
});

describe('pushApart', () => {
  it('leaves labels with room alone and centres those that touch', () => {
    expect(pushApart([10, 50], 13.5, 0, 100)).toEqual([10, 50]);
    expect(pushApart([50, 50], 14, 0, 100)).toEqual([43, 57]);
    expect(pushApart([2, 3], 14, 5, 100)).toEqual([5, 19]);
  });

  it('always keeps the gap, the order and the bounds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 350, noNaN: true }), { minLength: 1, maxLength: 14 }),
        (wished) => {
          const placed = pushApart(wished, 13.5, 6, 294);
          const sorted = placed.toSorted((a, b) => a - b);
          for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThan(13.5 - 1e-6);
          expect(sorted[0]!).toBeGreaterThanOrEqual(6 - 1e-9);
          expect(sorted.at(-1)!).toBeLessThanOrEqual(294 + 1e-6);
          for (let i = 0; i < wished.length; i++)
            for (let k = 0; k < wished.length; k++)
              if (wished[i]! < wished[k]!) expect(placed[i]!).toBeLessThan(placed[k]!);
        },
      ),
    );
  });
});

describe('commonGaps', () => {
  const gap = (channelId: string, from: number, to: number, cause = 'stalled') => ({ channelId, from, to, cause });

  it('hatches only where every channel of the row is missing', () => {
    const both = new Set(['a', 'b']);
    expect(commonGaps([gap('a', 1, 4), gap('b', 2, 5), gap('c', 0, 9)], both)).toEqual([
      { from: 2, to: 4, cause: 'stalled' },
    ]);
    expect(commonGaps([gap('a', 1, 4)], both)).toEqual([]);
    expect(commonGaps([gap('a', 1, 2), gap('a', 3, 4), gap('b', 0, 9)], both)).toHaveLength(2);
    expect(commonGaps([], new Set())).toEqual([]);
  });
});

describe('curves', () => {
  const data = columns([0, 1, 2, 3], [5, 1, Number.NaN, 7], [6, 4, Number.NaN, 7]);

  it('finds places, extremes, the nearest bucket and the newest value', () => {
    expect(lowerBound(data.x, 1.5)).toBe(2);
    expect(extremesWithin(data, 0, 3, false)).toEqual({ min: 1, max: 7 });
    expect(nearest(data, 0.9, 0.5)).toEqual({ x: 1, min: 1, max: 4 });
    expect(nearest(data, 2, 0.5)).toBeUndefined();
    expect(lastValue(data, 3)).toBe(7);
    expect(lastValue(data, 2.5)).toBe(2.5);
  });

  it('leaves what is not positive out of a logarithmic range', () => {
    expect(extremesWithin(columns([0, 1], [-1, 3e-12], [2e-12, 4e-12]), 0, 1, true)).toEqual({
      min: 2e-12,
      max: 4e-12,
    });
    expect(extremesWithin(columns([0], [0]), 0, 1, true)).toBeUndefined();
  });
});

describe('traces', () => {
  const record = () => {
    const steps: string[] = [];
    const pen = {
      moveTo: (x: number, y: number) => void steps.push(`M${x},${y}`),
      lineTo: (x: number, y: number) => void steps.push(`L${x},${y}`),
    };
    return { steps, pen };
  };
  const projection = { xShift: 0, xScale: 1, yShift: 100, yScale: 1, log: false, bottom: 104 };

  it('holds the values of a staircase up to the right edge and lifts the pen in gaps', () => {
    const { steps, pen } = record();
    const data = columns([0, 1, 2, 3], [1, 3, Number.NaN, 2]);
    traceStaircase(pen, { columns: data, from: 0, to: 5, projection }, []);
    expect(steps).toEqual(['M0,99', 'L1,99', 'L1,97', 'M3,98', 'L5,98']);
  });

  it('does not claim that a set point held through a gap', () => {
    const { steps, pen } = record();
    const request = { columns: columns([0, 4], [1, 2]), from: 0, to: 9, projection };
    traceStaircase(pen, request, [
      { from: 1, to: 2 },
      { from: 6, to: 7 },
    ]);
    expect(steps).toEqual(['M0,99', 'L1,99', 'M2,99', 'L4,99', 'L4,98', 'L6,98', 'M7,98', 'L9,98']);
  });

  it('runs through the middle, geometric on a log axis, and lifts the pen in gaps', () => {
    const { steps, pen } = record();
    traceMiddle(pen, {
      columns: columns([0, 1, 2, 3], [1, 10, Number.NaN, 100], [1, 1000, Number.NaN, 100]),
      from: 0,
      to: 3,
      projection: { ...projection, yScale: 10, log: true },
    });
    expect(steps).toEqual(['M0,100', 'L1,80', 'M3,80']);
  });

  it('ends at the bottom what a log axis does not have', () => {
    const { steps, pen } = record();
    const request = { columns: columns([0, 1, 2], [10, 0, -3]), from: 0, to: 2 };
    traceMiddle(pen, { ...request, projection: { ...projection, yScale: 10, log: true } });
    expect(steps).toEqual(['M0,90', 'L1,104', 'L2,104']);
  });

  it('fills each unbroken stretch once round', () => {
    const { steps, pen } = record();
    traceBand(pen, { columns: columns([0, 1], [1, 2], [3, 5]), from: 0, to: 1, projection });
    expect(steps).toEqual(['M0,97', 'L1,95', 'L1,98', 'L0,99']);
  });
});

describe('joinTail', () => {
  const tail = (x: number[], value: number[]) => ({
    x: Float64Array.from(x),
    value: Float64Array.from(value),
    length: x.length,
  });
  const history = { ...columns([0, 1], [5, 6]), raw: true };

  it('appends what is newer, folded as the history is', () => {
    const joined = joinTail(history, tail([0.5, 1, 1.2, 1.3, 2.5], [9, 9, 1, 3, 4]), 1);
    expect([...joined.x]).toEqual([0, 1, 1.2, 2.5]);
    expect([...joined.min]).toEqual([5, 6, 1, 4]);
    expect([...joined.max]).toEqual([5, 6, 3, 4]);
    expect(joined.raw).toBe(false);
  });

  it('breaks the line once where samples are not usable', () => {
    const joined = joinTail(history, tail([2, 3, 4, 5], [7, Number.NaN, Number.NaN, 8]), 0);
    expect([...joined.min]).toEqual([5, 6, 7, Number.NaN, 8]);
    expect(joined.raw).toBe(true);
  });

  it('is the history itself when there is nothing newer', () => {
    expect(joinTail(history, undefined, 1)).toBe(history);
    expect(joinTail(history, tail([0.2], [1]), 1)).toBe(history);
  });
});

describe('a room for joined columns', () => {
  const history = { x: Float64Array.of(0, 1), min: Float64Array.of(5, 6), max: Float64Array.of(5, 6), raw: true };
  const next = { x: Float64Array.of(0, 2), min: Float64Array.of(7, 8), max: Float64Array.of(7, 8), raw: true };
  const behind = (x: number[]) => ({ x: Float64Array.from(x), value: Float64Array.from(x), length: x.length });

  it('gives the same columns as without one, whatever was in it before', () => {
    const room = new ColumnRoom();
    for (const head of [history, next, history])
      for (const x of [[3, 4, 5], [3], [3, 4], Array.from({ length: 1000 }, (_, i) => 3 + i), [9]])
        expect(joinTail(head, behind(x), 0, room)).toEqual(joinTail(head, behind(x), 0));
  });

  it('makes no new columns for the next picture', () => {
    const room = new ColumnRoom();
    const before = joinTail(history, behind([3]), 0, room);
    expect(joinTail(history, behind([3, 4]), 0, room).x.buffer).toBe(before.x.buffer);
  });
});
