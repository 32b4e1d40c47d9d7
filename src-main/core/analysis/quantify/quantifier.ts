import type { Delay } from '../../../../shared/domain/recipe-delay.ts';
import type { BudgetComponent } from '../../../../shared/domain/results-gas.ts';
import type { SpeciesSignal } from '../pipeline/species-signal.ts';
import { dotRange } from '../numerics/dense.ts';
import type { RelativePart } from '../pipeline/calibrate.ts';
import { bridgedSeconds, integralAt, rateNear, type RateSeries } from './rate-series.ts';

/** One gas with everything its numbers need. */
export interface Quantifier {
  species: string;
  signal: SpeciesSignal;
  series: RateSeries;
  /** Amount per second and per unit of y (c = F_c / (k m), in the printed unit) per block and per bin of the background. */
  blockFactor: Float64Array;
  binFactor: Float64Array;
  delay: Delay;
  /** Standard uncertainty of the offset between cell and mass spectrometer, seconds. */
  clockUncertaintySeconds: number;
  /** When the stream was switched from the cell to zero or calibration gas. */
  switchedOffSeconds: readonly number[];
  /** Relative contributions at a time: certificate, fit, drift, flow, conversion factor, mass. */
  relativeParts(seconds: number): RelativePart[];
  /** Uncertain patterns and air: what one unit of integrated y of each gas may add, y of this gas per y of that. */
  interference: { name: 'interference patterns' | 'air leak'; species: string; share: number }[];
  ownKey: string;
}

/** One amount with its parts; nothing rounded. */
export interface Amount {
  amount: number;
  components: BudgetComponent[];
  /** u at amount 0: noise, background, interference. */
  zeroComponents: BudgetComponent[];
  relative: number;
  bridgedSeconds: number;
}

/** Sum of the squares of what grows with the amount, at a time. */
export function relativeSquare(gas: Pick<Quantifier, 'relativeParts'>, seconds: number): number {
  let sum = 0;
  for (const { relative } of gas.relativeParts(seconds)) sum += relative ** 2;
  return sum;
}

/** Half window of the rate at a phase's ends, seconds. */
const END_WINDOW_SECONDS = 30;

/**
 * Amount of a stretch on the cell's clock: (F_c/m) [integral of xi + tau (xi_end - xi_start)] after the shift by the
 * delay (science.md 4), with the budget of 6.1.
 * @param integralOf integral of another gas's y over a stretch, for the interference term
 */
export function quantify(
  gas: Quantifier,
  fromSeconds: number,
  toSeconds: number,
  integralOf: (species: string, fromSeconds: number, toSeconds: number) => number,
): Amount {
  const { series, delay, signal } = gas;
  const { at: from, rate: startRate } = edgeOf(gas, fromSeconds);
  const { at: to, rate: endRate } = edgeOf(gas, toSeconds);
  const change = endRate - startRate;
  const amount = integralAt(series, to) - integralAt(series, from) + delay.washoutSeconds * change;
  const middle = (from + to) / 2;
  const weights = binWeights(gas, from, to);
  const within = Math.max(0, quadraticForm(signal.within, weights));
  const between = Math.max(0, quadraticForm(signal.between, weights));
  const common = commonNoise(gas, weights, from, to);
  const air = signal.air.reduce((sum, unknown) => sum + dotRange(unknown, 0, weights, 0, weights.length) ** 2, 0);
  const noise = Math.max(noiseVariance(gas, from, to) - Math.max(0, common - within), 0);
  const factorMiddle = factorAt(gas, middle);
  const variances = { 'interference patterns': 0, 'air leak': air };
  for (const { name, species, share } of gas.interference) {
    variances[name] += (share * factorMiddle * integralOf(species, from, to)) ** 2;
  }
  const key = (name: string) => `${gas.ownKey}/${name}/${gas.species}`;
  const zeroComponents: BudgetComponent[] = [
    part('noise', Math.sqrt(noise), null, null),
    part('background fit', Math.sqrt(Math.max(0, within - common - air)), signal.degreesOfFreedom, null),
    part('background model', Math.sqrt(between), null, null),
    part('interference patterns', Math.sqrt(variances['interference patterns']), null, key('patterns')),
    part('air leak', Math.sqrt(variances['air leak']), null, key('air leak')),
  ];
  const relativeParts = gas.relativeParts(middle);
  const components = [
    ...zeroComponents,
    part('washout', change * delay.washoutUncertaintySeconds, null, key('washout')),
    part('delay', change * delay.delayUncertaintySeconds, null, key('delay')),
    part('clock offset', change * gas.clockUncertaintySeconds, null, `${gas.ownKey}/clock offset`),
    ...relativeParts
      .filter(({ relative }) => relative > 0)
      .map(({ name, relative, sharedKey }) => part(name, relative * amount, null, sharedKey)),
  ];
  return {
    amount,
    components,
    zeroComponents,
    relative: Math.sqrt(relativeParts.reduce((sum, { relative }) => sum + relative ** 2, 0)),
    bridgedSeconds: bridgedSeconds(series, from, to),
  };
}

/**
 * Where an amount begins or ends on the mass spectrometer's times, and the rate there. Nothing is read behind a switch to
 * another gas: what the cell gave off in its last seconds never arrives, and the other gas is none of it.
 */
function edgeOf({ series, delay, switchedOffSeconds }: Quantifier, cellSeconds: number): { at: number; rate: number } {
  const at = cellSeconds + delay.delaySeconds;
  const off = switchedOffSeconds.find((time) => time >= cellSeconds && time < at + END_WINDOW_SECONDS);
  return off === undefined
    ? { at, rate: rateNear(series, at, END_WINDOW_SECONDS) }
    : { at: Math.min(at, off), rate: rateNear(series, off - END_WINDOW_SECONDS, END_WINDOW_SECONDS) };
}

function part(
  name: string,
  standardUncertainty: number,
  degreesOfFreedom: number | null,
  sharedKey: string | null,
): BudgetComponent {
  return { name, standardUncertainty, degreesOfFreedom, sharedKey };
}

/** Factor at a time, from the nearest reading. */
export function factorAt(gas: Quantifier, seconds: number): number {
  const { startSeconds, widthSeconds, count } = gas.signal.frame.blocks;
  const block = Math.min(count - 1, Math.max(0, Math.floor((seconds - startSeconds) / widthSeconds)));
  return gas.blockFactor[block];
}

/** Noise integrates as the root of time: sum over blocks of overlap x width x variance of the block's mean. */
function noiseVariance(gas: Quantifier, from: number, to: number): number {
  const { startSeconds, widthSeconds, count } = gas.signal.frame.blocks;
  const first = Math.max(0, Math.floor((from - startSeconds) / widthSeconds));
  const last = Math.min(count - 1, Math.floor((to - startSeconds) / widthSeconds));
  let sum = 0;
  for (let b = first; b <= last; b++) {
    const begin = startSeconds + b * widthSeconds;
    const overlap = Math.min(to, begin + widthSeconds) - Math.max(from, begin);
    const variance = gas.signal.blockVariance[b];
    if (overlap > 0 && variance === variance) sum += overlap * widthSeconds * variance * gas.blockFactor[b] ** 2;
  }
  return sum;
}

/** Seconds of each bin of the background inside a stretch times the factor, washout term included. */
export function binWeights(gas: Quantifier, from: number, to: number): Float64Array {
  const { bins } = gas.signal.frame;
  const weights = new Float64Array(bins.length);
  const tau = gas.delay.washoutSeconds;
  bins.forEach((bin, i) => {
    const overlap = Math.min(to, bin.toSeconds) - Math.max(from, bin.fromSeconds);
    if (overlap > 0) weights[i] = overlap * gas.binFactor[i];
    if (to >= bin.fromSeconds && to < bin.toSeconds) weights[i] += tau * gas.binFactor[i];
    if (from >= bin.fromSeconds && from < bin.toSeconds) weights[i] -= tau * gas.binFactor[i];
  });
  return weights;
}

/** Twice the covariance of an amount's noise with its background, where the stretch served as baseline itself. */
function commonNoise(gas: Quantifier, weights: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (const { stretch, bins } of gas.signal.sharedNoise) {
    const overlap = Math.min(to, stretch.toSeconds) - Math.max(from, stretch.fromSeconds);
    if (overlap <= 0) continue;
    let along = 0;
    for (let b = 0; b < weights.length; b++) along += weights[b] * bins[b];
    sum += 2 * overlap * factorAt(gas, (stretch.fromSeconds + stretch.toSeconds) / 2) * along;
  }
  return sum;
}

/** w' C w. */
export function quadraticForm(matrix: Float64Array, weights: Float64Array): number {
  const size = weights.length;
  let sum = 0;
  for (let i = 0; i < size; i++) {
    if (weights[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < size; j++) row += matrix[i * size + j] * weights[j];
    sum += weights[i] * row;
  }
  return sum;
}
