import type { Onset } from '../../../../shared/domain/results-gas.ts';
import type { OnsetRecipe } from '../../../../shared/domain/recipe-quantify.ts';
import { seededRandom } from '../numerics/random.ts';
import { differenceSigma } from '../numerics/statistics.ts';
import { findOnsets, type OnsetBlocks } from '../quantify/onset.ts';
import { decisionThreshold } from '../quantify/limits.ts';
import { relativeSquare, type Quantifier } from '../quantify/quantifier.ts';
import type { ReportedGas } from './build-quantifiers.ts';
import type { TimedPhase } from '../electrochemistry/build-phases.ts';
import type { CellStage } from './read-cell.ts';

/** An onset on the cell's time, before state of charge and voltage are looked up. */
export type TimedOnset = Pick<Onset, 'method' | 'seconds' | 'lowSeconds' | 'highSeconds' | 'level' | 'sigmas'> & {
  found: number;
};

/** Rate of a gas per block on the cell's time, in `rateUnit`, with its two uncertainties. */
export interface RateBlocks {
  /** Block middles less the delay; the washout is still in. */
  seconds: Float64Array;
  rate: Float64Array;
  noise: Float64Array;
  background: Float64Array;
}

/** Scatter of the block means in the tail of the OCV period, in units of y; NaN where it holds too few. */
function ocvScatter(gas: Quantifier, cell: CellStage): number {
  const ocv = cell.phases.find((phase) => phase.kind === 'ocv');
  if (!ocv) return Number.NaN;
  const { blocks } = gas.signal.frame;
  const tailFrom = ocv.fromSeconds + (ocv.toSeconds - ocv.fromSeconds) / 2;
  const tail: number[] = [];
  for (let b = 0; b < blocks.count; b++) {
    const begin = blocks.startSeconds + b * blocks.widthSeconds;
    if (
      begin >= tailFrom &&
      begin + blocks.widthSeconds <= ocv.toSeconds &&
      Number.isFinite(gas.signal.blockMeans[b])
    ) {
      tail.push(gas.signal.blockMeans[b]);
    }
  }
  return tail.length >= 6 ? differenceSigma(tail) : Number.NaN;
}

/** Block means of the rate with noise (at least the scatter of the OCV tail) and background uncertainty. */
export function rateBlocks(reported: ReportedGas, gas: Quantifier, cell: CellStage): RateBlocks {
  const { signal, blockFactor, delay } = gas;
  const { blocks, bins } = signal.frame;
  const scale = reported.ratePerSecond;
  const scatter = ocvScatter(gas, cell);
  const lag = delay.delaySeconds;
  const background = new Float64Array(blocks.count);
  bins.forEach((bin, i) => {
    const variance = signal.within[i * bins.length + i] + signal.between[i * bins.length + i];
    for (let b = bin.first; b < bin.end; b++) background[b] = Math.sqrt(Math.max(0, variance)) * blockFactor[b] * scale;
  });
  return {
    seconds: background.map((_, b) => blocks.startSeconds + (b + 0.5) * blocks.widthSeconds - lag),
    rate: signal.blockMeans.map((value, b) => value * blockFactor[b] * scale),
    noise: signal.blockVariance.map(
      (variance, b) => Math.max(Math.sqrt(variance), Number.isFinite(scatter) ? scatter : 0) * blockFactor[b] * scale,
    ),
    background,
  };
}

/** Next of 1, 2, 5, 10, ... at or above a value, so that samples are easily compared at one level. */
export function roundedUp(value: number): number {
  if (!(value > 0)) return 1;
  const decade = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((candidate) => candidate * decade >= value * (1 - 1e-12))!;
  return step * decade;
}

/** R* of a gas: the recipe's, else its own decision threshold over the phases, rounded up. */
export function onsetLevel(
  recipe: OnsetRecipe,
  species: string,
  blocks: RateBlocks,
  phases: readonly TimedPhase[],
  degreesOfFreedom: number,
): number {
  const own = recipe.levels.find((entry) => entry.species === species);
  if (own) return Math.max(own.nanomolPerMinutePerGram, 0);
  let largest = 0;
  for (let b = 0; b < blocks.seconds.length; b++) {
    const isInside = phases.some(
      (phase) => blocks.seconds[b] >= phase.fromSeconds && blocks.seconds[b] <= phase.toSeconds,
    );
    if (!isInside || Number.isNaN(blocks.noise[b])) continue;
    largest = Math.max(largest, Math.hypot(blocks.noise[b], blocks.background[b]));
  }
  return roundedUp(decisionThreshold(largest, degreesOfFreedom));
}

/** Onsets of one gas in one phase. Deterministic: the seed is made of the hashes, gas and phase. */
export function phaseOnsets(
  recipe: OnsetRecipe,
  gas: Quantifier,
  blocks: RateBlocks,
  phase: TimedPhase,
  level: number,
  scale: number,
  seed: string,
): TimedOnset[] {
  const inside = new Int32Array(blocks.seconds.length);
  let count = 0;
  for (let b = 0; b < blocks.seconds.length; b++) {
    const isInside = blocks.seconds[b] >= phase.fromSeconds && blocks.seconds[b] <= phase.toSeconds;
    if (isInside && Number.isFinite(blocks.rate[b]) && Number.isFinite(blocks.noise[b])) inside[count++] = b;
  }
  if (count < recipe.consecutiveBlocks + 2) return [];
  const pick = (values: Float64Array) => {
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) out[i] = values[inside[i]];
    return out;
  };
  const middle = (phase.fromSeconds + phase.toSeconds) / 2;
  const relative = relativeSquare(gas, middle);
  const { delay } = gas;
  const window: OnsetBlocks = {
    seconds: pick(blocks.seconds),
    rate: pick(blocks.rate),
    noise: pick(blocks.noise),
    background: pick(blocks.background),
    ...backgroundNodes(gas, phase, scale),
  };
  const rules = {
    methods: recipe.methods,
    level,
    sigmas: recipe.sigmas,
    consecutiveBlocks: recipe.consecutiveBlocks,
    draws: recipe.draws,
    washoutSeconds: delay.washoutSeconds,
    washoutUncertaintySeconds: delay.washoutUncertaintySeconds,
    timeUncertaintySeconds: Math.hypot(delay.delayUncertaintySeconds, gas.clockUncertaintySeconds),
    scaleUncertainty: Math.sqrt(relative),
  };
  return findOnsets(window, rules, seededRandom(seed)).map((onset) => ({
    ...onset,
    level,
    sigmas: onset.method === 'threshold' ? recipe.sigmas : null,
  }));
}

/** Covariance of the background at the middles of the bins around a phase, in the rate's unit. */
function backgroundNodes(
  gas: Quantifier,
  phase: TimedPhase,
  scale: number,
): Pick<OnsetBlocks, 'nodeSeconds' | 'nodeCovariance'> {
  const { signal, binFactor } = gas;
  const { bins } = signal.frame;
  const lag = gas.delay.delaySeconds;
  const chosen = [...bins.keys()].filter(
    (i) => bins[i].toSeconds - lag > phase.fromSeconds && bins[i].fromSeconds - lag < phase.toSeconds,
  );
  const size = chosen.length;
  const nodeCovariance = new Float64Array(size * size);
  const nodeSeconds = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    const a = chosen[i];
    nodeSeconds[i] = (bins[a].fromSeconds + bins[a].toSeconds) / 2 - lag;
    for (let j = 0; j < size; j++) {
      const at = a * bins.length + chosen[j];
      const total = signal.within[at] + signal.between[at];
      nodeCovariance[i * size + j] = total * binFactor[a] * binFactor[chosen[j]] * scale * scale;
    }
  }
  return { nodeSeconds, nodeCovariance };
}
