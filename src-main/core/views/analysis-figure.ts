import type { Figure, FigureGas, FigurePlateau, FigureRequest } from '../../../shared/api/analysis.ts';
import type { ViewSeries } from '../../../shared/api/views.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { plateauOf } from '../analysis/calibration/plateau.ts';
import { lowerBound } from '../analysis/numerics/interpolation.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import type { ReportedGas } from '../analysis/pipeline/build-quantifiers.ts';
import { cellNumbers } from '../analysis/pipeline/build-results.ts';
import { asymmetricCurve, deconvolvedRate } from '../analysis/pipeline/display-curves.ts';
import { halfCycleCapacity } from '../analysis/electrochemistry/half-cycle-capacity.ts';
import { blockIntegral } from '../analysis/pipeline/block-integral.ts';
import { spansInSeconds } from '../analysis/pipeline/fit-baselines.ts';
import { rateBlocks } from '../analysis/pipeline/phase-onsets.ts';
import { describeAmount } from '../analysis/quantify/describe-interval.ts';
import { coverageFactor } from '../analysis/quantify/limits.ts';
import { quantify, type Quantifier } from '../analysis/quantify/quantifier.ts';
import { analysisAxis, halfCyclePhases, type AnalysisAxis } from './analysis-axis.ts';
import { syncFigure } from './analysis-sync-figure.ts';
import { foldColumns, type Fold } from './fold-columns.ts';

/** A plateau of fewer readings has no mean worth drawing. */
const FEWEST_READINGS = 8;
const NO_CURVE: ViewSeries = { x: new Float64Array(0), min: new Float64Array(0), max: new Float64Array(0), raw: true };
/** The amount is computed with its whole budget at so many places at most. */
const MOST_AMOUNTS = 160;

/**
 * The curves of an evaluation as a window draws them.
 * @param mostAmounts places at most at which the amount is computed
 * @throws AppError where the axis cannot be made
 */
export function analysisFigure(evaluation: Evaluation, request: FigureRequest, mostAmounts = MOST_AMOUNTS): Figure {
  const axis = analysisAxis(evaluation, request);
  const { from, to } = wantedRange(request, axis);
  const fold: Fold = (seconds, low, high) => {
    const x = axis.places(seconds);
    const columns = axis.isFalling ? [x, low, high].map((column) => column.slice().reverse()) : [x, low, high];
    return foldColumns(columns[0], columns[1], columns[2], from, to, request.pixels);
  };
  const { phases } = evaluation.cell;
  let halfCycles = 0;
  const drawn = drawnGas(evaluation, request);
  return {
    x: request.x,
    halfCycle: request.halfCycle,
    fullFrom: axis.fullFrom,
    fullTo: axis.fullTo,
    from,
    to,
    voltage: request.x === 'voltage' ? null : keptCellCurve(evaluation, 'voltage', request, fold),
    current: keptCellCurve(evaluation, 'current', request, fold),
    flow: request.extras?.flow ? flowCurve(evaluation, fold) : null,
    phases: phases.map(({ label, kind, fromSeconds, toSeconds }) => ({
      label,
      kind,
      fromHours: fromSeconds / 3600,
      toHours: toSeconds / 3600,
      halfCycle: kind === 'charge' || kind === 'discharge' ? halfCycles++ : null,
    })),
    hasCarrier: evaluation.massStage.hasCarrier,
    gas: drawn,
    gases: evaluation.gases.flatMap((gas) =>
      drawn === null || gas.species === drawn
        ? figureGas(evaluation, gas, axis, { from, to }, request, fold, mostAmounts)
        : namedGas(evaluation, gas),
    ),
    ...(request.extras?.differentialCapacity ? { differentialCapacity: differentialCapacities(evaluation) } : {}),
    sync: request.extras?.sync ? syncFigure(evaluation, fold) : [],
  };
}

/** By the cell as it was read: moving a baseline does not change what the cycler recorded. */
const keptCurves = new WeakMap<Evaluation['cell'], Map<string, ViewSeries | null>>();
/** Voltage and current of the newest ranges. */
const MOST_KEPT_CURVES = 8;

/** As `cellCurve`; against time one that was folded before is not folded again. */
function keptCellCurve(
  evaluation: Evaluation,
  role: 'voltage' | 'current',
  { x, halfCycle, from, to, pixels }: FigureRequest,
  fold: Fold,
): ViewSeries | null {
  // Other axes depend on mass and capacity, too.
  if (x !== 'time') return cellCurve(evaluation, role, fold);
  const kept = keptCurves.get(evaluation.cell) ?? new Map<string, ViewSeries | null>();
  keptCurves.set(evaluation.cell, kept);
  const key = [role, halfCycle, from, to, pixels].join(' ');
  const known = kept.get(key);
  const curve = known === undefined ? cellCurve(evaluation, role, fold) : known;
  kept.delete(key);
  kept.set(key, curve);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT_CURVES) break;
    kept.delete(oldest);
  }
  return curve;
}

/** Voltage or current as the cycler recorded it, charging positive; null where the run has none. */
function cellCurve({ input, recipe, clocks }: Evaluation, role: 'voltage' | 'current', fold: Fold): ViewSeries | null {
  const { currentChannelId, voltageChannelId, currentSign } = recipe.electrochemistry;
  const wanted = role === 'current' ? currentChannelId : voltageChannelId;
  const roles = role === 'current' ? ['current'] : ['voltage', 'auxiliary-voltage'];
  const found = roles.map((one) => input.channels.find((channel) => channel.role === one));
  const channel = input.channels.find(({ id }) => id === wanted) ?? found.find((one) => one !== undefined);
  if (!channel || channel.value.length === 0) return null;
  const isTurned = role === 'current' && currentSign === -1;
  const values = isTurned ? channel.value.map((value) => -value) : channel.value;
  return fold(clocks.secondsOf(channel), values, values);
}

function flowCurve({ input, clocks }: Evaluation, fold: Fold): ViewSeries | null {
  const channel = input.channels.find(({ role, value }) => role === 'flow' && value.length > 0);
  return channel ? fold(clocks.secondsOf(channel), channel.value, channel.value) : null;
}

function wantedRange(request: FigureRequest, axis: AnalysisAxis): { from: number; to: number } {
  const from = request.from ?? axis.fullFrom;
  const to = request.to ?? axis.fullTo;
  if (Number.isFinite(from) && Number.isFinite(to) && from <= to) return { from, to };
  throw new AppError({
    code: 'bad-range',
    happened: `The range from ${from} to ${to} is empty.`,
    safe: 'The run and its recipes are unchanged.',
    next: 'Choose a range that ends after it begins.',
  });
}

/** The gas that was asked for, else the first; null where curves of all are wanted. */
function drawnGas({ gases }: Evaluation, { gas }: FigureRequest): string | null {
  if (gas === undefined) return null;
  return (gases.find(({ species }) => species === gas) ?? gases[0])?.species ?? null;
}

/** What a gas is and how its numbers are meant. */
function headOf({ quantifier, species, mz, quantity, unit, rateUnit }: ReportedGas) {
  return { species, mz, quantity, unit, rateUnit, isQuantified: quantifier !== undefined };
}

/** A gas without its curves. */
function namedGas({ massStage }: Evaluation, gas: ReportedGas): FigureGas[] {
  if (!massStage.grid.masses.some((mass) => Math.round(mass) === Math.round(gas.mz))) return [];
  return [
    {
      ...headOf(gas),
      ratio: NO_CURVE,
      baseline: null,
      rate: null,
      amount: null,
      plateaus: [],
    },
  ];
}

function figureGas(
  evaluation: Evaluation,
  gas: ReportedGas,
  axis: AnalysisAxis,
  range: { from: number; to: number },
  request: FigureRequest,
  fold: Fold,
  mostAmounts: number,
): FigureGas[] {
  const { grid } = evaluation.massStage;
  const column = grid.masses.findIndex((mz) => Math.round(mz) === Math.round(gas.mz));
  if (column < 0) return [];
  const { quantifier } = gas;
  // Against time, raw data stand where they were measured; against the cell's state, where the gas left the cell.
  const lag = request.x === 'time' ? 0 : (quantifier?.delay.delaySeconds ?? 0);
  const shifted = (seconds: Float64Array) => (lag === 0 ? seconds : seconds.map((time) => time - lag));
  return [
    {
      ...headOf(gas),
      ratio: fold(shifted(grid.seconds), grid.ratio[column], grid.ratio[column]),
      baseline: baselineBand(evaluation, grid.masses[column], (seconds, low, high) =>
        fold(shifted(seconds), low, high),
      ),
      rate: quantifier ? rateBand(evaluation, gas, quantifier, fold) : null,
      amount: quantifier ? amountBand(evaluation, quantifier, axis, range, request, fold, mostAmounts) : null,
      deconvolvedRate: quantifier ? deconvolvedCurve(evaluation, gas, quantifier, fold) : null,
      asymmetricBaseline: asymmetricBaseline(evaluation, column, request, (seconds, low, high) =>
        fold(shifted(seconds), low, high),
      ),
      plateaus: plateausOf(evaluation, column),
    },
  ];
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

/** The curve by asymmetric least squares; null where it is not asked for. */
function asymmetricBaseline(
  { massStage }: Evaluation,
  column: number,
  { extras }: FigureRequest,
  fold: Fold,
): ViewSeries | null {
  if (!extras?.asymmetricBaseline) return null;
  const { periodHours, asymmetry } = extras.asymmetricBaseline;
  const curve = asymmetricCurve(massStage.grid.blocks, column, periodHours, asymmetry);
  return curve ? fold(curve.seconds, curve.values, curve.values) : null;
}

/** dQ/dV of every half-cycle that has one. */
function differentialCapacities(evaluation: Evaluation): NonNullable<Figure['differentialCapacity']> {
  const { record } = evaluation.cell;
  const { massGram } = cellNumbers(evaluation);
  if (!record || massGram === null) return [];
  return halfCyclePhases(evaluation).flatMap((phase, halfCycle) => {
    const { volt, value } = halfCycleCapacity(record, phase, massGram);
    if (volt.length === 0) return [];
    return [{ halfCycle, label: phase.label, volt: [...volt], milliampHourPerGramPerVolt: [...value] }];
  });
}

/** Means of the calibration plateaus as one mass shows them. */
function plateausOf({ recipe, clocks, massStage }: Evaluation, column: number): FigurePlateau[] {
  const { seconds, ratio } = massStage.grid;
  return recipe.calibration.points.flatMap(({ span }, point) => {
    const [{ fromSeconds, toSeconds }] = spansInSeconds([span], clocks);
    const inside = [...readingsBetween(seconds, ratio[column], fromSeconds, toSeconds)];
    if (inside.length < FEWEST_READINGS) return [];
    const plateau = plateauOf(
      Float64Array.from(inside, (i) => seconds[i]),
      Float64Array.from(inside, (i) => ratio[column][i]),
    );
    const changeInErrors = Math.abs(plateau.change) / plateau.changeUncertainty;
    return [
      {
        point,
        mean: plateau.mean,
        standardUncertainty: plateau.standardUncertainty,
        readings: plateau.readings,
        effectiveReadings: plateau.effectiveReadings,
        changeInErrors: Number.isFinite(changeInErrors) ? changeInErrors : null,
      },
    ];
  });
}

function* readingsBetween(seconds: Float64Array, values: Float64Array, from: number, to: number): Generator<number> {
  for (let i = lowerBound(seconds, from); i < seconds.length && seconds[i] < to; i++)
    if (Number.isFinite(values[i])) yield i;
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
  const rates = blocks.rate.map((rate, b) => (isForeign(seconds[b]) ? Number.NaN : rate));
  const expanded = rates.map((rate, b) => {
    const relative = quantifier.relativeParts(seconds[b]).reduce((sum, part) => sum + part.relative ** 2, 0);
    return factor * Math.sqrt(blocks.noise[b] ** 2 + blocks.background[b] ** 2 + relative * rate * rate);
  });
  return fold(
    seconds,
    rates.map((rate, b) => rate - expanded[b]),
    rates.map((rate, b) => rate + expanded[b]),
  );
}

/** The amount since the beginning of the stretch with U, each value as the results would give that interval. */
function amountBand(
  evaluation: Evaluation,
  quantifier: Quantifier,
  axis: AnalysisAxis,
  range: { from: number; to: number },
  request: FigureRequest,
  fold: Fold,
  mostAmounts: number,
): ViewSeries {
  const { signals } = evaluation.signals;
  const integralOf = (species: string, fromSeconds: number, toSeconds: number) => {
    const signal = signals.get(species);
    return signal ? blockIntegral(signal, fromSeconds, toSeconds) : 0;
  };
  const { fromSeconds, toSeconds } = axis;
  const isTime = request.x === 'time';
  const first = isTime ? Math.max(fromSeconds, range.from * 3600) : fromSeconds;
  const last = isTime ? Math.min(toSeconds, range.to * 3600) : toSeconds;
  const count = last > first ? Math.min(mostAmounts, Math.max(8, request.pixels >> 2)) : 0;
  const seconds = new Float64Array(count);
  const low = new Float64Array(count);
  const high = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    seconds[i] = i === count - 1 ? last : first + ((last - first) * i) / (count - 1);
    const { amount, U } = describeAmount(quantify(quantifier, fromSeconds, seconds[i], integralOf));
    low[i] = (amount ?? Number.NaN) - (U ?? Number.NaN);
    high[i] = (amount ?? Number.NaN) + (U ?? Number.NaN);
  }
  return fold(seconds, low, high);
}
