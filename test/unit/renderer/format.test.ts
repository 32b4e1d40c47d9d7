import { describe, expect, it } from 'vitest';
import {
  formatFixed,
  formatScientific,
  formatSigned,
  formatSignificant,
  parseNumber,
  superscript,
} from '../../../src-renderer/format/numbers.ts';
import { currentScale, formatBytes, formatCurrent, formatRate } from '../../../src-renderer/format/quantities.ts';
import { formatFormula, partFirstSentence, splitScripts } from '../../../src-renderer/format/rich-text.ts';
import {
  formatAge,
  formatClock,
  formatDuration,
  formatHours,
  formatIsoMinute,
  formatUtc,
} from '../../../src-renderer/format/times.ts';

describe('numbers', () => {
  it('writes a real minus, thin spaces from five digits on, and no sign on zero', () => {
    expect(formatFixed(-1234.5, 1)).toBe('\u22121234.5');
    expect(formatFixed(12345.678, 2)).toBe('12\u202f345.68');
    expect(formatFixed(-1234567, 0)).toBe('\u22121\u202f234\u202f567');
    expect(formatFixed(-0.004, 2)).toBe('0.00');
    expect(formatSigned(-0.004, 2)).toBe('0.00');
    expect(formatSigned(0.004, 2)).toBe('0.00');
    expect(formatSigned(82.31, 1)).toBe('+82.3');
  });

  it('writes missing values as a dash, never as zero', () => {
    for (const missing of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(formatFixed(missing, 1)).toBe('\u2013');
      expect(formatScientific(missing)).toBe('\u2013');
      expect(formatSignificant(missing, 3)).toBe('\u2013');
    }
    expect(formatScientific(0)).toBe('0');
  });

  it('writes powers of ten with superscripts', () => {
    expect(superscript(-12)).toBe('\u207b\u00b9\u00b2');
    expect(formatScientific(3.128e-12)).toBe('3.13 \u00d7 10\u207b\u00b9\u00b2');
    expect(formatScientific(-9.996e-8)).toBe('\u22121.00 \u00d7 10\u207b\u2077');
  });

  it('rounds before it counts digits', () => {
    expect(formatSignificant(9.996, 3)).toBe('10.0');
    expect(formatSignificant(0.012345, 3)).toBe('0.0123');
    expect(formatSignificant(1234, 3)).toBe('1230');
  });

  it('reads numbers as people type them', () => {
    expect(parseNumber('0,5')).toBe(0.5);
    expect(parseNumber('\u22121.5e-3')).toBe(-0.0015);
    expect(parseNumber('12\u202f500')).toBe(12500);
    for (const bad of ['', '-', '1.2.3', 'abc', '1e999']) expect(parseNumber(bad)).toBeUndefined();
  });
});

describe('quantities', () => {
  it('reads currents in the prefix of their size', () => {
    expect(formatCurrent(82.3e-6)).toEqual({ value: '+82.3', unit: '\u00b5A' });
    expect(formatCurrent(-1.2345e-3)).toEqual({ value: '\u22121.23', unit: 'mA' });
    expect(formatCurrent(164.6e-6)).toEqual({ value: '+165', unit: '\u00b5A' });
    expect(currentScale(3e-9)).toEqual({ unit: '\u00b5A', factor: 1e6 });
  });

  it('reads bytes in decimal units', () => {
    expect(formatBytes(14.6e6)).toEqual({ value: '14.6', unit: 'MB' });
    expect(formatBytes(412e9)).toEqual({ value: '412', unit: 'GB' });
    expect(formatBytes(512)).toEqual({ value: '512', unit: 'B' });
    expect(formatRate(2.94)).toBe('2.9');
  });
});

describe('times', () => {
  it('writes clocks, durations and ages', () => {
    // 30 h 57 min 8 s
    const seconds = 30 * 3600 + 57 * 60 + 8;
    expect(formatClock(seconds)).toBe('30:57:08');
    expect(formatClock(seconds + 0.99)).toBe('30:57:08');
    expect(formatDuration(seconds)).toBe('30 h 57 min');
    expect(formatDuration(3599.7)).toBe('1 h 00 min');
    expect(formatDuration(725)).toBe('12 min 5 s');
    expect(formatDuration(18 * 60)).toBe('18 min');
    expect(formatAge(0.44)).toBe('0.4 s');
    expect(formatAge(94)).toBe('94 s');
    expect(formatAge(200)).toBe('3 min');
    expect(formatAge(-3)).toBe('0.0 s');
    expect(formatHours(30.55)).toBe('30 h 33 min');
    expect(formatHours(-0.5)).toBe('\u22120 h 30 min');
    expect(formatHours(1.0025, true)).toBe('1 h 00 min 09 s');
  });

  it('writes UTC', () => {
    expect(formatUtc(Date.UTC(2026, 10, 22, 4, 57, 8) * 1000)).toBe('2026-11-22 04:57:08');
    expect(formatIsoMinute('2026-11-20T22:00:59.000000Z')).toBe('2026-11-20 22:00');
    expect(formatIsoMinute('yesterday')).toBe('\u2013');
  });
});

describe('scripts', () => {
  it('splits superscripts and subscripts into runs of ordinary characters', () => {
    expect(splitScripts('10\u207b\u00b9\u00b2 A')).toEqual([
      { text: '10', script: 'base' },
      { text: '\u221212', script: 'super' },
      { text: ' A', script: 'base' },
    ]);
    expect(splitScripts('ml\u2099')).toEqual([
      { text: 'ml', script: 'base' },
      { text: 'n', script: 'sub' },
    ]);
    expect(splitScripts('Ni\u2080.\u2088O')).toEqual([
      { text: 'Ni', script: 'base' },
      { text: '0.8', script: 'sub' },
      { text: 'O', script: 'base' },
    ]);
  });

  it('writes formulas with subscripts', () => {
    expect(formatFormula('CO2')).toBe('CO\u2082');
    expect(formatFormula('LiNi0.85Co0.10Mn0.05O2')).toBe(
      'LiNi\u2080.\u2088\u2085Co\u2080.\u2081\u2080Mn\u2080.\u2080\u2085O\u2082',
    );
    expect(formatFormula('m/z 44')).toBe('m/z 44');
  });
});

describe('sentences', () => {
  it('are parted behind the first one; points within numbers end none', () => {
    expect(partFirstSentence('No leak above 0.05 s of m/z 28. U presumes 0.1 % per hour. Look again.')).toEqual({
      first: 'No leak above 0.05 s of m/z 28.',
      rest: 'U presumes 0.1 % per hour. Look again.',
    });
    expect(partFirstSentence('44 readings were left out.')).toEqual({ first: '44 readings were left out.', rest: '' });
  });
});
