import type { Cells } from './cells.ts';
import { FoldBuckets, type BucketEdges } from './fold-buckets.ts';
import { HoleIndex } from './hole-index.ts';
import type { Series, SeriesBlock } from './series.ts';
import { COARSE_CELL_SAMPLES, FINE_CELL_SAMPLES } from './series.ts';

/** A cell wider than this part of a bucket is taken apart. */
const LARGEST_CELL_BUCKETS = 0.5;

/** One curve after folding: times on the axis, microseconds, strictly ascending; NaN in min and max breaks the line. */
export interface FoldedSeries {
  timeUs: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** True where every bucket is one sample. */
  raw: boolean;
}

/**
 * Folds a series into buckets by smallest and largest value. Every usable sample of the range lies between min and max of
 * its bucket; a bucket may be widened only by samples less than half a bucket away, never by those outside the range.
 * Two neighbouring buckets with a missing value or a hole between them get a bucket of NaN between them.
 * @param withNeighbours add the nearest sample on either side of the range, so that a line runs to the edge of the plot
 */
export function foldSeries(series: Series, edges: BucketEdges, withNeighbours = true): FoldedSeries {
  const buckets = new FoldBuckets(edges);
  const fromUs = edges.edgesUs[0];
  const toUs = edges.edgesUs[buckets.count];
  const holes = new HoleIndex(series.holes());
  const folder = new Folder(series, buckets, holes, fromUs, toUs);
  const blocks = series.blocks();
  for (const block of blocks) if (block.tMaxUs >= fromUs && block.tMinUs <= toUs) folder.addBlock(block);
  const before = withNeighbours ? nearestBefore(series, blocks, fromUs) : undefined;
  const after = withNeighbours ? nearestAfter(series, blocks, toUs) : undefined;
  return lineOf(buckets, holes, before, after);
}

export const NOTHING_YET: FoldedSeries = {
  timeUs: new Float64Array(0),
  min: new Float64Array(0),
  max: new Float64Array(0),
  raw: false,
};

/**
 * A first look at a series from what is known without reading: coarse cells at hand, else the extremes of whole blocks.
 * Values are as in `foldSeries`, but each may stand as wide in time as its block.
 */
export function draftSeries(series: Series, edges: BucketEdges): FoldedSeries {
  const buckets = new FoldBuckets(edges);
  for (const block of series.blocks()) {
    const cells = series.knownCoarse(block);
    if (!cells && block.usable) addWithin(buckets, block.tMinUs, block.tMaxUs, block.usable.min, block.usable.max);
    for (let i = 0; i < (cells?.min.length ?? 0); i++)
      addWithin(buckets, cells!.firstUs[i], cells!.lastUs[i], cells!.min[i], cells!.max[i]);
  }
  return { ...lineOf(buckets, new HoleIndex(series.holes()), undefined, undefined), raw: false };
}

/** Adds the part of folded samples that lies within the range; times of NaN lie nowhere. */
function addWithin(buckets: FoldBuckets, firstUs: number, lastUs: number, min: number, max: number): void {
  const from = Math.max(firstUs, buckets.edgesUs[0]);
  const to = Math.min(lastUs, buckets.edgesUs[buckets.count]);
  if (from <= to) buckets.addFolded(from, to, min, max);
}

class Folder {
  #series: Series;
  #buckets: FoldBuckets;
  #holes: HoleIndex;
  #fromUs: number;
  #toUs: number;

  constructor(series: Series, buckets: FoldBuckets, holes: HoleIndex, fromUs: number, toUs: number) {
    this.#series = series;
    this.#buckets = buckets;
    this.#holes = holes;
    this.#fromUs = fromUs;
    this.#toUs = toUs;
  }

  addBlock(block: SeriesBlock): void {
    const { extremes, tMinUs, tMaxUs } = block;
    if (extremes && this.#isFine(tMinUs, tMaxUs, false)) {
      this.#buckets.addFolded(tMinUs, tMaxUs, extremes.min, extremes.max);
      return;
    }
    const coarse = this.#series.coarse(block);
    let fine: Cells | undefined;
    for (let i = 0; i < coarse.min.length; i++) {
      const taken = this.#addCell(coarse, i);
      if (taken) continue;
      fine ??= this.#series.fine(block);
      this.#addFine(block, fine, i);
    }
  }

  #addFine(block: SeriesBlock, fine: Cells, coarseIndex: number): void {
    const perCoarse = COARSE_CELL_SAMPLES / FINE_CELL_SAMPLES;
    const end = Math.min((coarseIndex + 1) * perCoarse, fine.min.length);
    for (let i = coarseIndex * perCoarse; i < end; i++) {
      if (this.#addCell(fine, i)) continue;
      const { timeUs, value } = this.#series.samples(block);
      const first = i * FINE_CELL_SAMPLES;
      this.#buckets.addSamples(timeUs, value, first, Math.min(first + FINE_CELL_SAMPLES, timeUs.length));
    }
  }

  /** Adds a cell as a whole if that loses nothing; false if it must be taken apart. Cells outside the range are done. */
  #addCell(cells: Cells, i: number): boolean {
    const first = least(cells.firstUs[i], cells.firstMissingUs[i]);
    const last = greatest(cells.lastUs[i], cells.lastMissingUs[i]);
    if (!(last >= this.#fromUs && first <= this.#toUs)) return true;
    const hasMissing = !Number.isNaN(cells.firstMissingUs[i]);
    if (!this.#isFine(first, last, hasMissing)) return false;
    if (hasMissing) this.#buckets.addMissing(cells.firstMissingUs[i], cells.lastMissingUs[i]);
    if (!Number.isNaN(cells.firstUs[i]))
      this.#buckets.addFolded(cells.firstUs[i], cells.lastUs[i], cells.min[i], cells.max[i]);
    return true;
  }

  #isFine(firstUs: number, lastUs: number, hasMissing: boolean): boolean {
    if (firstUs < this.#fromUs || lastUs > this.#toUs) return false;
    const from = this.#buckets.bucketOf(firstUs);
    const to = this.#buckets.bucketOf(lastUs);
    if (from === to) return true;
    const { edgesUs } = this.#buckets;
    const narrowest = Math.min(edgesUs[from + 1] - edgesUs[from], edgesUs[to + 1] - edgesUs[to]);
    if (lastUs - firstUs > LARGEST_CELL_BUCKETS * narrowest || to > from + 1) return false;
    // Over an edge, what is missing inside must keep its place on one side of it.
    return !hasMissing && !this.#holes.hasWithin(firstUs, lastUs);
  }
}

interface Point {
  timeUs: number;
  value: number;
  /** Beginning and end of what is missing on the side of the range; NaN if nothing is. */
  missingUs: number;
}

function lineOf(
  buckets: FoldBuckets,
  holes: HoleIndex,
  before: Point | undefined,
  after: Point | undefined,
): FoldedSeries {
  const time: number[] = [];
  const min: number[] = [];
  const max: number[] = [];
  let raw = true;
  let previousLastUs = Number.NaN;
  let missingSinceUs = Number.NaN;
  const put = (firstUs: number, lastUs: number, low: number, high: number, missingBeforeUs: number) => {
    const isBroken =
      missingSinceUs > previousLastUs || missingBeforeUs < firstUs || holes.hasWithin(previousLastUs, firstUs);
    const place = firstUs + (lastUs - firstUs) / 2;
    const last = time.length - 1;
    // Buckets narrower than a number can tell apart stand at the same place.
    if (!isBroken && place <= time[last]) {
      min[last] = Math.min(min[last], low);
      max[last] = Math.max(max[last], high);
      return;
    }
    if (time.length > 0 && isBroken) {
      time.push(previousLastUs + (firstUs - previousLastUs) / 2);
      min.push(Number.NaN);
      max.push(Number.NaN);
    }
    time.push(place);
    min.push(low);
    max.push(high);
    previousLastUs = lastUs;
    missingSinceUs = Number.NaN;
  };
  if (before) {
    put(before.timeUs, before.timeUs, before.value, before.value, Number.NaN);
    missingSinceUs = before.missingUs;
  }
  for (let i = 0; i < buckets.count; i++) {
    const isEmpty = buckets.samples[i] === 0;
    const hasMissing = buckets.lastMissingUs[i] >= buckets.firstMissingUs[i];
    if (!isEmpty) {
      put(
        buckets.firstUs[i],
        buckets.lastUs[i],
        buckets.min[i],
        buckets.max[i],
        hasMissing ? buckets.firstMissingUs[i] : Number.NaN,
      );
      if (buckets.samples[i] > 1) raw = false;
    }
    if (hasMissing && !(missingSinceUs >= buckets.lastMissingUs[i])) missingSinceUs = buckets.lastMissingUs[i];
  }
  if (after) put(after.timeUs, after.timeUs, after.value, after.value, after.missingUs);
  return { timeUs: Float64Array.from(time), min: Float64Array.from(min), max: Float64Array.from(max), raw };
}

/** The last usable sample before the range, and the newest missing one after that. */
function nearestBefore(series: Series, blocks: SeriesBlock[], fromUs: number): Point | undefined {
  let missingUs = Number.NaN;
  for (let k = blocks.length - 1; k >= 0; k--) {
    if (blocks[k].tMinUs >= fromUs) continue;
    const blockMissingUs = lastMissingBefore(series.coarse(blocks[k]), fromUs);
    if (blockMissingUs !== undefined) {
      missingUs = greatest(missingUs, blockMissingUs);
      continue;
    }
    const { timeUs, value } = series.samples(blocks[k]);
    for (let i = timeUs.length - 1; i >= 0; i--) {
      if (timeUs[i] >= fromUs) continue;
      if (!Number.isNaN(value[i])) return { timeUs: timeUs[i], value: value[i], missingUs };
      if (Number.isNaN(missingUs)) missingUs = timeUs[i];
    }
  }
  return undefined;
}

/** Of a block without any usable sample: when its last missing one stands; undefined where samples must be looked at. */
function lastMissingBefore(cells: Cells, fromUs: number): number | undefined {
  if (!cells.firstUs.every(Number.isNaN)) return undefined;
  const last = cells.lastMissingUs.reduce(greatest, Number.NaN);
  return last < fromUs ? last : undefined;
}

/** The first usable sample after the range, and the earliest missing one before that. */
function nearestAfter(series: Series, blocks: SeriesBlock[], toUs: number): Point | undefined {
  let missingUs = Number.NaN;
  for (const block of blocks) {
    if (block.tMaxUs <= toUs) continue;
    const cells = series.coarse(block);
    const firstMissingUs = cells.firstMissingUs.reduce(least, Number.NaN);
    if (cells.firstUs.every(Number.isNaN) && firstMissingUs > toUs) {
      missingUs = least(missingUs, firstMissingUs);
      continue;
    }
    const { timeUs, value } = series.samples(block);
    for (let i = 0; i < timeUs.length; i++) {
      if (timeUs[i] <= toUs) continue;
      if (!Number.isNaN(value[i])) return { timeUs: timeUs[i], value: value[i], missingUs };
      if (Number.isNaN(missingUs)) missingUs = timeUs[i];
    }
  }
  return undefined;
}

function least(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a;
}

function greatest(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a;
}
