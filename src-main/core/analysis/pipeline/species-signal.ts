import type { BaselineFit } from '../baseline/fit-baseline.ts';
import type { NoiseInCommon } from '../baseline/noise-in-common.ts';
import type { BaselineFrame } from '../baseline/prepare-baseline.ts';
import { betweenBlocks, risesOf, spreadBlocks } from '../carrier/between-blocks.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { addTimes } from '../numerics/dense.ts';
import { oncePer } from '../numerics/once-per.ts';
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
  /** Of it, what is not known of air that was drawn in: one standard deviation at every bin, per mass. */
  air: Float64Array[];
  /** Noise that amount and background have in common: covariance with the bins' background, per stretch. */
  sharedNoise: NoiseInCommon;
  degreesOfFreedom: number;
  frame: BaselineFrame;
}

/** Mean background of one mass at the common times, straight between block middles. */
export function baselineSeries(grid: MassGrid, fit: BaselineFit): Float64Array {
  return spreadBlocks(grid, fit.blocks);
}

const mixesOf = oncePer((_grid: MassGrid) => new Map<string, { key: string; values: Float64Array }>());

/**
 * Sum of gain times ratio over the masses of one gas at the common times. It does not know of backgrounds: while spans are
 * moved about it stays what it was.
 */
function mixedRatio(grid: MassGrid, species: string, parts: readonly { gain: number; mz: number }[]): Float64Array {
  const known = mixesOf(grid).get(species);
  const key = parts.map(({ gain, mz }) => `${mz} ${gain}`).join();
  if (known?.key === key) return known.values;
  const values = new Float64Array(grid.seconds.length);
  for (const { gain, mz } of parts) {
    const ratio = grid.ratio[grid.masses.indexOf(mz)];
    for (let i = 0; i < values.length; i++) values[i] += gain * ratio[i];
  }
  mixesOf(grid).set(species, { key, values });
  return values;
}

/** y = G (r - b) of one gas at the common times. */
function netSeries(
  grid: MassGrid,
  species: string,
  parts: readonly { gain: number; mz: number }[],
  background: Float64Array,
): Float64Array {
  const mixed = mixedRatio(grid, species, parts);
  const { low, share } = betweenBlocks(grid);
  const rises = risesOf(background);
  const values = new Float64Array(mixed.length);
  for (let i = 0; i < values.length; i++) {
    const block = low[i];
    values[i] = mixed[i] - (background[block] + share[i] * rises[block]);
  }
  return values;
}

/** Adds gain times what is left of the means above the background. */
function addNet(out: Float64Array, gain: number, mean: Float64Array, background: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] += gain * (mean[i] - background[i]);
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
  const species = unmix.species[row];
  const parts: { gain: number; mz: number }[] = [];
  const background = new Float64Array(grid.blocks.count);
  const blockMeans = new Float64Array(grid.blocks.count);
  const blockVariance = new Float64Array(grid.blocks.count);
  let within: Float64Array | undefined;
  let between: Float64Array | undefined;
  const sharedNoise: SpeciesSignal['sharedNoise'] = [];
  const air: Float64Array[] = [];
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
    parts.push({ gain, mz });
    addTimes(background, gain, fit.blocks);
    addNet(blockMeans, gain, grid.blocks.mean[column], fit.blocks);
    addTimes(blockVariance, square * inflation, fit.blockVariance);
    within ??= new Float64Array(fit.within.length);
    between ??= new Float64Array(fit.between.length);
    addTimes(within, square, fit.within);
    addTimes(between, square, fit.between);
    if (fit.air) air.push(fit.air.map((value) => gain * value));
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
    species,
    values: hasValues ? netSeries(grid, species, parts, background) : new Float64Array(0),
    blockMeans,
    blockVariance,
    within,
    between,
    air,
    sharedNoise,
    degreesOfFreedom,
    frame,
  };
}
