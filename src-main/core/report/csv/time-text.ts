import { MICRO, POINT, writeSixDigits, writeTwoDigits } from './write-digits.ts';

const LETTER_Z = 90;
/** Letters of `2026-11-28T23:40:`. */
const MINUTE_LETTERS = 17;
const SECONDS_IN_MINUTE = 60;

/** Times in microseconds as ISO 8601 in UTC with microseconds; nothing for NaN. */
export class TimeText {
  /** Second since 1970 at which the minute begins the letters are of. */
  readonly #minuteStart = Float64Array.of(Number.NaN);
  readonly #minuteLetters = new DataView(new ArrayBuffer(MINUTE_LETTERS));

  /** Writes where there is room for `MOST_BYTES`. @returns where the text ends */
  write(to: DataView, start: number, values: Float64Array, i: number): number {
    const us = values[i];
    if (us !== us) return start;
    const second = Math.floor(us / MICRO);
    let within = second - this.#minuteStart[0];
    // Readings follow each other: most of them differ in the seconds alone.
    if (!(within >= 0 && within < SECONDS_IN_MINUTE)) {
      const minute = Math.floor(second / SECONDS_IN_MINUTE);
      this.#minuteStart[0] = minute * SECONDS_IN_MINUTE;
      within = second - minute * SECONDS_IN_MINUTE;
      const text = new Date(minute * 60_000).toISOString();
      for (let k = 0; k < MINUTE_LETTERS; k++) this.#minuteLetters.setUint8(k, text.charCodeAt(k));
    }
    // Eight letters at once, as the bits of a Float64.
    const letters = this.#minuteLetters;
    to.setFloat64(start, letters.getFloat64(0, true), true);
    to.setFloat64(start + 8, letters.getFloat64(8, true), true);
    to.setUint8(start + 16, letters.getUint8(16));
    const at = start + MINUTE_LETTERS;
    writeTwoDigits(to, at, within | 0);
    to.setUint8(at + 2, POINT);
    writeSixDigits(to, at + 3, Math.round(us - second * MICRO) | 0);
    to.setUint8(at + 9, LETTER_Z);
    return at + 10;
  }
}
