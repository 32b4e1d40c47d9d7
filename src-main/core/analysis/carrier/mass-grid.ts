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
}

/** Means over even blocks of time. */
export interface BlockMeans {
  startSeconds: number;
  widthSeconds: number;
  count: number;
  /** Mean times. */
  centres: Float64Array;
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
  const blockOf = blockIndices(seconds, blocks);
  blocks.centres = meanPerBlock(seconds, blockOf, blocks.count);
  if (carrierAmpere) {
    const means = meanPerBlock(carrierAmpere, blockOf, blocks.count);
    blocks.inverseCarrier = means.map((mean) => carrierMedian / mean - 1);
  }
  const masses: number[] = [];
  const ratio: Float64Array[] = [];
  const square = carrierAmpere ? carrierMedian ** 2 : 1;
  for (const current of currents) {
    const own = clean(current);
    const values = resample(current.seconds, own, seconds, longestStepSeconds);
    masses.push(current.mz);
    ratio.push(values);
    blocks.mean.push(divideAndAverage(values, carrierAmpere, blockOf, blocks.count));
    const { variance, readings } = readingScatter(current.seconds, own, blocks, square);
    blocks.whiteVariance.push(variance);
    blocks.readings.push(readings);
  }
  return { seconds, masses, ratio, carrier: carrierAmpere, carrierMedian, spikesLeftOut, longestStepSeconds, blocks };
}

function emptyBlocks(seconds: Float64Array, widthSeconds: number): BlockMeans {
  const startSeconds = seconds[0] ?? 0;
  const length = seconds.length > 0 ? seconds[seconds.length - 1] - startSeconds : 0;
  const count = seconds.length > 0 ? Math.floor(length / widthSeconds) + 1 : 0;
  return {
    startSeconds,
    widthSeconds,
    count,
    centres: new Float64Array(count),
    mean: [],
    whiteVariance: [],
    readings: [],
    inverseCarrier: new Float64Array(count),
  };
}

function blockIndices(seconds: Float64Array, blocks: BlockMeans): Int32Array {
  const out = new Int32Array(seconds.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.floor((seconds[i] - blocks.startSeconds) / blocks.widthSeconds);
  }
  return out;
}

/** NaN for a block without a finite value. */
function meanPerBlock(values: Float64Array, blockOf: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== value) continue;
    const block = blockOf[i];
    sums[block] += value;
    counts[block] += 1;
  }
  for (let i = 0; i < count; i++) sums[i] /= counts[i];
  return sums;
}

/** Divides by the carrier in place and gives the means per block, in one pass. */
function divideAndAverage(
  values: Float64Array,
  carrier: Float64Array | undefined,
  blockOf: Int32Array,
  count: number,
): Float64Array {
  if (!carrier) return meanPerBlock(values, blockOf, count);
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] / carrier[i];
    values[i] = value;
    if (value !== value) continue;
    const block = blockOf[i];
    sums[block] += value;
    counts[block] += 1;
  }
  for (let i = 0; i < count; i++) sums[i] /= counts[i];
  return sums;
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
