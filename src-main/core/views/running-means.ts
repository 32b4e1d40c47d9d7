import type { SeriesColumns } from './cells.ts';
import { GrowingColumn } from './growing-column.ts';

/**
 * Means over windows of equal length counted from `zeroUs`, taken sample by sample; each stands at the mean time of its
 * usable samples. A window in which every sample is unusable is missing (NaN), one without samples does not exist.
 */
export class RunningMeans {
  readonly #windowUs: number;
  readonly #zeroUs: number;
  #time = new GrowingColumn();
  #mean = new GrowingColumn();
  #window = Number.NaN;
  #newest = Number.NEGATIVE_INFINITY;
  #open = emptyWindow();
  /** Samples taken so far. */
  taken = 0;

  constructor(windowUs: number, zeroUs: number) {
    this.#windowUs = windowUs;
    this.#zeroUs = zeroUs;
  }

  /** The same means, to be gone on with apart. */
  copy(): RunningMeans {
    const copy = new RunningMeans(this.#windowUs, this.#zeroUs);
    copy.#time = this.#time.copy();
    copy.#mean = this.#mean.copy();
    copy.#window = this.#window;
    copy.#newest = this.#newest;
    copy.#open = { ...this.#open };
    copy.taken = this.taken;
    return copy;
  }

  add({ timeUs, value }: SeriesColumns): void {
    for (let i = 0; i < timeUs.length; i++) {
      // Relative to zero, because sums of microseconds since 1970 would lose the seconds.
      const t = timeUs[i] - this.#zeroUs;
      const own = Math.floor(t / this.#windowUs);
      if (t > this.#newest) this.#newest = t;
      if (own !== this.#window) {
        this.#close();
        this.#window = own;
      }
      const open = this.#open;
      if (Number.isNaN(value[i])) {
        open.missing += 1;
        open.missingTimeSum += t;
      } else {
        open.count += 1;
        open.sum += value[i];
        open.timeSum += t;
      }
    }
    this.taken += timeUs.length;
  }

  /** All means; the newest window counts once half of it is there, because the mean of a few samples would look like an event. Ends the taking. */
  finish(): SeriesColumns {
    const isHalfFull = this.#newest - this.#window * this.#windowUs >= this.#windowUs / 2;
    if (isHalfFull) this.#close();
    return { timeUs: this.#time.view(), value: this.#mean.view() };
  }

  #close(): void {
    const { count, sum, timeSum, missing, missingTimeSum } = this.#open;
    if (count > 0) {
      this.#time.push(this.#zeroUs + timeSum / count);
      this.#mean.push(sum / count);
    } else if (missing > 0) {
      this.#time.push(this.#zeroUs + missingTimeSum / missing);
      this.#mean.push(Number.NaN);
    }
    this.#open = emptyWindow();
  }
}

function emptyWindow() {
  return { count: 0, sum: 0, timeSum: 0, missing: 0, missingTimeSum: 0 };
}
