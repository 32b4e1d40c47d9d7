import type { Figure, FigureGas, FigurePlateau, FigureRequest, SketchedCurves } from '../../../shared/api/analysis.ts';
import type { ViewSeries } from '../../../shared/api/views.ts';
import { plateauOf } from '../analysis/calibration/plateau.ts';
import { halfCycleCapacity } from '../analysis/electrochemistry/half-cycle-capacity.ts';
import { lowerBound } from '../analysis/numerics/interpolation.ts';
import type { ReportedGas } from '../analysis/pipeline/build-quantifiers.ts';
import { cellNumbers } from '../analysis/pipeline/build-results.ts';
import { asymmetricCurve } from '../analysis/pipeline/display-curves.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { spansInSeconds } from '../analysis/pipeline/fit-baselines.ts';
import { halfCyclePhases } from './analysis-axis.ts';
import { syncFigure } from './analysis-sync-figure.ts';
import { figurePlaces, type FigurePlaces } from './figure-places.ts';
import type { Fold } from './fold-columns.ts';
import { gasCurves, whereItLeft } from './gas-curves.ts';

/** A plateau of fewer readings has no mean worth drawing. */
const FEWEST_READINGS = 8;
const NO_CURVE: ViewSeries = { x: new Float64Array(0), min: new Float64Array(0), max: new Float64Array(0), raw: true };
/** The amount is computed with its whole budget at so many places at most, and at so many while a span is dragged. */
const MOST_AMOUNTS = 160;
const SKETCHED_AMOUNTS = 64;

/**
 * The curves of an evaluation as a window draws them.
 * @throws AppError where the axis cannot be made
 */
export function analysisFigure(evaluation: Evaluation, request: FigureRequest): Figure {
  const places = figurePlaces(evaluation, request);
  const { axis, from, to, fold } = places;
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
      drawn === null || gas.species === drawn ? figureGas(evaluation, gas, places, request) : namedGas(evaluation, gas),
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

/** The curves of one gas that a baseline changes, for a span that is being dragged. @returns null where it is not drawn */
export function sketchedCurves(evaluation: Evaluation, request: FigureRequest): SketchedCurves | null {
  const places = figurePlaces(evaluation, request);
  const gas = evaluation.gases.find(({ species }) => species === drawnGas(evaluation, request));
  const mz = evaluation.massStage.grid.masses.find((mass) => gas && Math.round(mass) === Math.round(gas.mz));
  if (!gas || mz === undefined) return null;
  return gasCurves(evaluation, gas, mz, places, request, SKETCHED_AMOUNTS);
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
  places: FigurePlaces,
  request: FigureRequest,
): FigureGas[] {
  const { fold } = places;
  const { grid } = evaluation.massStage;
  const column = grid.masses.findIndex((mz) => Math.round(mz) === Math.round(gas.mz));
  if (column < 0) return [];
  const shifted = whereItLeft(gas, request);
  return [
    {
      ...headOf(gas),
      ratio: fold(shifted(grid.seconds), grid.ratio[column], grid.ratio[column]),
      ...gasCurves(evaluation, gas, grid.masses[column], places, request, MOST_AMOUNTS),
      asymmetricBaseline: asymmetricBaseline(evaluation, column, request, (seconds, low, high) =>
        fold(shifted(seconds), low, high),
      ),
      plateaus: plateausOf(evaluation, column),
    },
  ];
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
