import type { Hole } from './series.ts';

/** Answers quickly whether a hole lies within a stretch of time. */
export class HoleIndex {
  #fromUs: Float64Array;
  /** Latest end of all holes up to and including the one at the same place: holes may overlap. */
  #latestToUs: Float64Array;

  constructor(holes: Hole[]) {
    const sorted = holes.filter((hole) => hole.fromUs < hole.toUs).sort((a, b) => a.fromUs - b.fromUs);
    this.#fromUs = Float64Array.from(sorted, (hole) => hole.fromUs);
    let latest = -Infinity;
    this.#latestToUs = Float64Array.from(sorted, (hole) => (latest = Math.max(latest, hole.toUs)));
  }

  /** True where a hole shares more than a point with (fromUs, toUs); false for NaN. */
  hasWithin(fromUs: number, toUs: number): boolean {
    if (!(fromUs < toUs)) return false;
    let low = 0;
    let high = this.#fromUs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#fromUs[middle] < toUs) low = middle + 1;
      else high = middle;
    }
    return low > 0 && this.#latestToUs[low - 1] > fromUs;
  }
}
