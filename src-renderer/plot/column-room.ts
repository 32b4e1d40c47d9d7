import type { Columns } from './curve.ts';

/** At least so many samples behind the history fit before the columns move to larger ones. */
const SPARE_SAMPLES = 256;

/**
 * Where the columns of one curve are put together for picture after picture. A live run is drawn up to sixty times a
 * second: columns made anew each time would be megabytes of garbage a second.
 */
export class ColumnRoom {
  #head: Columns | undefined;
  #x = new Float64Array(0);
  #min = new Float64Array(0);
  #max = new Float64Array(0);

  /** Columns that begin with `head` and have room for `more` samples behind it; good until the next call. */
  take(head: Columns, more: number): { x: Float64Array; min: Float64Array; max: Float64Array } {
    const length = head.x.length + more;
    if (length > this.#x.length) {
      this.#x = new Float64Array(length + SPARE_SAMPLES);
      this.#min = new Float64Array(length + SPARE_SAMPLES);
      this.#max = new Float64Array(length + SPARE_SAMPLES);
      this.#head = undefined;
    }
    if (this.#head !== head) {
      this.#x.set(head.x);
      this.#min.set(head.min);
      this.#max.set(head.max);
      this.#head = head;
    }
    return { x: this.#x, min: this.#min, max: this.#max };
  }
}
