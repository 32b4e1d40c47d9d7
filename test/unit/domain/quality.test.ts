import { describe, expect, it } from 'vitest';
import { hasOverflow, isUsable, NO_READING_SENTINEL, severityOf } from '../../../shared/domain/quality.ts';

describe('quality', () => {
  it('reads the top two bits of a status code', () => {
    expect(severityOf(0)).toBe('good');
    expect(severityOf(0x40920000)).toBe('uncertain');
    expect(severityOf(0x808c0000)).toBe('bad');
    expect(severityOf(0xc0000000)).toBe('bad');
  });

  it('believes neither bad status, nor NaN, nor the no-reading value of a PrismaPro, also as Float32', () => {
    expect(isUsable(1e-12, 0)).toBe(true);
    expect(isUsable(-1e-15, 0)).toBe(true);
    expect(isUsable(1e-12, 0x808c0000)).toBe(false);
    expect(isUsable(1e-12, 0x40000000)).toBe(false);
    expect(isUsable(Number.NaN, 0)).toBe(false);
    expect(isUsable(NO_READING_SENTINEL, 0)).toBe(false);
    expect(isUsable(Math.fround(NO_READING_SENTINEL), 0)).toBe(false);
  });

  it('sees the overflow bit only together with its type bits', () => {
    expect(hasOverflow(0x00000480)).toBe(true);
    expect(hasOverflow(0x00000080)).toBe(false);
  });
});
