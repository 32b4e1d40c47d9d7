import { resample } from '../numerics/interpolation.ts';
import { thinnedMedian } from '../numerics/statistics.ts';
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
  /** Mean of the readings [first, end) of a mass, missing ones left out; NaN without any. Costs the same for any length. */
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

/** Longest step bridged without a flag: max(10 x median step, 60 s) (science.md 1.6). */
function longestStep(seconds: Float64Array): number {
  const steps = new Float64Array(Math.max(0, seconds.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = seconds[i + 1] - seconds[i];
  return Math.max(10 * thinnedMedian(steps), 60);
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

/** Sums of all readings before each one, missing ones left out; `counts` where some are missing. */
interface RunningSums {
  sums: Float64Array;
  counts: Uint32Array | undefined;
}

/** Divides by the carrier in place, where there is one, and sums up in the same pass. */
function runningSums(values: Float64Array, carrier: Float64Array | undefined): RunningSums {
  const sums = new Float64Array(values.length + 1);
  let sum = 0;
  let missing = 0;
  for (let i = 0; i < values.length; i++) {
    const value = carrier ? (values[i] /= carrier[i]) : values[i];
    if (value === value) sum += value;
    else missing += 1;
    sums[i + 1] = sum;
  }
  return { sums, counts: missing > 0 ? countsOf(values) : undefined };
}

function countsOf(values: Float64Array): Uint32Array {
  const counts = new Uint32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) counts[i + 1] = counts[i] + (values[i] === values[i] ? 1 : 0);
  return counts;
}

function meanBetween({ sums, counts }: RunningSums, first: number, end: number): number {
  const count = counts ? counts[end] - counts[first] : end - first;
  return count > 0 ? (sums[end] - sums[first]) / count : Number.NaN;
}

/** NaN for a block without a finite value. */
function blockMeans(running: RunningSums, edges: Int32Array): Float64Array {
  return Float64Array.from({ length: edges.length - 1 }, (_, b) => meanBetween(running, edges[b], edges[b + 1]));
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
