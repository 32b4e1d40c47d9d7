import { resample } from '../numerics/interpolation.ts';
import { medianOf, thinnedMedian } from '../numerics/statistics.ts';
import { findSpikes } from './find-spikes.ts';

/** One ion current on the common time. */
export interface IonCurrent {
  mz: number;
  /** Ascending. */
  seconds: Float64Array;
  /** Ampere, electrometer zero and measured vacuum residual already subtracted; NaN where missing. */
  ampere: Float64Array;
}

/** All ratios at common times, and their block means. Arrays are indexed like `masses`. */
export interface MassGrid {
  /** Common times: those of the carrier, or of the first mass without one. */
  seconds: Float64Array;
  masses: number[];
  /** r = I / I(carrier), or ampere without a carrier. */
  ratio: Float64Array[];
  /** Ampere at the common times; undefined without a carrier channel. */
  carrier: Float64Array | undefined;
  carrierMedian: number;
  spikesLeftOut: number;
  /** Longest stretch without a reading that is integrated across without a flag, seconds. */
  longestStepSeconds: number;
  blocks: BlockMeans;
  /** Mean of the readings [first, end) of a mass, missing ones left out; NaN without any. Costs hardly more for many. */
  meanOf(column: number, first: number, end: number): number;
}

/** Means over even blocks of time. */
export interface BlockMeans {
  startSeconds: number;
  widthSeconds: number;
  count: number;
  mean: Float64Array[];
  /** Variance of each mean expected from the scatter of single readings. */
  whiteVariance: Float64Array[];
  readings: Float64Array[];
  /** Median carrier current over the block's, minus 1; zeros without a carrier. */
  inverseCarrier: Float64Array;
}

/** Steps the median of a long channel is taken from, evenly. */
const MOST_STEPS = 4001;

/** Longest step bridged without a flag: max(10 x median step, 60 s) (science.md 1.6). */
function longestStep(seconds: Float64Array): number {
  const stride = Math.max(1, Math.floor((seconds.length - 1) / MOST_STEPS));
  const steps = new Float64Array(Math.max(0, Math.ceil((seconds.length - 1) / stride)));
  for (let i = 0; i < steps.length; i++) steps[i] = seconds[i * stride + 1] - seconds[i * stride];
  return Math.max(10 * medianOf(steps), 60);
}

/**
 * Brings all masses to common times, divides by the carrier and takes block means (science.md 1.1, steps 1 and 3).
 * @param currents one per m/z, the carrier's own excepted
 * @param carrier the carrier's ion current, or undefined to use ampere as they are
 */
export function buildMassGrid(
  currents: readonly IonCurrent[],
  carrier: IonCurrent | undefined,
  spikeSigmas: number,
  blockSeconds: number,
): MassGrid {
  let spikesLeftOut = 0;
  const clean = (current: IonCurrent): Float64Array => {
    const spikes = findSpikes(current.ampere, spikeSigmas);
    if (spikes.length === 0) return current.ampere;
    spikesLeftOut += spikes.length;
    const copy = current.ampere.slice();
    for (const index of spikes) copy[index] = Number.NaN;
    return copy;
  };
  const timeBase = carrier ?? currents[0];
  const seconds = timeBase ? timeBase.seconds : new Float64Array(0);
  const longestStepSeconds = longestStep(seconds);
  const carrierAmpere = carrier ? clean(carrier) : undefined;
  const carrierMedian = carrierAmpere ? thinnedMedian(carrierAmpere) : Number.NaN;
  const blocks = emptyBlocks(seconds, blockSeconds);
  const edges = blockEdges(seconds, blocks);
  if (carrierAmpere) {
    const running = runningSums(carrierAmpere, undefined);
    blocks.inverseCarrier = blockMeans(running, edges).map((mean) => carrierMedian / mean - 1);
  }
  const runningOf: RunningSums[] = [];
  const masses: number[] = [];
  const ratio: Float64Array[] = [];
  const square = carrierAmpere ? carrierMedian ** 2 : 1;
  for (const current of currents) {
    const own = clean(current);
    const values = resample(current.seconds, own, seconds, longestStepSeconds);
    masses.push(current.mz);
    ratio.push(values);
    const running = runningSums(values, carrierAmpere);
    runningOf.push(running);
    blocks.mean.push(blockMeans(running, edges));
    const { variance, readings } = readingScatter(current.seconds, own, blocks, square);
    blocks.whiteVariance.push(variance);
    blocks.readings.push(readings);
  }
  return {
    seconds,
    masses,
    ratio,
    carrier: carrierAmpere,
    carrierMedian,
    spikesLeftOut,
    longestStepSeconds,
    blocks,
    meanOf: (column, first, end) => meanBetween(runningOf[column], first, end),
  };
}

function emptyBlocks(seconds: Float64Array, widthSeconds: number): BlockMeans {
  const startSeconds = seconds[0] ?? 0;
  const length = seconds.length > 0 ? seconds[seconds.length - 1] - startSeconds : 0;
  const count = seconds.length > 0 ? Math.floor(length / widthSeconds) + 1 : 0;
  return {
    startSeconds,
    widthSeconds,
    count,
    mean: [],
    whiteVariance: [],
    readings: [],
    inverseCarrier: new Float64Array(count),
  };
}

/** First reading of every block, and the number of readings behind them. */
function blockEdges(seconds: Float64Array, { startSeconds, widthSeconds, count }: BlockMeans): Int32Array {
  const edges = new Int32Array(count + 1).fill(seconds.length);
  let block = 0;
  for (let i = 0; i < seconds.length; i++) {
    while (block < count && seconds[i] >= startSeconds + block * widthSeconds) edges[block++] = i;
  }
  return edges;
}

/** Readings between two sums that are kept: the rest is added up when it is asked for, and a long run needs no second copy. */
const READINGS_PER_SUM = 64;

/** Sums and counts of all readings before every 64th one, missing ones left out. */
interface RunningSums {
  values: Float64Array;
  sums: Float64Array;
  counts: Uint32Array;
}

/** Divides by the carrier in place, where there is one, and sums up in the same pass. */
function runningSums(values: Float64Array, carrier: Float64Array | undefined): RunningSums {
  const kept = Math.floor(values.length / READINGS_PER_SUM) + 1;
  const sums = new Float64Array(kept);
  const counts = new Uint32Array(kept);
  let sum = 0;
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    if (i % READINGS_PER_SUM === 0) {
      sums[i / READINGS_PER_SUM] = sum;
      counts[i / READINGS_PER_SUM] = i - missing;
    }
    const value = carrier ? (values[i] /= carrier[i]) : values[i];
    if (value === value) sum += value;
    else missing += 1;
  }
  if (values.length % READINGS_PER_SUM === 0) {
    sums[kept - 1] = sum;
    counts[kept - 1] = values.length - missing;
  }
  return { values, sums, counts };
}

function meanBetween({ values, sums, counts }: RunningSums, first: number, end: number): number {
  const [from, to] = [Math.floor(first / READINGS_PER_SUM), Math.floor(end / READINGS_PER_SUM)];
  let before = sums[from];
  let sum = sums[to];
  let count = counts[to] - counts[from];
  for (let i = from * READINGS_PER_SUM; i < first; i++) {
    if (values[i] !== values[i]) continue;
    before += values[i];
    count -= 1;
  }
  for (let i = to * READINGS_PER_SUM; i < end; i++) {
    if (values[i] !== values[i]) continue;
    sum += values[i];
    count += 1;
  }
  return count > 0 ? (sum - before) / count : Number.NaN;
}

/** NaN for a block without a finite value. */
function blockMeans(running: RunningSums, edges: Int32Array): Float64Array {
  const means = new Float64Array(edges.length - 1);
  for (let b = 0; b < means.length; b++) means[b] = meanBetween(running, edges[b], edges[b + 1]);
  return means;
}

/**
 * Variance of each block's mean if readings scattered independently, from successive differences on the channel's own
 * times: interpolated values are no longer independent.
 */
function readingScatter(
  seconds: Float64Array,
  ampere: Float64Array,
  blocks: BlockMeans,
  square: number,
): { variance: Float64Array; readings: Float64Array } {
  const variance = new Float64Array(blocks.count);
  const pairs = new Float64Array(blocks.count);
  const readings = new Float64Array(blocks.count);
  const { startSeconds, widthSeconds, count } = blocks;
  let last = Number.NaN;
  let block = -1;
  let edge = startSeconds;
  for (let i = 0; i < seconds.length; i++) {
    const value = ampere[i];
    const time = seconds[i];
    // Times ascend: blocks are entered one after the other.
    while (time >= edge) {
      block += 1;
      edge += widthSeconds;
    }
    if (value !== value) continue;
    if (block >= 0 && block < count) {
      readings[block] += 1;
      if (last === last) {
        const step = value - last;
        variance[block] += step * step;
        pairs[block] += 1;
      }
    }
    last = value;
  }
  for (let b = 0; b < count; b++)
    variance[b] = pairs[b] > 0 ? variance[b] / (2 * pairs[b] * readings[b] * square) : Number.NaN;
  return { variance, readings };
}
