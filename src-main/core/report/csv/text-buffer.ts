const ZERO = 48;
const MICRO = 1_000_000;
const SECONDS_PER_DAY = 86_400;
/** Beyond this, decimals of 15 digits no longer tell neighbouring doubles apart. */
const MOST_MICROS = 1e15;

/**
 * ASCII text written straight into bytes: a run has millions of numbers, and a string for each of them costs more than
 * the numbers themselves. Grows as needed; `take` hands out what has been written.
 */
export class TextBuffer {
  #bytes: Uint8Array;
  #length = 0;
  /** Day the text of which stands in `#dayText`. */
  #day = Number.NaN;
  #dayText = '';

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

  /** Bytes written before, once more: the same number in a second column. */
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
    const day = Math.floor(second / SECONDS_PER_DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#dayText = new Date(day * SECONDS_PER_DAY * 1000).toISOString().slice(0, 11);
    }
    this.ascii(this.#dayText);
    this.#reserve(16);
    const rest = second - day * SECONDS_PER_DAY;
    const hour = Math.floor(rest / 3600);
    const minute = Math.floor((rest - hour * 3600) / 60);
    this.#digits(hour, 2);
    this.#bytes[this.#length++] = 58;
    this.#digits(minute, 2);
    this.#bytes[this.#length++] = 58;
    this.#digits(rest - hour * 3600 - minute * 60, 2);
    this.#bytes[this.#length++] = 46;
    this.#digits(Math.round(us - second * MICRO), 6);
    this.#bytes[this.#length++] = 90;
  }

  /** Millionths as a decimal without zeros at the end. */
  #micros(value: number): void {
    this.#reserve(24);
    if (value < 0) this.#bytes[this.#length++] = 45;
    const absolute = Math.abs(value);
    const whole = Math.floor(absolute / MICRO);
    this.#whole(whole);
    let fraction = absolute - whole * MICRO;
    if (fraction === 0) return;
    this.#bytes[this.#length++] = 46;
    let places = 6;
    while (fraction % 10 === 0) {
      fraction /= 10;
      places -= 1;
    }
    this.#digits(fraction, places);
  }

  #whole(value: number): void {
    let places = 1;
    for (let limit = 10; value >= limit; limit *= 10) places += 1;
    this.#digits(value, places);
  }

  #digits(value: number, places: number): void {
    let rest = value;
    for (let at = this.#length + places - 1; at >= this.#length; at--) {
      const next = Math.floor(rest / 10);
      this.#bytes[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#length += places;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
