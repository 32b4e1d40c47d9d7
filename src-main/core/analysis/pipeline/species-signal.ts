import type { BaselineFit } from '../baseline/fit-baseline.ts';
import type { NoiseInCommon } from '../baseline/noise-in-common.ts';
import type { BaselineFrame } from '../baseline/prepare-baseline.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import type { Unmixing } from '../interference/unmix.ts';

/** One gas before calibration: base-peak ratio y = G (r - b), and what is not known of it. */
export interface SpeciesSignal {
  species: string;
  /** At the grid's common times; NaN where a mass is missing. */
  values: Float64Array;
  /** Per block: mean and variance expected from the scatter of readings. */
  blockMeans: Float64Array;
  blockVariance: Float64Array;
  /** Covariance of the background's bin means, row-major: within the models, and between them. */
  within: Float64Array;
  between: Float64Array;
  /** Noise that amount and background have in common: covariance with the bins' background, per stretch. */
  sharedNoise: NoiseInCommon;
  degreesOfFreedom: number;
  frame: BaselineFrame;
}

/** Mean background of one mass at one common time index, straight between block middles. */
export function baselineSeries(grid: MassGrid, fit: BaselineFit): Float64Array {
  const { blocks, seconds } = grid;
  const out = new Float64Array(seconds.length);
  const { blocks: means } = fit;
  const last = means.length - 1;
  // Times ascend: the pair of middles around them moves along.
  let low = 0;
  for (let i = 0; i < out.length; i++) {
    const position = (seconds[i] - blocks.startSeconds) / blocks.widthSeconds - 0.5;
    while (low + 1 < last && position >= low + 1) low += 1;
    const share = position <= low ? 0 : position >= low + 1 ? 1 : position - low;
    out[i] = means[low] + share * ((means[low + 1] ?? means[low]) - means[low]);
  }
  return out;
}

/** Adds a multiple of one mass's net ratio, r - b, at the common times. */
function addNet(values: Float64Array, gain: number, grid: MassGrid, fit: BaselineFit): void {
  const { blocks, seconds } = grid;
  const ratio = grid.ratio[grid.masses.indexOf(fit.mz)];
  const { blocks: means } = fit;
  const last = means.length - 1;
  const perSecond = 1 / blocks.widthSeconds;
  let low = 0;
  for (let i = 0; i < values.length; i++) {
    const position = (seconds[i] - blocks.startSeconds) * perSecond - 0.5;
    while (low + 1 < last && position >= low + 1) low += 1;
    const share = position <= low ? 0 : position >= low + 1 ? 1 : position - low;
    const level = low < last ? means[low] + share * (means[low + 1] - means[low]) : means[low];
    values[i] += gain * (ratio[i] - level);
  }
}

/**
 * Combines the net masses of one gas. Undefined where a mass it needs has no background.
 * @param hasValues at the common times too; block means are enough for gases that only disturb others
 */
export function speciesSignal(
  grid: MassGrid,
  unmix: Unmixing,
  row: number,
  fits: ReadonlyMap<number, BaselineFit>,
  frames: ReadonlyMap<number, BaselineFrame>,
  hasValues: boolean,
): SpeciesSignal | undefined {
  const columns = unmix.masses.length;
  const values = new Float64Array(hasValues ? grid.seconds.length : 0);
  const blockMeans = new Float64Array(grid.blocks.count);
  const blockVariance = new Float64Array(grid.blocks.count);
  let within: Float64Array | undefined;
  let between: Float64Array | undefined;
  const sharedNoise: SpeciesSignal['sharedNoise'] = [];
  let degreesOfFreedom = Number.POSITIVE_INFINITY;
  let frame: BaselineFrame | undefined;
  let largest = 0;
  for (let m = 0; m < columns; m++) {
    const gain = unmix.gain[row * columns + m];
    if (Math.abs(gain) < 1e-9) continue;
    const mz = unmix.masses[m];
    const fit = fits.get(mz);
    const ownFrame = frames.get(mz);
    if (!fit || !ownFrame) return undefined;
    const column = grid.masses.indexOf(mz);
    const inflation = Math.max(1, fit.chiSquaredPerDegree);
    const square = gain * gain;
    if (hasValues) addNet(values, gain, grid, fit);
    const mean = grid.blocks.mean[column];
    for (let b = 0; b < blockMeans.length; b++) {
      blockMeans[b] += gain * (mean[b] - fit.blocks[b]);
      blockVariance[b] += square * inflation * fit.blockVariance[b];
    }
    within ??= new Float64Array(fit.within.length);
    between ??= new Float64Array(fit.between.length);
    for (let i = 0; i < within.length; i++) {
      within[i] += square * fit.within[i];
      between[i] += square * fit.between[i];
    }
    for (const shared of fit.sharedNoise) {
      sharedNoise.push({ stretch: shared.stretch, bins: shared.bins.map((value) => square * inflation * value) });
    }
    // The mass that carries most of the background's variance lends its degrees of freedom and its frame.
    const size = Math.sqrt(fit.within.length);
    const weight = square * (fit.within[(size >> 1) * (size + 1)] + fit.between[(size >> 1) * (size + 1)]);
    if (weight >= largest) {
      largest = weight;
      degreesOfFreedom = fit.degreesOfFreedom;
      frame = ownFrame;
    }
  }
  if (!within || !between || !frame) return undefined;
  return {
    species: unmix.species[row],
    values,
    blockMeans,
    blockVariance,
    within,
    between,
    sharedNoise,
    degreesOfFreedom,
    frame,
  };
}
