import type { ShortestDecimal } from './shortest-decimal.ts';

export const ZERO = 48;
export const POINT = 46;
export const MINUS = 45;
const LETTER_E = 101;
/** Millionths of one. */
export const MICRO = 1_000_000;
const BILLION = 1e9;
/** JavaScript writes numbers below 1e-6 with a power of ten. */
const LEAST_PLAIN_EXPONENT = -6;
/** Letters of `00` to `99`: one division less than digit by digit. */
const PAIRS = Uint8Array.from({ length: 200 }, (_, i) => ZERO + (i % 2 === 0 ? Math.floor(i / 20) : (i >> 1) % 10));

/** Most bytes any of these functions writes. */
export const MOST_BYTES = 48;

// Each writes ASCII into `bytes` from `at` on; the longer ones return where they stopped.

export function writeTwoDigits(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = PAIRS[2 * value];
  bytes[at + 1] = PAIRS[2 * value + 1];
}

export function writeSixDigits(bytes: Uint8Array, at: number, value: number): void {
  const high = (value / 10_000) | 0;
  writeTwoDigits(bytes, at, high);
  writeFourDigits(bytes, at + 2, value - high * 10_000);
}

function writeFourDigits(bytes: Uint8Array, at: number, value: number): void {
  const high = (value / 100) | 0;
  writeTwoDigits(bytes, at, high);
  writeTwoDigits(bytes, at + 2, value - high * 100);
}

function writeEightDigits(bytes: Uint8Array, at: number, value: number): void {
  const high = (value / 10_000) | 0;
  writeFourDigits(bytes, at, high);
  writeFourDigits(bytes, at + 4, value - high * 10_000);
}

/** A whole number that is not negative, below 2^53. */
export function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  if (value < BILLION) return writeSmall(bytes, at, value | 0);
  const high = Math.floor(value / BILLION);
  const low = (value - high * BILLION) | 0;
  const next = writeSmall(bytes, at, high | 0);
  const first = (low / 1e8) | 0;
  bytes[next] = ZERO + first;
  writeEightDigits(bytes, next + 1, low - first * 1e8);
  return next + 9;
}

/** A whole number of at most nine digits. */
function writeSmall(bytes: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let power = 10; power <= value && digits < 9; power *= 10) digits += 1;
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    const tenth = (rest / 10) | 0;
    bytes[i] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return at + digits;
}

/** Millionths behind the point without zeros at the end; nothing for none. */
export function writeMicros(bytes: Uint8Array, at: number, value: number): number {
  if (value === 0) return at;
  bytes[at] = POINT;
  writeSixDigits(bytes, at + 1, value);
  return withoutZeros(bytes, at + 7);
}

/** What the decimal has found, with point and power as JavaScript writes them. */
export function writeShortest(bytes: Uint8Array, at: number, { high, low, exponent }: ShortestDecimal): number {
  let next = at;
  const isPlain = exponent >= LEAST_PLAIN_EXPONENT;
  if (isPlain && exponent < 0) {
    bytes[next++] = ZERO;
    bytes[next++] = POINT;
    for (let i = -1; i > exponent; i--) bytes[next++] = ZERO;
    writeSeventeenDigits(bytes, next, high, low);
    return withoutZeros(bytes, next + 17);
  }
  // One further on than they belong, for those before the point to move back.
  writeSeventeenDigits(bytes, next + 1, high, low);
  const whole = isPlain ? exponent + 1 : 1;
  const end = Math.max(withoutZeros(bytes, next + 18), next + 1 + whole);
  for (let i = next; i < next + whole; i++) bytes[i] = bytes[i + 1];
  bytes[next + whole] = POINT;
  next = end === next + 1 + whole ? next + whole : end;
  if (isPlain) return next;
  bytes[next] = LETTER_E;
  bytes[next + 1] = MINUS;
  return writeSmall(bytes, next + 2, -exponent);
}

function writeSeventeenDigits(bytes: Uint8Array, at: number, high: number, low: number): void {
  const first = (high / 1e8) | 0;
  bytes[at] = ZERO + first;
  writeEightDigits(bytes, at + 1, high - first * 1e8);
  writeEightDigits(bytes, at + 9, low);
}

/** Where a text that is not all zeros ends without the zeros before `end`. */
function withoutZeros(bytes: Uint8Array, end: number): number {
  let next = end;
  while (bytes[next - 1] === ZERO) next -= 1;
  return next;
}
