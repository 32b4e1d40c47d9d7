const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const LETTER_Z = 90;
const MICRO = 1_000_000;
/** Letters of `2026-11-28T23:40:`. */
const MINUTE_LETTERS = 17;
/** Beyond this, decimals of 15 digits no longer tell neighbouring doubles apart. */
const MOST_MICROS = 1e15;

/**
 * ASCII text written straight into bytes: a run has millions of numbers, and a string for each of them costs more than
 * the numbers themselves. Grows as needed; `take` hands out what has been written.
 */
export class TextBuffer {
  #bytes: Uint8Array;
  #length = 0;
  /** Minute since 1970 the text of which stands in `#minuteText`. */
  #minute = Number.NaN;
  #minuteText = '';

  constructor(bytes = 1 << 16) {
    this.#bytes = new Uint8Array(bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** What has been written since the last time, as bytes of its own. */
  take(): Uint8Array {
    const part = this.#bytes.slice(0, this.#length);
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
   * The shortest text that reads back to the same Float64: nothing for NaN, `inf` as most readers want it, and the sign
   * of zero is kept, because raw numbers are lossless.
   */
  number(value: number): void {
    if (value !== value) return;
    const micros = Math.round(value * MICRO);
    // Stamps, voltages, counters: six decimals are the whole number, and whole numbers are quickly written.
    if (micros / MICRO === value && micros < MOST_MICROS && micros > -MOST_MICROS && !Object.is(value, -0))
      this.#micros(micros);
    else if (Number.isFinite(value)) this.ascii(Object.is(value, -0) ? '-0' : String(value));
    else this.ascii(value > 0 ? 'inf' : '-inf');
  }

  /** ISO 8601 in UTC with microseconds; nothing for NaN. */
  isoTime(us: number): void {
    if (us !== us) return;
    const second = Math.floor(us / MICRO);
    const minute = Math.floor(second / 60);
    // Readings follow each other: most of them differ in the seconds alone.
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#minuteText = new Date(minute * 60_000).toISOString().slice(0, MINUTE_LETTERS);
    }
    this.ascii(this.#minuteText);
    this.#reserve(10);
    this.#pair(second - minute * 60);
    this.#bytes[this.#length++] = POINT;
    this.#sixDigits(Math.round(us - second * MICRO));
    this.#bytes[this.#length++] = LETTER_Z;
  }

  /** Millionths as a decimal without zeros at the end. */
  #micros(value: number): void {
    this.#reserve(24);
    if (value < 0) this.#bytes[this.#length++] = MINUS;
    const absolute = Math.abs(value);
    const whole = Math.floor(absolute / MICRO);
    this.#whole(whole);
    const fraction = absolute - whole * MICRO;
    if (fraction === 0) return;
    this.#bytes[this.#length++] = POINT;
    this.#sixDigits(fraction);
    while (this.#bytes[this.#length - 1] === ZERO) this.#length -= 1;
  }

  /** A whole number that is not negative, below 2^53. */
  #whole(value: number): void {
    if (value >= MICRO) {
      const high = Math.floor(value / MICRO);
      this.#whole(high);
      this.#sixDigits(value - high * MICRO);
      return;
    }
    const from = this.#length;
    this.#sixDigits(value);
    let zeros = 0;
    while (zeros < 5 && this.#bytes[from + zeros] === ZERO) zeros += 1;
    if (zeros === 0) return;
    this.#bytes.copyWithin(from, from + zeros, this.#length);
    this.#length -= zeros;
  }

  #sixDigits(value: number): void {
    const high = (value / 10_000) | 0;
    const low = value - high * 10_000;
    const middle = (low / 100) | 0;
    this.#pair(high);
    this.#pair(middle);
    this.#pair(low - middle * 100);
  }

  /** Two digits. */
  #pair(value: number): void {
    const tens = (value / 10) | 0;
    this.#bytes[this.#length++] = ZERO + tens;
    this.#bytes[this.#length++] = ZERO + value - tens * 10;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
