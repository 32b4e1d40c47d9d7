import { displayExponent } from '../../../../shared/figure/figure-scales.ts';
import { powerText } from '../../../../shared/figure/figure-text.ts';
import { printValue } from '../print-value.ts';

const MINUS = '\u2212';
const THIN_SPACE = '\u2009';
/** As wide as a digit, and as wide as a point. */
const FIGURE_SPACE = '\u2007';
const PUNCTUATION_SPACE = '\u2008';

/** A dash where there is nothing to say. */
export const NOTHING = '–';

/** `-12345.6` as `−12 345.6`: minus sign, thin spaces between thousands from five digits on, point. */
export function neutral(text: string): string {
  return text
    .replace(/(?<![\w.])\d{5,}(?=\.|\b)/g, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE))
    .replace(/(?<![\w.)])-(?=\d)/g, MINUS);
}

/** Nothing is known of it. */
export const isMissing = <Value>(value: Value | null | undefined): value is null | undefined =>
  value === null || value === undefined;

const isNumber = (value: number | null | undefined): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** A number with so many significant digits, zeros kept: `0.50`; `3.2 × 10⁻⁵` outside 0.001 to 10 000. */
export function significant(value: number | null | undefined, digits = 3): string {
  if (!isNumber(value)) return NOTHING;
  if (value === 0) return '0';
  const exponent = displayExponent(Math.abs(value));
  const mantissa = (value / 10 ** exponent).toPrecision(digits);
  if (exponent !== 0) return neutral(`${Number(mantissa).toFixed(digits - 1)} × ${powerText(exponent)}`);
  const plain = Number(mantissa);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(plain))));
  return neutral(plain.toFixed(decimals));
}

/** A number with so many decimals. */
export function decimals(value: number | null | undefined, count: number): string {
  if (!isNumber(value)) return NOTHING;
  const text = value.toFixed(count);
  // A little below zero is zero when it is printed.
  return neutral(/[1-9]/.test(text) ? text : text.replace('-', ''));
}

/** `4.02 ± 0.48`: U with two digits decides the decimals of both; `(3.00 ± 0.23) × 10⁻⁵` where that reads better. */
export function withU(value: number | null | undefined, U: number | null | undefined): string {
  if (!isNumber(value)) return NOTHING;
  if (!isNumber(U) || U <= 0) return significant(value, 4);
  const exponent = displayExponent(Math.max(Math.abs(value), U));
  const pair = printValue(value, U, exponent).replace('+-', '±');
  return neutral(exponent === 0 ? pair : `(${pair}) × ${powerText(exponent)}`);
}

/** `2026-11-11 17:30:05 UTC`. */
export function utcText(iso: string | null): string {
  return iso === null ? NOTHING : `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** `86 h 24 min`; seconds below a minute. */
export function durationText(seconds: number): string {
  if (Math.abs(seconds) < 60) return `${significant(seconds, 3)} s`;
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Hours since the run's zero, two decimals. */
export const hoursText = (seconds: number | null | undefined): string =>
  isNumber(seconds) ? decimals(seconds / 3600, 2) : NOTHING;

/** Widths in thousandths of the type's size, of IBM Plex Sans; the digits, signs and figure space share one. */
const WIDTHS: Record<string, number> = {
  '.': 272,
  [PUNCTUATION_SPACE]: 272,
  ' ': 236,
  [THIN_SPACE]: 118,
  '(': 335,
  ')': 335,
  '%': 927,
  '/': 383,
};
const DIGIT_WIDTH = 600;

const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (WIDTHS[character] ?? DIGIT_WIDTH), 0);

/** What stands behind the place the numbers meet: everything from the first number's decimal point on. */
function behindPoint(text: string): string {
  const number = /\d[\d\u2009]*/.exec(text);
  return number === null ? '' : text.slice(number.index + number[0].length);
}

/** Blank of about a width, made of digits' and points' blanks. */
function blank(width: number): string {
  const digits = Math.floor(width / DIGIT_WIDTH);
  const points = Math.round((width - digits * DIGIT_WIDTH) / WIDTHS['.']!);
  return FIGURE_SPACE.repeat(digits) + PUNCTUATION_SPACE.repeat(points);
}

/**
 * Cells of one column, padded at their ends so that, set flush right, their decimal points stand in one line. Words, and
 * numbers with a unit of their own, stay flush right as they are.
 */
export function alignPoints(cells: readonly string[]): string[] {
  const isPlain = cells.map((cell) => /\d/.test(cell) && !/[a-z]/i.test(cell));
  const parts = cells.map(behindPoint);
  const widest = Math.max(0, ...parts.filter((_, i) => isPlain[i]).map(widthOf));
  return cells.map((cell, i) => (isPlain[i] ? cell + blank(widest - widthOf(parts[i]!)) : cell));
}
