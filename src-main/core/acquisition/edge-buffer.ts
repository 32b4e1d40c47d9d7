/** More pending samples than this per channel are folded to extremes before they are kept for a slow taker. */
const FOLD_ABOVE = 512;
/** Buckets of a folded edge; two points each. */
const FOLDED_BUCKETS = 64;

interface Pending {
  timeUs: number[];
  value: number[];
}

/** Samples of one channel that windows have not taken yet; each taker has its own place and bounded memory. */
export class EdgeBuffer {
  #pending = new Map<string, Pending>();

  push(timeUs: number, value: number): void {
    for (const pending of this.#pending.values()) {
      pending.timeUs.push(timeUs);
      pending.value.push(value);
      if (pending.timeUs.length > FOLD_ABOVE) fold(pending);
    }
  }

  /** What came since the last call of this taker; a new taker starts empty. */
  take(taker: string): { timeUs: Float64Array; value: Float64Array } {
    const pending = this.#pending.get(taker);
    this.#pending.set(taker, { timeUs: [], value: [] });
    return { timeUs: Float64Array.from(pending?.timeUs ?? []), value: Float64Array.from(pending?.value ?? []) };
  }

  drop(taker: string): void {
    this.#pending.delete(taker);
  }
}

/** Keeps the smallest and the largest value of each bucket, and one NaN where a bucket holds no value. */
function fold(pending: Pending): void {
  const { timeUs, value } = pending;
  const keep: number[] = [];
  const size = Math.ceil(timeUs.length / FOLDED_BUCKETS);
  for (let start = 0; start < timeUs.length; start += size) {
    const end = Math.min(start + size, timeUs.length);
    let low = -1;
    let high = -1;
    let missing = -1;
    for (let i = start; i < end; i++) {
      if (Number.isNaN(value[i])) missing = i;
      else {
        if (low < 0 || value[i] < value[low]) low = i;
        if (high < 0 || value[i] > value[high]) high = i;
      }
    }
    const chosen = new Set([low, high, missing].filter((index) => index >= 0));
    keep.push(...[...chosen].sort((a, b) => a - b));
  }
  pending.timeUs = keep.map((index) => timeUs[index]);
  pending.value = keep.map((index) => value[index]);
}
