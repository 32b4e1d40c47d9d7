const REMEMBERED = 31;
const NEEDED = 4;

/** Learns how often a channel delivers: the median of its newest intervals, so that holes and bursts do not count. */
export class PeriodLearner {
  readonly #intervals: number[] = [];
  #next = 0;
  #medianUs: number | null = null;
  #fresh = true;

  /** @param times newest sample times of a continued run, microseconds, oldest first. */
  constructor(times: readonly number[] = []) {
    for (let index = 1; index < times.length; index += 1) this.add(times[index]! - times[index - 1]!);
  }

  /** Takes the interval between two consecutive samples, microseconds; anything not positive is passed over. */
  add(intervalUs: number): void {
    if (!(intervalUs > 0) || !Number.isFinite(intervalUs)) return;
    this.#intervals[this.#next] = intervalUs;
    this.#next = (this.#next + 1) % REMEMBERED;
    this.#fresh = false;
  }

  /** The period in microseconds; null until four intervals are known. */
  periodUs(): number | null {
    if (this.#fresh) return this.#medianUs;
    this.#fresh = true;
    if (this.#intervals.length < NEEDED) return null;
    const sorted = this.#intervals.toSorted((a, b) => a - b);
    const middle = sorted.length >> 1;
    this.#medianUs = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    return this.#medianUs;
  }
}
