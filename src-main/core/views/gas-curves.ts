import type { FigureRequest, SketchedCurves } from '../../../shared/api/analysis.ts';
import type { ViewSeries } from '../../../shared/api/views.ts';
import type { ReportedGas } from '../analysis/pipeline/build-quantifiers.ts';
import { blockIntegral } from '../analysis/pipeline/block-integral.ts';
import { expandedRateUncertainty } from '../analysis/pipeline/describe-gas.ts';
import { deconvolvedRate } from '../analysis/pipeline/display-curves.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { rateBlocks } from '../analysis/pipeline/phase-onsets.ts';
import { expandedUncertainty } from '../analysis/quantify/describe-interval.ts';
import { coverageFactor } from '../analysis/quantify/limits.ts';
import { quantify, type Quantifier } from '../analysis/quantify/quantifier.ts';
import type { FigurePlaces } from './figure-places.ts';
import type { Fold } from './fold-columns.ts';

/**
 * What a baseline gives for one gas: background, rate, amount.
 * @param mz the gas's own mass as recorded
 * @param mostAmounts places at most at which the amount is computed
 */
export function gasCurves(
  evaluation: Evaluation,
  gas: ReportedGas,
  mz: number,
  places: FigurePlaces,
  request: FigureRequest,
  mostAmounts: number,
): SketchedCurves {
  const { quantifier } = gas;
  const { fold } = places;
  const shifted = whereItLeft(gas, request);
  return {
    baseline: baselineBand(evaluation, mz, (seconds, low, high) => fold(shifted(seconds), low, high)),
    rate: quantifier ? rateBand(evaluation, gas, quantifier, fold) : null,
    amount: quantifier ? amountBand(evaluation, quantifier, places, request, mostAmounts) : null,
    deconvolvedRate: quantifier ? deconvolvedCurve(evaluation, gas, quantifier, fold) : null,
  };
}

/** Against time, raw data stand where they were measured; against the cell's state, where the gas left the cell. */
export function whereItLeft(
  { quantifier }: ReportedGas,
  { x }: Pick<FigureRequest, 'x'>,
): (seconds: Float64Array) => Float64Array {
  const lag = x === 'time' ? 0 : (quantifier?.delay.delaySeconds ?? 0);
  return (seconds) => (lag === 0 ? seconds : seconds.map((time) => time - lag));
}

/** Fitted background per block, plus and minus twice its standard uncertainty. */
function baselineBand({ baselines, massStage }: Evaluation, mz: number, fold: Fold): ViewSeries | null {
  const fit = baselines.fits.get(mz);
  const frame = baselines.frames.get(mz);
  if (!fit || !frame) return null;
  const { startSeconds, widthSeconds } = massStage.grid.blocks;
  const { bins } = frame;
  const seconds = Float64Array.from(fit.blocks, (_, b) => startSeconds + (b + 0.5) * widthSeconds);
  const u = new Float64Array(fit.blocks.length);
  bins.forEach((bin, i) => {
    const variance = fit.within[i * bins.length + i] + fit.between[i * bins.length + i];
    u.fill(Math.sqrt(Math.max(0, variance)), bin.first, bin.end);
  });
  return fold(
    seconds,
    fit.blocks.map((value, b) => value - 2 * u[b]),
    fit.blocks.map((value, b) => value + 2 * u[b]),
  );
}

/** Rate with the washout taken out; null where the recipe does not ask for it. */
function deconvolvedCurve(
  { recipe, massStage }: Evaluation,
  { ratePerSecond }: ReportedGas,
  quantifier: Quantifier,
  fold: Fold,
): ViewSeries | null {
  const curve = deconvolvedRate(quantifier, recipe.delay, massStage.grid.longestStepSeconds);
  if (!curve) return null;
  const values = curve.values.map((value) => value * ratePerSecond);
  return fold(curve.seconds, values, values);
}

/**
 * Block means of the rate with U, at the time the peak of the results counts: less delay and washout. While zero or
 * calibration gas flows the cell evolves nothing that could be told: there the rate is missing.
 */
function rateBand(evaluation: Evaluation, gas: ReportedGas, quantifier: Quantifier, fold: Fold): ViewSeries {
  const blocks = rateBlocks(gas, quantifier, evaluation.cell);
  const seconds = blocks.seconds.map((time) => time - quantifier.delay.washoutSeconds);
  const factor = coverageFactor(quantifier.signal.degreesOfFreedom);
  // A block that reaches into such a phase, and the washout behind it, belong to it.
  const margin = evaluation.massStage.grid.blocks.widthSeconds / 2 + 5 * quantifier.delay.washoutSeconds;
  const gasPhases = evaluation.cell.phases.filter(({ kind }) => kind === 'zero-gas' || kind === 'calibration-gas');
  const isForeign = (time: number) =>
    gasPhases.some(({ fromSeconds, toSeconds }) => time >= fromSeconds - margin && time <= toSeconds + margin);
  const low = new Float64Array(seconds.length);
  const high = new Float64Array(seconds.length);
  for (let b = 0; b < seconds.length; b++) {
    const rate = isForeign(seconds[b]) ? Number.NaN : blocks.rate[b];
    const expanded = expandedRateUncertainty(quantifier, blocks, b, factor);
    low[b] = rate - expanded;
    high[b] = rate + expanded;
  }
  return fold(seconds, low, high);
}

/** The amount since the beginning of the stretch with U, each value as the results would give that interval. */
function amountBand(
  evaluation: Evaluation,
  quantifier: Quantifier,
  { axis, from, to, fold }: FigurePlaces,
  request: FigureRequest,
  mostAmounts: number,
): ViewSeries {
  const { signals } = evaluation.signals;
  const integralOf = (species: string, fromSeconds: number, toSeconds: number) => {
    const signal = signals.get(species);
    return signal ? blockIntegral(signal, fromSeconds, toSeconds) : 0;
  };
  const { fromSeconds, toSeconds } = axis;
  const isTime = request.x === 'time';
  const first = isTime ? Math.max(fromSeconds, from * 3600) : fromSeconds;
  const last = isTime ? Math.min(toSeconds, to * 3600) : toSeconds;
  const count = last > first ? Math.min(mostAmounts, Math.max(8, request.pixels >> 2)) : 0;
  const seconds = new Float64Array(count);
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    seconds[i] = i === count - 1 ? last : first + ((last - first) * i) / (count - 1);
    const result = quantify(quantifier, fromSeconds, seconds[i], integralOf);
    const U = expandedUncertainty(result);
    low[i] = result.amount - U;
    high[i] = result.amount + U;
  }
  return fold(seconds, low, high);
}
