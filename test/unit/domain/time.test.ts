import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoFromUs, usFromIso } from '../../../shared/domain/time.ts';

describe('time text', () => {
  it('keeps microseconds', () => {
    expect(isoFromUs(1_636_617_385_000_001)).toBe('2021-11-11T07:56:25.000001Z');
    expect(usFromIso('2021-11-11T08:56:25.000001+01:00')).toBe(1_636_617_385_000_001);
  });

  it('says nothing where there is no time', () => {
    expect(isoFromUs(Number.NaN)).toBeNull();
  });

  it('goes there and back for every microsecond from 1902 to 2255', () => {
    fc.assert(
      fc.property(fc.integer({ min: -2_145_916_800_000_000, max: 9_007_199_254_740_991 }), (us) => {
        expect(usFromIso(isoFromUs(us)!)).toBe(us);
      }),
    );
  });

  it.each(['2026-11-22', '2026-11-22T04:57:08', '2026-13-22T04:57:08Z', 'yesterday'])('refuses %j', (text) => {
    expect(() => usFromIso(text)).toThrow(RangeError);
  });
});
