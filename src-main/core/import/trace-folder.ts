/** Stretches kept at most; a preview is about as many pixels wide. */
const MOST_STRETCHES = 256;

/** Smallest and largest values of consecutive stretches of a channel whose length is not known: constant memory. */
export class TraceFolder {
  #timeUs: number[] = [];
  #low: number[] = [];
  #high: number[] = [];
  /** Samples of a full stretch; doubled whenever there are too many. */
  #stride = 1;
  /** Samples in the last stretch. */
  #filled = 0;

  push(timeUs: number, value: number): void {
    if (this.#filled === this.#stride || this.#timeUs.length === 0) {
      if (this.#timeUs.length === MOST_STRETCHES) this.#halve();
      this.#timeUs.push(timeUs);
      this.#low.push(value);
      this.#high.push(value);
      this.#filled = 1;
      return;
    }
    const last = this.#timeUs.length - 1;
    this.#filled += 1;
    this.#low[last] = lower(this.#low[last], value);
    this.#high[last] = -lower(-this.#high[last], -value);
  }

  /** In `value * scale + offset`; a stretch without a finite value is NaN. */
  trace(scale: number, offset: number): { timeUs: Float64Array; low: Float64Array; high: Float64Array } {
    const a = Float64Array.from(this.#low, (value) => value * scale + offset);
    const b = Float64Array.from(this.#high, (value) => value * scale + offset);
    return { timeUs: Float64Array.from(this.#timeUs), low: scale < 0 ? b : a, high: scale < 0 ? a : b };
  }

  #halve(): void {
    const pairs = Math.ceil(this.#timeUs.length / 2);
    for (let i = 0; i < pairs; i++) {
      const a = 2 * i;
      const b = Math.min(a + 1, this.#timeUs.length - 1);
      this.#timeUs[i] = this.#timeUs[a];
      this.#low[i] = lower(this.#low[a], this.#low[b]);
      this.#high[i] = -lower(-this.#high[a], -this.#high[b]);
    }
    this.#timeUs.length = this.#low.length = this.#high.length = pairs;
    this.#stride *= 2;
    this.#filled = this.#stride;
  }
}

/** The smaller one; a missing value does not count. */
function lower(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}
