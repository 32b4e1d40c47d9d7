import type { ViewSeries } from '../../../shared/api/views.ts';

/** Folds columns by seconds on the cell's time to what a picture needs. */
export type Fold = (seconds: Float64Array, low: Float64Array, high: Float64Array) => ViewSeries;

/**
 * Folds columns with a common, ascending x into at most `pixels` buckets of their smallest and largest values, with one
 * sample on either side of the range. A missing value breaks the line.
 * @param x ascending; what has no place (NaN) is left out
 */
export function foldColumns(
  x: Float64Array,
  low: Float64Array,
  high: Float64Array,
  from: number,
  to: number,
  pixels: number,
): ViewSeries {
  const [first, end] = samplesWithin(x, low, from, to);
  const width = (to - from) / pixels;
  const line = new Line(end - first);
  for (let i = first; i < end; i++) {
    if (Number.isNaN(x[i])) continue;
    if (Number.isNaN(low[i])) line.break();
    else line.add(x[i], low[i], high[i], width > 0 ? Math.floor((x[i] - from) / width) : 0);
  }
  return line.series();
}

/** Positions [first, end) of the range with the nearest usable sample on either side. */
function samplesWithin(x: Float64Array, low: Float64Array, from: number, to: number): [number, number] {
  let first = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(low[i])) continue;
    if (x[i] < from) first = i;
    else if (x[i] > to) return [first, i + 1];
  }
  return [first, x.length];
}

/** A folded line as it grows. */
class Line {
  readonly #x: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  #length = 0;
  #bucket = Number.NaN;
  #isBroken = false;
  #raw = true;

  /** @param samples at most so many will be added */
  constructor(samples: number) {
    // Before every sample there may be a gap.
    const most = 2 * samples;
    this.#x = new Float64Array(most);
    this.#min = new Float64Array(most);
    this.#max = new Float64Array(most);
  }

  break(): void {
    this.#isBroken = this.#length > 0;
  }

  add(x: number, low: number, high: number, bucket: number): void {
    const last = this.#length - 1;
    const isFurther = last < 0 || x > this.#x[last];
    if (low !== high) this.#raw = false;
    if (this.#isBroken && isFurther) this.#push((x + this.#x[last]) / 2, Number.NaN, Number.NaN);
    else if (!isFurther || bucket === this.#bucket) {
      this.#min[last] = Math.min(this.#min[last], low);
      this.#max[last] = Math.max(this.#max[last], high);
      this.#raw = false;
      return;
    }
    this.#isBroken = false;
    this.#bucket = bucket;
    this.#push(x, low, high);
  }

  series(): ViewSeries {
    const end = this.#length;
    // Copies, so that what is not used of the columns is let go.
    return { x: this.#x.slice(0, end), min: this.#min.slice(0, end), max: this.#max.slice(0, end), raw: this.#raw };
  }

  #push(x: number, low: number, high: number): void {
    const at = this.#length;
    this.#x[at] = x;
    this.#min[at] = low;
    this.#max[at] = high;
    this.#length = at + 1;
  }
}
