import { ShortestDecimal } from './shortest-decimal.ts';
import {
  MICRO,
  MINUS,
  MOST_BYTES,
  POINT,
  writeMicros,
  writeShortest,
  writeSixDigits,
  writeTwoDigits,
  writeWhole,
} from './write-digits.ts';

const LETTER_Z = 90;
/** Letters of `2026-11-28T23:40:`. */
const MINUTE_LETTERS = 17;
/** Beyond this, decimals of 15 digits no longer tell neighbouring doubles apart. */
const MOST_MICROS = 1e15;

/**
 * ASCII text written straight into bytes: a run has millions of numbers, and a string for each of them costs more than
 * the numbers themselves. Grows as needed; `take` hands out what has been written.
 */
export class TextBuffer {
  #bytes: Buffer;
  #length = 0;
  /** Minute since 1970 the text of which stands in `#minuteText`. */
  readonly #minute = Float64Array.of(Number.NaN);
  readonly #minuteText = new Uint8Array(MINUTE_LETTERS);
  readonly #decimal = new ShortestDecimal();

  constructor(bytes = 1 << 16) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** What has been written since the last time, as bytes of its own. */
  take(): Uint8Array {
    const part = this.#bytes.subarray(0, this.#length);
    // Handed out as it is, and the next one begins as long: a copy would cost more than the pages it saves.
    this.#bytes = Buffer.allocUnsafeSlow(this.#bytes.length);
    this.#length = 0;
    return part;
  }

  ascii(text: string): void {
    this.#reserve(text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[this.#length++] = text.charCodeAt(i);
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    const encoded = Buffer.from(text, 'utf8');
    this.#reserve(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** Bytes written since the last `take`, once more: the same number in a second column. */
  repeat(from: number, to: number): void {
    this.#reserve(to - from);
    this.#bytes.copyWithin(this.#length, from, to);
    this.#length += to - from;
  }

  /**
   * A number as the shortest text that reads back to the same Float64: nothing for NaN, `inf` as most readers want it, and
   * the sign of zero is kept, because raw numbers are lossless. It is named by its place, because a number handed to a
   * function may be an object, and these would be millions.
   */
  number(values: Float64Array, i: number): void {
    const value = values[i];
    if (value !== value) return;
    this.#reserve(MOST_BYTES);
    const isNegative = value < 0;
    const size = isNegative ? -value : value;
    const whole = Math.floor(size);
    const micros = Math.round(size * MICRO);
    if (whole === size && size <= Number.MAX_SAFE_INTEGER && !(size === 0 && 1 / value < 0)) {
      if (isNegative) this.#bytes[this.#length++] = MINUS;
      this.#length = writeWhole(this.#bytes, this.#length, whole);
    } else if (micros < MOST_MICROS && micros / MICRO === size && size !== 0) {
      // Stamps and voltages: six decimals are the whole number, and whole numbers are quickly written.
      if (isNegative) this.#bytes[this.#length++] = MINUS;
      this.#length = writeWhole(this.#bytes, this.#length, whole);
      this.#length = writeMicros(this.#bytes, this.#length, (micros - whole * MICRO) | 0);
    } else if (this.#decimal.find(values, i)) {
      if (isNegative) this.#bytes[this.#length++] = MINUS;
      this.#length = writeShortest(this.#bytes, this.#length, this.#decimal);
    } else if (Number.isFinite(value)) this.ascii(size === 0 ? '-0' : String(value));
    else this.ascii(isNegative ? '-inf' : 'inf');
  }

  /** A time in microseconds as ISO 8601 in UTC with microseconds; nothing for NaN. */
  isoTime(values: Float64Array, i: number): void {
    const us = values[i];
    if (us !== us) return;
    const second = Math.floor(us / MICRO);
    const minute = Math.floor(second / 60);
    // Readings follow each other: most of them differ in the seconds alone.
    if (minute !== this.#minute[0]) {
      this.#minute[0] = minute;
      const text = new Date(minute * 60_000).toISOString();
      for (let at = 0; at < MINUTE_LETTERS; at++) this.#minuteText[at] = text.charCodeAt(at);
    }
    this.#reserve(MOST_BYTES);
    const bytes = this.#bytes;
    const at = this.#length + MINUTE_LETTERS;
    for (let k = 0; k < MINUTE_LETTERS; k++) bytes[this.#length + k] = this.#minuteText[k];
    writeTwoDigits(bytes, at, (second - minute * 60) | 0);
    bytes[at + 2] = POINT;
    writeSixDigits(bytes, at + 3, Math.round(us - second * MICRO) | 0);
    bytes[at + 9] = LETTER_Z;
    this.#length = at + 10;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
