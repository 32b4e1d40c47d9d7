import type { FigureSeries } from '../../../shared/figure/figure-model.ts';
import { channelOfSpecies } from '../../../shared/figure/figure-style.ts';
import { formulaText } from '../../../shared/figure/figure-text.ts';
import { blockIntegral } from '../analysis/pipeline/build-signals.ts';
import { expandedRateUncertainty } from '../analysis/pipeline/describe-gas.ts';
import { rateBlocks } from '../analysis/pipeline/phase-onsets.ts';
import { findChannel } from '../analysis/pipeline/read-cell.ts';
import { describeAmount } from '../analysis/quantify/describe-interval.ts';
import { decisionThreshold, detectionLimit } from '../analysis/quantify/limits.ts';
import { quantify } from '../analysis/quantify/quantifier.ts';
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

const inside = ({ fromSeconds, toSeconds }: Stretch, seconds: number): boolean =>
  seconds >= fromSeconds && seconds <= toSeconds;

/** The cell voltage of a stretch: real readings, thinned to what paper can show; holes stay holes. */
export function voltageSeries(
  { evaluation }: EvaluatedRun,
  stretch: Stretch,
  axis: AxisOf,
  sample: number,
): FigureSeries {
  const { input, recipe, clocks } = evaluation;
  const channel = findChannel(input, recipe.electrochemistry.voltageChannelId, ['voltage', 'auxiliary-voltage']);
  const seconds: number[] = [];
  const volt: number[] = [];
  if (channel) {
    clocks.secondsOf(channel).forEach((at, i) => {
      if (!inside(stretch, at)) return;
      seconds.push(at);
      volt.push(channel.value[i]);
    });
  }
  const thin = thinCurve(seconds, volt);
  return { label: 'E', channel: 'voltage', sample, x: thin.seconds.map(axis), y: thin.values };
}

/**
 * Amount since the begin of a stretch with its U, at the ends of the blocks and at the stretch's own end: each point is
 * what the results would say of a stretch that ended there, the last one is the interval's amount.
 */
export function cumulativeSeries(
  { evaluation }: EvaluatedRun,
  { reported, quantifier }: GasOfRun,
  stretch: Stretch,
  axis: AxisOf,
  sample: number,
): FigureSeries {
  const { blocks } = quantifier.signal.frame;
  const lag = quantifier.delay.delaySeconds;
  const { fromSeconds, toSeconds } = stretch;
  const integralOf = (species: string, from: number, to: number): number => {
    const signal = evaluation.signals.signals.get(species);
    return signal ? blockIntegral(signal, from, to) : 0;
  };
  const curve = emptyCurve(reported.species, sample);
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
  return curve.series;
}

/** Block means of the rate with U, on the cell's time; their largest is the interval's peak rate. */
export function rateCurve(
  { evaluation }: EvaluatedRun,
  { reported, quantifier }: GasOfRun,
  stretch: Stretch,
  axis: AxisOf,
  sample: number,
): { series: FigureSeries; detectionLimit: number } {
  const blocks = rateBlocks(reported, quantifier, evaluation.cell);
  const dof = quantifier.signal.degreesOfFreedom;
  const curve = emptyCurve(reported.species, sample);
  let highest = Number.NaN;
  for (let b = 0; b < blocks.seconds.length; b++) {
    const seconds = blocks.seconds[b] - quantifier.delay.washoutSeconds;
    if (!inside(stretch, seconds)) continue;
    curve.push(axis(seconds), blocks.rate[b], expandedRateUncertainty(quantifier, blocks, b));
    const zero = Math.hypot(blocks.noise[b], blocks.background[b]);
    const relative = Math.sqrt(quantifier.relativeParts(seconds).reduce((sum, part) => sum + part.relative ** 2, 0));
    const limit = detectionLimit(decisionThreshold(zero, dof), zero, relative);
    // The background is known differently well along the stretch: one line stands for its worst block.
    if (Number.isFinite(limit) && !(limit <= highest)) highest = limit;
  }
  return { series: curve.series, detectionLimit: highest };
}

function emptyCurve(species: string, sample: number) {
  const series = {
    label: formulaText(species),
    channel: channelOfSpecies(species),
    sample,
    x: [] as number[],
    y: [] as number[],
    low: [] as number[],
    high: [] as number[],
  };
  const push = (x: number, y: number, U: number) => {
    series.x.push(x);
    series.y.push(y);
    series.low.push(y - U);
    series.high.push(y + U);
  };
  return { series, push };
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
    low: series.low && y.map((value, i) => value - expanded[i]),
    high: series.high && y.map((value, i) => value + expanded[i]),
  };
}
