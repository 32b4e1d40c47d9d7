import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceSchema } from '../../../shared/domain/source.ts';
import { axisClock } from '../../../src-main/core/views/axis-clock.ts';
import { ByteLimitedCache } from '../../../src-main/core/views/byte-limited-cache.ts';
import { HoleIndex } from '../../../src-main/core/views/hole-index.ts';
import { phaseViews } from '../../../src-main/core/views/phase-views.ts';

describe('HoleIndex', () => {
  it('agrees with looking at every hole', () => {
    const time = fc.integer({ min: 0, max: 200 });
    const holes = fc.array(fc.tuple(time, time), { maxLength: 20 });
    fc.assert(
      fc.property(holes, time, time, (pairs, a, b) => {
        const list = pairs.map(([fromUs, toUs]) => ({ fromUs, toUs }));
        const expected = list.some((hole) => Math.max(hole.fromUs, a) < Math.min(hole.toUs, b));
        expect(new HoleIndex(list).hasWithin(a, b)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('has nothing within an unknown stretch', () => {
    expect(new HoleIndex([{ fromUs: 0, toUs: 10 }]).hasWithin(Number.NaN, 5)).toBe(false);
  });
});

describe('ByteLimitedCache', () => {
  it('keeps what was used last within its limit', () => {
    const cache = new ByteLimitedCache<string>(100);
    cache.set('a', 'A', 40);
    cache.set('b', 'B', 40);
    expect(cache.get('a')).toBe('A');
    cache.set('c', 'C', 40);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
    expect(cache.bytes).toBe(80);
  });

  it('replaces without counting twice, and keeps the newest even if it is too large alone', () => {
    const cache = new ByteLimitedCache<string>(100);
    cache.set('a', 'A', 90);
    cache.set('a', 'AA', 50);
    expect(cache.bytes).toBe(50);
    cache.set('big', 'B', 500);
    expect([cache.get('a'), cache.get('big')]).toEqual([undefined, 'B']);
  });
});

describe('axisClock', () => {
  const source = (change: object) =>
    sourceSchema.parse({ id: 's', name: 'S', kind: 'other', clockKind: 'utc', ...change });
  const zero = Date.UTC(2026, 0, 1) * 1000;

  it('leaves UTC alone, column and all', () => {
    const times = Float64Array.of(zero, zero + 5);
    expect(axisClock(source({}), zero).column(times)).toBe(times);
  });

  it('places a relative clock at its zero, or at the start of the run while that is unknown', () => {
    expect(axisClock(source({ clockKind: 'relative', zeroUtcUs: zero + 1e6 }), zero).toAxisUs(5)).toBe(zero + 1e6 + 5);
    expect(axisClock(source({ clockKind: 'relative' }), zero).toAxisUs(5)).toBe(zero + 5);
  });

  it('follows a zone through a daylight-saving step', () => {
    const berlin = axisClock(source({ clockKind: 'local', zone: 'Europe/Berlin' }), zero);
    // 2026-03-29 02:00 becomes 03:00: wall clocks of 01:30 and 03:30 are one hour apart.
    const wall = [1.5, 3.5].map((hour) => (Date.UTC(2026, 2, 29) + hour * 3.6e6) * 1000);
    const [before, after] = berlin.column(Float64Array.from(wall));
    expect(before).toBe(Date.UTC(2026, 2, 29, 0, 30) * 1000);
    expect(after - before).toBe(3.6e9);
  });
});

describe('phaseViews', () => {
  it('labels phases, counts half-cycles and gives hours', () => {
    const views = phaseViews(
      [
        { kind: 'ocv', number: 0, fromUs: 0, toUs: 3.6e9 },
        { kind: 'charge', number: 1, fromUs: 3.6e9, toUs: 7.2e9 },
        { kind: 'rest', number: 1, fromUs: 7.2e9, toUs: 9e9 },
        { kind: 'discharge', number: 1, fromUs: 9e9, toUs: null },
      ],
      0,
      (halfCycle) => (halfCycle === 0 ? { from: 0, to: 70 } : undefined),
    );
    expect(views.map(({ label, halfCycle, fromHours, toHours }) => [label, halfCycle, fromHours, toHours])).toEqual([
      ['OCV', null, 0, 1],
      ['charge 1', 0, 1, 2],
      ['rest 1', null, 2, 2.5],
      ['discharge 1', 1, 2.5, null],
    ]);
    expect(views.map(({ socFrom, socTo }) => [socFrom, socTo])).toEqual([
      [null, null],
      [0, 70],
      [null, null],
      [null, null],
    ]);
  });
});
