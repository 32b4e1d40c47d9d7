import type { ShortestDecimal } from './shortest-decimal.ts';

const ZERO = 48;
export const POINT = 46;
export const MINUS = 45;
const LETTER_E = 101;
/** Millionths of one. */
export const MICRO = 1_000_000;
const BILLION = 1e9;
/** JavaScript writes numbers below 1e-6 with a power of ten. */
const LEAST_PLAIN_EXPONENT = -6;
/** Letters of `0000` to `9999` as they lie in memory: one store for four digits. */
const FOURS = Uint32Array.from({ length: 10_000 }, (_, i) => lettersOf(i, 4));
/** Letters of `00` to `99`. */
const PAIRS = Uint16Array.from({ length: 100 }, (_, i) => lettersOf(i, 2));

/** Digits of a whole number with leading zeros, the first in the lowest byte. */
function lettersOf(value: number, digits: number): number {
  let letters = 0;
  for (let rest = value, place = digits - 1; place >= 0; place--) {
    letters += (ZERO + (rest % 10)) * 256 ** place;
    rest = Math.floor(rest / 10);
  }
  return letters;
}

/** Most bytes any of these functions writes. */
export const MOST_BYTES = 48;

// Each writes ASCII from `at` on; the longer ones return where they stopped.

export function writeAscii(to: DataView, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) to.setUint8(at + i, text.charCodeAt(i));
  return at + text.length;
}

/** What stands between two places once more: the same number in a second column.
 * Four letters at once; what is written beyond the end is written over. */
export function writeAgain(to: DataView, at: number, from: number, end: number): number {
  for (let i = 0; i < end - from; i += 4) to.setUint32(at + i, to.getUint32(from + i));
  return at + end - from;
}

export function writeTwoDigits(to: DataView, at: number, value: number): void {
  to.setUint16(at, PAIRS[value], true);
}

export function writeSixDigits(to: DataView, at: number, value: number): void {
  const high = (value / 10_000) | 0;
  writeTwoDigits(to, at, high);
  writeFourDigits(to, at + 2, value - high * 10_000);
}

function writeFourDigits(to: DataView, at: number, value: number): void {
  to.setUint32(at, FOURS[value], true);
}

function writeEightDigits(to: DataView, at: number, value: number): void {
  const high = (value / 10_000) | 0;
  writeFourDigits(to, at, high);
  writeFourDigits(to, at + 4, value - high * 10_000);
}

/** A whole number that is not negative, below 2^53. */
export function writeWhole(to: DataView, at: number, value: number): number {
  if (value < BILLION) return writeSmall(to, at, value | 0);
  const high = Math.floor(value / BILLION);
  const low = (value - high * BILLION) | 0;
  const next = writeSmall(to, at, high | 0);
  const first = (low / 1e8) | 0;
  to.setUint8(next, ZERO + first);
  writeEightDigits(to, next + 1, low - first * 1e8);
  return next + 9;
}

/** A whole number of at most nine digits: four of them at once, from the end. */
function writeSmall(to: DataView, at: number, value: number): number {
  const end = at + countDigits(value);
  let next = end;
  let rest = value;
  while (rest >= 10_000) {
    const high = (rest / 10_000) | 0;
    next -= 4;
    writeFourDigits(to, next, rest - high * 10_000);
    rest = high;
  }
  if (rest >= 100) {
    const high = (rest / 100) | 0;
    next -= 2;
    writeTwoDigits(to, next, rest - high * 100);
    rest = high;
  }
  if (rest >= 10) writeTwoDigits(to, next - 2, rest);
  else to.setUint8(next - 1, ZERO + rest);
  return end;
}

/** Of a whole number below 1e9. */
function countDigits(value: number): number {
  if (value < 1e4) return value < 100 ? (value < 10 ? 1 : 2) : value < 1000 ? 3 : 4;
  if (value < 1e6) return value < 1e5 ? 5 : 6;
  return value < 1e8 ? (value < 1e7 ? 7 : 8) : 9;
}

/** Millionths behind the point without zeros at the end; nothing for none. */
export function writeMicros(to: DataView, at: number, value: number): number {
  if (value === 0) return at;
  to.setUint8(at, POINT);
  writeSixDigits(to, at + 1, value);
  return withoutZeros(to, at + 7);
}

/** What the decimal has found, with point and power as JavaScript writes them. */
export function writeShortest(to: DataView, at: number, { high, low, exponent }: ShortestDecimal): number {
  let next = at;
  const isPlain = exponent >= LEAST_PLAIN_EXPONENT;
  if (isPlain && exponent < 0) {
    to.setUint8(next++, ZERO);
    to.setUint8(next++, POINT);
    for (let i = -1; i > exponent; i--) to.setUint8(next++, ZERO);
    writeSeventeenDigits(to, next, high, low);
    return withoutZeros(to, next + 17);
  }
  // One further on than they belong, for those before the point to move back.
  writeSeventeenDigits(to, next + 1, high, low);
  const whole = isPlain ? exponent + 1 : 1;
  const end = Math.max(withoutZeros(to, next + 18), next + 1 + whole);
  for (let i = next; i < next + whole; i++) to.setUint8(i, to.getUint8(i + 1));
  to.setUint8(next + whole, POINT);
  next = end === next + 1 + whole ? next + whole : end;
  if (isPlain) return next;
  to.setUint8(next, LETTER_E);
  to.setUint8(next + 1, MINUS);
  return writeSmall(to, next + 2, -exponent);
}

function writeSeventeenDigits(to: DataView, at: number, high: number, low: number): void {
  const first = (high / 1e8) | 0;
  to.setUint8(at, ZERO + first);
  writeEightDigits(to, at + 1, high - first * 1e8);
  writeEightDigits(to, at + 9, low);
}

/** Where a text that is not all zeros ends without the zeros before `end`. */
function withoutZeros(to: DataView, end: number): number {
  let next = end;
  while (to.getUint8(next - 1) === ZERO) next -= 1;
  return next;
}
