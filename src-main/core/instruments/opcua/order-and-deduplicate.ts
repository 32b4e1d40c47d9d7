import { STATUS_OVERFLOW_BITS } from '../../../../shared/domain/quality.ts';

/** What a delivered value is to a channel. */
export type Admission =
  /** A sample not seen before, not older than the newest. */
  | 'new'
  /** The same node, time, status and value as one of the newest samples: the server repeated it. */
  | 'duplicate'
  /** Not seen before, yet older than the newest: the source's clock was set back. It is kept, in order of arrival. */
  | 'step-back';

export interface SampleKey {
  timeUs: number;
  value: number;
  status: number;
}

const sameNumber = (a: number, b: number) => a === b || (Number.isNaN(a) && Number.isNaN(b));
/** The overflow bits belong to the transport: a sample sent again may carry them once and not the other time. */
const core = (status: number) => (status & ~STATUS_OVERFLOW_BITS) >>> 0;

/**
 * Remembers the newest samples of one channel and tells new ones from repeated ones. Nothing is reordered and
 * nothing but duplicates is refused. No clock, no I/O: what it answers follows from what it was given.
 */
export class SampleOrder {
  readonly #times: Float64Array;
  readonly #values: Float64Array;
  readonly #statuses: Uint32Array;
  #count = 0;
  #next = 0;
  #newestUs = Number.NEGATIVE_INFINITY;
  /** Largest time in the window; above it nothing can be a duplicate. */
  #largestUs = Number.NEGATIVE_INFINITY;
  #sinceLargest = 0;

  /**
   * @param windowSize samples remembered: what the server's queue holds and a little more, for that is what it can repeat.
   * @param recent the newest samples of a continued run, oldest first.
   */
  constructor(windowSize: number, recent: readonly SampleKey[] = []) {
    this.#times = new Float64Array(windowSize);
    this.#values = new Float64Array(windowSize);
    this.#statuses = new Uint32Array(windowSize);
    for (const sample of recent) this.#remember(sample.timeUs, sample.value, core(sample.status));
  }

  /** Time of the newest sample in order of arrival, microseconds; -Infinity before the first. */
  get newestUs(): number {
    return this.#newestUs;
  }

  /** Judges one delivered value and remembers it unless it is a duplicate. */
  admit(timeUs: number, value: number, status: number): Admission {
    const bare = core(status);
    if (timeUs <= this.#largestUs && this.#knows(timeUs, value, bare)) return 'duplicate';
    const admission = timeUs < this.#newestUs ? 'step-back' : 'new';
    this.#remember(timeUs, value, bare);
    return admission;
  }

  #knows(timeUs: number, value: number, status: number): boolean {
    const size = this.#times.length;
    for (let age = 1; age <= this.#count; age += 1) {
      const index = (this.#next - age + size) % size;
      if (this.#times[index] === timeUs && this.#statuses[index] === status && sameNumber(this.#values[index]!, value))
        return true;
    }
    return false;
  }

  #remember(timeUs: number, value: number, status: number): void {
    const size = this.#times.length;
    this.#times[this.#next] = timeUs;
    this.#values[this.#next] = value;
    this.#statuses[this.#next] = status;
    this.#next = (this.#next + 1) % size;
    this.#count = Math.min(size, this.#count + 1);
    this.#newestUs = timeUs;
    this.#sinceLargest += 1;
    if (timeUs >= this.#largestUs) {
      this.#largestUs = timeUs;
      this.#sinceLargest = 0;
    } else if (this.#sinceLargest >= size) {
      // The largest has left the window, as happens after a clock was set back.
      this.#largestUs = Number.NEGATIVE_INFINITY;
      for (let age = 1; age <= this.#count; age += 1) {
        const time = this.#times[(this.#next - age + size) % size]!;
        if (time > this.#largestUs) {
          this.#largestUs = time;
          this.#sinceLargest = age - 1;
        }
      }
    }
  }
}
