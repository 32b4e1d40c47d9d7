/** Order of day, month and year in a date without a four-digit first number. */
export type DateOrder = 'mdy' | 'dmy';

const DAY_US = 86_400e6;

/** Days since 1970-01-01 of a proleptic Gregorian date; NaN where there is no such day. */
export function daysFromDate(year: number, month: number, day: number): number {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
  const ms = Date.UTC(year, month - 1, day);
  return new Date(ms).getUTCDate() === day ? ms / 86_400_000 : Number.NaN;
}

/**
 * Dates with times of day as instruments write them, straight from bytes: `D.M.YYYY H:mm:ss`, `MM/DD/YYYY h:mm:ss AM`,
 * `YYYY-MM-DD HH:MM:SS.mmm`, blank, `_` or `T` between. Strict: anything else is NaN.
 */
export class WallClockField {
  order: DateOrder;
  #year = 0;
  #month = 0;
  #day = 0;
  #days = Number.NaN;

  constructor(order: DateOrder = 'mdy') {
    this.order = order;
  }

  /** Wall-clock microseconds as if they were UTC, or NaN. */
  read(bytes: Uint8Array, from: number, to: number): number {
    while (from < to && (bytes[from] === 32 || bytes[from] === 34)) from += 1;
    while (to > from && (bytes[to - 1] === 32 || bytes[to - 1] === 34)) to -= 1;
    let at = from;
    const parts = [0, 0, 0];
    let yearFirst = false;
    for (let part = 0; part < 3; part++) {
      const start = at;
      let number = 0;
      for (; at < to && isDigit(bytes[at]); at++) number = number * 10 + (bytes[at] - 48);
      const digits = at - start;
      if (digits === 0 || digits > 4) return Number.NaN;
      if (part === 0) yearFirst = digits === 4;
      if (part === 2 && !yearFirst && digits !== 4) return Number.NaN;
      parts[part] = number;
      if (part === 2) break;
      const separator = bytes[at];
      if (separator !== 47 && separator !== 45 && separator !== 46) return Number.NaN;
      at += 1;
    }
    const year = yearFirst ? parts[0] : parts[2];
    const month = yearFirst ? parts[1] : this.order === 'mdy' ? parts[0] : parts[1];
    const day = yearFirst ? parts[2] : this.order === 'mdy' ? parts[1] : parts[0];
    if (year !== this.#year || month !== this.#month || day !== this.#day) {
      this.#days = daysFromDate(year, month, day);
      this.#year = year;
      this.#month = month;
      this.#day = day;
    }
    if (at >= to) return Number.NaN;
    const between = bytes[at];
    if (between !== 32 && between !== 95 && between !== 84) return Number.NaN;
    at += 1;
    while (at < to && bytes[at] === 32) at += 1;
    const ofDay = timeOfDayUs(bytes, at, to);
    return this.#days * DAY_US + ofDay;
  }

  /** The same of a text. */
  readText(text: string): number {
    const bytes = Buffer.from(text, 'latin1');
    return this.read(bytes, 0, bytes.length);
  }
}

/**
 * `HH:MM[:SS[.fff]]`, with AM or PM on the 12-hour clock; a comma may stand for the point. NaN for anything else.
 * @returns microseconds since midnight
 */
export function timeOfDayUs(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  const parts = [0, 0, 0];
  let count = 0;
  let fractionUs = 0;
  while (count < 3) {
    const start = at;
    let number = 0;
    for (; at < to && isDigit(bytes[at]); at++) number = number * 10 + (bytes[at] - 48);
    if (at === start || at - start > 2) return Number.NaN;
    parts[count] = number;
    count += 1;
    if (at < to && bytes[at] === 58) at += 1;
    else break;
  }
  if (count < 2) return Number.NaN;
  if (count === 3 && at < to && (bytes[at] === 46 || bytes[at] === 44)) {
    at += 1;
    let weight = 1e5;
    const start = at;
    for (; at < to && isDigit(bytes[at]); at++, weight /= 10) fractionUs += (bytes[at] - 48) * weight;
    if (at === start) return Number.NaN;
  }
  while (at < to && bytes[at] === 32) at += 1;
  let hour = parts[0];
  if (at < to) {
    const half = bytes[at] | 32;
    if (to - at !== 2 || (half !== 97 && half !== 112) || (bytes[at + 1] | 32) !== 109) return Number.NaN;
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half === 112 ? 12 : 0);
  }
  if (hour > 23 || parts[1] > 59 || parts[2] > 60) return Number.NaN;
  return (hour * 3600 + parts[1] * 60 + parts[2]) * 1e6 + Math.round(fractionUs);
}

/** `2d 02:52:51.57`, `0d 00:00:5`, `27:15:04`: days, hours beyond 24, seconds unpadded. Seconds, or NaN. */
export function durationSeconds(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] === 32 || bytes[at] === 34)) at += 1;
  while (to > at && (bytes[to - 1] === 32 || bytes[to - 1] === 34)) to -= 1;
  const parts = [0, 0, 0];
  let days = 0;
  let count = 0;
  while (count < 3) {
    const start = at;
    let number = 0;
    for (; at < to && isDigit(bytes[at]); at++) number = number * 10 + (bytes[at] - 48);
    if (at === start || at - start > 9) return Number.NaN;
    if (count === 0 && at < to && (bytes[at] | 32) === 100 && days === 0) {
      days = number;
      at += 1;
      while (at < to && bytes[at] === 32) at += 1;
      // A second `d` cannot follow: the loop would take it for the hours' end and fail.
      if (at < to && !isDigit(bytes[at])) return Number.NaN;
      continue;
    }
    parts[count] = number;
    count += 1;
    if (count < 3 && at < to && bytes[at] === 58) at += 1;
    else break;
  }
  if (count !== 3 || parts[1] > 59 || parts[2] > 60) return Number.NaN;
  let fraction = 0;
  let digits = 0;
  if (at < to && (bytes[at] === 46 || bytes[at] === 44)) {
    at += 1;
    const start = at;
    for (; at < to && isDigit(bytes[at]); at++) {
      if (digits >= 15) continue;
      fraction = fraction * 10 + (bytes[at] - 48);
      digits += 1;
    }
    if (at === start) return Number.NaN;
  }
  if (at !== to) return Number.NaN;
  return days * 86_400 + parts[0] * 3600 + parts[1] * 60 + parts[2] + fraction / 10 ** digits;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
