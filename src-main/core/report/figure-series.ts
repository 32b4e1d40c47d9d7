import type { PhaseResult } from '../../../shared/domain/results.ts';
import type { FigureChannel, FigureSeries } from '../../../shared/figure/figure-model.ts';
import { channelOfSpecies } from '../../../shared/figure/figure-style.ts';
import { formulaText } from '../../../shared/figure/figure-text.ts';
import { blockIntegral } from '../analysis/pipeline/block-integral.ts';
import { expandedRateUncertainty } from '../analysis/pipeline/describe-gas.ts';
import { rateBlocks } from '../analysis/pipeline/phase-onsets.ts';
import { findChannel } from '../analysis/pipeline/read-cell.ts';
import { describeAmount } from '../analysis/quantify/describe-interval.ts';
import { decisionThreshold, detectionLimit } from '../analysis/quantify/limits.ts';
import { quantify, relativeSquare } from '../analysis/quantify/quantifier.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import type { GasOfRun } from './half-cycle.ts';
import { thinCurve } from './thin-curve.ts';

/** A stretch of a run, seconds since its zero. */
export interface Stretch {
  fromSeconds: number;
  toSeconds: number;
}

/** x of a time, NaN where it is not known. */
export type AxisOf = (seconds: number) => number;

/** One run with what every panel of it needs. */
export interface PreparedRun {
  run: EvaluatedRun;
  /** Its place among the samples. */
  index: number;
  phase: PhaseResult;
  axis: AxisOf;
}

export const inside = ({ fromSeconds, toSeconds }: Stretch, seconds: number): boolean =>
  seconds >= fromSeconds && seconds <= toSeconds;

export function curveSeries(
  label: string,
  channel: FigureChannel,
  sample: number,
  x: readonly number[],
  y: readonly number[],
): FigureSeries {
  return { label, channel, sample, x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** Volt or ampere of a stretch, charging positive: real readings, thinned to what paper can show; holes stay holes. */
export function cellSeries({ run, index, phase, axis }: PreparedRun, kind: 'voltage' | 'current'): FigureSeries {
  const { input, recipe, clocks } = run.evaluation;
  const { voltageChannelId, currentChannelId, currentSign } = recipe.electrochemistry;
  const channel =
    kind === 'voltage'
      ? findChannel(input, voltageChannelId, ['voltage', 'auxiliary-voltage'])
      : findChannel(input, currentChannelId, ['current']);
  const sign = kind === 'current' ? currentSign : 1;
  const seconds: number[] = [];
  const values: number[] = [];
  if (channel) {
    clocks.secondsOf(channel).forEach((at, i) => {
      if (!inside(phase, at)) return;
      seconds.push(at);
      values.push(sign * channel.value[i]);
    });
  }
  const thin = thinCurve(seconds, values);
  return curveSeries(kind === 'voltage' ? 'E' : 'I', kind, index, thin.seconds.map(axis), thin.values);
}

/**
 * Amount since the begin of a stretch with its U, at the ends of the blocks and at the stretch's own end: each point is
 * what the results would say of a stretch that ended there, the last one is the interval's amount.
 */
export function cumulativeSeries(
  { run: { evaluation }, axis, index }: PreparedRun,
  { reported, quantifier, interval }: GasOfRun,
): FigureSeries {
  const { blocks } = quantifier.signal.frame;
  const lag = quantifier.delay.delaySeconds;
  const { fromSeconds, toSeconds } = interval;
  const integralOf = (species: string, from: number, to: number): number => {
    const signal = evaluation.signals.signals.get(species);
    return signal ? blockIntegral(signal, from, to) : 0;
  };
  const curve = new BandCurve();
  const add = (seconds: number, isMissing: boolean) => {
    const { amount, U } = describeAmount(quantify(quantifier, fromSeconds, seconds, integralOf));
    curve.push(axis(seconds), isMissing ? Number.NaN : (amount ?? Number.NaN), U ?? Number.NaN);
  };
  curve.push(axis(fromSeconds), 0, 0);
  for (let b = 0; b < blocks.count; b++) {
    const seconds = blocks.startSeconds + (b + 1) * blocks.widthSeconds - lag;
    if (seconds > fromSeconds && seconds < toSeconds) add(seconds, Number.isNaN(quantifier.signal.blockMeans[b]));
  }
  add(toSeconds, false);
  return curve.series(reported.species, index);
}

/** Block means of the rate with U, on the cell's time; their largest is the interval's peak rate. */
export function rateCurve(
  { run: { evaluation }, phase, axis, index }: PreparedRun,
  { reported, quantifier }: GasOfRun,
): { series: FigureSeries; detectionLimit: number } {
  const blocks = rateBlocks(reported, quantifier, evaluation.cell);
  const dof = quantifier.signal.degreesOfFreedom;
  const curve = new BandCurve();
  let highest = Number.NaN;
  for (let b = 0; b < blocks.seconds.length; b++) {
    const seconds = blocks.seconds[b] - quantifier.delay.washoutSeconds;
    if (!inside(phase, seconds)) continue;
    curve.push(axis(seconds), blocks.rate[b], expandedRateUncertainty(quantifier, blocks, b));
    const zero = Math.hypot(blocks.noise[b], blocks.background[b]);
    const relative = Math.sqrt(relativeSquare(quantifier, seconds));
    const limit = detectionLimit(decisionThreshold(zero, dof), zero, relative);
    // The background is known differently well along the stretch: one line stands for its worst block.
    if (Number.isFinite(limit) && !(limit <= highest)) highest = limit;
  }
  return { series: curve.series(reported.species, index), detectionLimit: highest };
}

/** A curve with its band, point by point. */
class BandCurve {
  #x: number[] = [];
  #y: number[] = [];
  #low: number[] = [];
  #high: number[] = [];

  push(x: number, y: number, U: number): void {
    this.#x.push(x);
    this.#y.push(y);
    this.#low.push(y - U);
    this.#high.push(y + U);
  }

  series(species: string, sample: number): FigureSeries {
    return {
      ...curveSeries(formulaText(species), channelOfSpecies(species), sample, this.#x, this.#y),
      low: Float64Array.from(this.#low),
      high: Float64Array.from(this.#high),
    };
  }
}

/** A curve on another scale; its U grows by the scale's own uncertainty (standard, relative). */
export function scaledSeries(series: FigureSeries, factor: number, relative: number): FigureSeries {
  const expanded = series.y.map((y, i) => {
    const own = ((series.high?.[i] ?? y) - y) * factor;
    return Math.hypot(own, 2 * relative * y * factor);
  });
  const y = series.y.map((value) => value * factor);
  return {
    ...series,
    y,
    ...(series.low && { low: y.map((value, i) => value - expanded[i]) }),
    ...(series.high && { high: y.map((value, i) => value + expanded[i]) }),
  };
}
