/** Where the buckets of a fold lie on the time axis: `edgesUs[i] <= t < edgesUs[i + 1]`, the last one closed. */
export interface BucketEdges {
  /** Ascending; one more than there are buckets. */
  edgesUs: Float64Array;
  /** True where all buckets are equally wide, so that a place is computed, not searched. */
  uniform: boolean;
}

/** `count` equal buckets from `fromUs` to `toUs`. */
export function uniformEdges(fromUs: number, toUs: number, count: number): BucketEdges {
  const edgesUs = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) edgesUs[i] = fromUs + ((toUs - fromUs) * i) / count;
  edgesUs[count] = toUs;
  return { edgesUs, uniform: true };
}

/** Collects samples and cells into buckets: smallest and largest value, first and last time, and where values are missing. */
export class FoldBuckets {
  readonly edgesUs: Float64Array;
  readonly count: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly firstUs: Float64Array;
  readonly lastUs: Float64Array;
  readonly firstMissingUs: Float64Array;
  readonly lastMissingUs: Float64Array;
  /** Samples in a bucket; a cell of several counts as two, which is enough to know that it is not one sample. */
  readonly samples: Uint32Array;
  #fromUs: number;
  #toUs: number;
  #perUs: number;

  constructor({ edgesUs, uniform }: BucketEdges) {
    const n = edgesUs.length - 1;
    this.edgesUs = edgesUs;
    this.count = n;
    this.min = new Float64Array(n).fill(Infinity);
    this.max = new Float64Array(n).fill(-Infinity);
    this.firstUs = new Float64Array(n).fill(Infinity);
    this.lastUs = new Float64Array(n).fill(-Infinity);
    this.firstMissingUs = new Float64Array(n).fill(Infinity);
    this.lastMissingUs = new Float64Array(n).fill(-Infinity);
    this.samples = new Uint32Array(n);
    this.#fromUs = edgesUs[0];
    this.#toUs = edgesUs[n];
    this.#perUs = uniform && this.#toUs > this.#fromUs ? n / (this.#toUs - this.#fromUs) : 0;
  }

  /** The bucket of a time, or -1 outside. */
  bucketOf(timeUs: number): number {
    if (!(timeUs >= this.#fromUs && timeUs <= this.#toUs)) return -1;
    if (timeUs === this.#toUs) return this.count - 1;
    let bucket: number;
    if (this.#perUs > 0) {
      bucket = Math.min(this.count - 1, Math.floor((timeUs - this.#fromUs) * this.#perUs));
      // Rounding may have put a time beside its bucket; the edges decide.
      if (timeUs < this.edgesUs[bucket]) bucket -= 1;
      else if (timeUs >= this.edgesUs[bucket + 1]) bucket += 1;
      return bucket;
    }
    let low = 0;
    let high = this.count;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.edgesUs[middle] <= timeUs) low = middle;
      else high = middle;
    }
    return low;
  }

  /** Adds samples [from, to) of columns; those outside the range are passed over. */
  addSamples(timeUs: Float64Array, value: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const t = timeUs[i];
      const bucket = this.bucketOf(t);
      if (bucket < 0) continue;
      const v = value[i];
      if (Number.isNaN(v)) this.#addMissing(bucket, t, t);
      else this.#add(bucket, t, t, v, v, 1);
    }
  }

  /** Adds folded samples that span at most two buckets; a span over an edge widens both. */
  addFolded(firstUs: number, lastUs: number, min: number, max: number): void {
    const from = this.bucketOf(firstUs);
    const to = this.bucketOf(lastUs);
    if (from === to) {
      if (from >= 0) this.#add(from, firstUs, lastUs, min, max, firstUs === lastUs && min === max ? 1 : 2);
      return;
    }
    if (from >= 0) this.#add(from, firstUs, this.edgesUs[from + 1], min, max, 2);
    for (let bucket = from + 1; bucket < to; bucket++)
      this.#add(bucket, this.edgesUs[bucket], this.edgesUs[bucket + 1], min, max, 2);
    if (to >= 0) this.#add(to, this.edgesUs[to], lastUs, min, max, 2);
  }

  /** Marks values missing from `firstUs` to `lastUs`. */
  addMissing(firstUs: number, lastUs: number): void {
    if (!(lastUs >= this.#fromUs && firstUs <= this.#toUs)) return;
    const from = this.bucketOf(Math.max(firstUs, this.#fromUs));
    const to = this.bucketOf(Math.min(lastUs, this.#toUs));
    this.#addMissing(from, firstUs, firstUs);
    this.#addMissing(to, lastUs, lastUs);
  }

  #add(bucket: number, firstUs: number, lastUs: number, min: number, max: number, samples: number): void {
    if (min < this.min[bucket]) this.min[bucket] = min;
    if (max > this.max[bucket]) this.max[bucket] = max;
    if (firstUs < this.firstUs[bucket]) this.firstUs[bucket] = firstUs;
    if (lastUs > this.lastUs[bucket]) this.lastUs[bucket] = lastUs;
    this.samples[bucket] += samples;
  }

  #addMissing(bucket: number, firstUs: number, lastUs: number): void {
    if (firstUs < this.firstMissingUs[bucket]) this.firstMissingUs[bucket] = firstUs;
    if (lastUs > this.lastMissingUs[bucket]) this.lastMissingUs[bucket] = lastUs;
  }
}
