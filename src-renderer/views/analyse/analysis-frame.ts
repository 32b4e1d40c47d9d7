import type { Figure, FigureGas } from '../../../shared/api/analysis.ts';
import type { IntervalResult } from '../../../shared/domain/results-gas.ts';
import type { Results } from '../../../shared/domain/results.ts';
import { formatFixed } from '../../format/numbers.ts';
import { phaseTitle } from '../../plot/build-frame.ts';
import type { Range } from '../../plot/range.ts';
import type { StackFrame, StackRow } from '../../plot/stack-frame.ts';
import { plateauRows } from './plateau-rows.ts';
import { cellRow, differentialCapacityRow, gasRows, ratioRow, residualRow } from './run-rows.ts';
import type { SideCurve } from './side-curves.ts';
import { syncRows } from './sync-rows.ts';

/** What of an evaluation is drawn. */
export interface FrameChoice {
  /** Gas whose rows are shown. */
  species: string;
  /** The evaluation of one gas, the calibration plateaus of all, or the voltages that clocks are compared by. */
  picture: 'run' | 'calibration' | 'sync';
  /** Label of the phase or window whose numbers are listed; its onset and limit are drawn. */
  interval: string | undefined;
  sideCurves: ReadonlySet<SideCurve>;
  /** Half-gain period of the asymmetric least squares, hours. */
  periodHours: number;
  range: Range;
}

/** The stack of an evaluation: voltage and current, ratio with its background, rate, amount. */
export function analysisFrame(figure: Figure, results: Results, choice: FrameChoice): StackFrame {
  const gas = figure.gases.find((one) => one.species === choice.species) ?? figure.gases[0];
  const shown = gas && shownInterval(results, gas.species, figure.halfCycle, choice.interval);
  const limitsWithin = choice.picture === 'run' ? quantifiedRange(figure) : undefined;
  return {
    xKind: figure.x,
    x: choice.range,
    now: undefined,
    rows: rowsOf(figure, results, choice, gas, shown).map((one) =>
      limitsWithin && one.id !== 'cell' && one.id !== 'differential-capacity'
        ? { ...one, left: { ...one.left, limitsWithin } }
        : one,
    ),
    phases: phaseMarks(figure, choice.range, shown?.label),
    annotations: [],
    onset: shown && choice.picture === 'run' ? onsetMark(figure, shown) : undefined,
    compact: false,
  };
}

function rowsOf(
  figure: Figure,
  results: Results,
  choice: FrameChoice,
  gas: FigureGas | undefined,
  shown: IntervalResult | undefined,
): StackRow[] {
  if (choice.picture === 'sync') return figure.sync.flatMap(syncRows);
  if (choice.picture === 'calibration') return plateauRows(figure, results);
  const cell = cellRow(figure, results);
  const has = (one: SideCurve) => choice.sideCurves.has(one);
  const { hasCarrier } = figure;
  const period = has('asymmetric-baseline') ? choice.periodHours : undefined;
  return [
    ...(cell ? [cell] : []),
    ...(has('differential-capacity') ? differentialCapacityRow(figure) : []),
    ...(gas ? [ratioRow(gas, hasCarrier, period)] : []),
    ...(gas && has('residuals') ? residualRow(gas, hasCarrier) : []),
    ...(gas ? gasRows(gas, shown, countedInterval(results, gas.species, figure.halfCycle)) : []),
  ];
}

/** Phases along time; on another axis the one half-cycle that is drawn. */
function phaseMarks(figure: Figure, range: Range, shownLabel: string | undefined): StackFrame['phases'] {
  if (figure.x !== 'time') {
    const found = figure.phases.find(({ halfCycle }) => halfCycle !== null && halfCycle === figure.halfCycle);
    return found ? [{ label: phaseTitle(found.label), ...range, current: true }] : [];
  }
  return figure.phases.map(({ label, fromHours, toHours, halfCycle }) => ({
    label: phaseTitle(label),
    from: fromHours,
    to: toHours,
    current: figure.halfCycle === null ? label === shownLabel : halfCycle === figure.halfCycle,
  }));
}

/** From the first current to the last phase that is counted: calibration gas and the first decay would dwarf it. */
function quantifiedRange(figure: Figure): readonly Range[] | undefined {
  if (figure.x !== 'time' || figure.halfCycle !== null) return undefined;
  const counted = figure.phases.filter(({ kind }) => kind === 'charge' || kind === 'discharge');
  const first = counted[0];
  const last = counted.at(-1);
  return first && last ? [{ from: first.fromHours, to: last.toHours }] : undefined;
}

/** What a gas did in a half-cycle, counted from 0; undefined for the whole run. */
export function halfCycleInterval(results: Results, species: string, halfCycle: number | null) {
  if (halfCycle === null) return undefined;
  return results.gases
    .find((one) => one.species === species)
    ?.intervals.filter(({ kind }) => kind === 'charge' || kind === 'discharge')[halfCycle];
}

function countedInterval(results: Results, species: string, halfCycle: number | null): IntervalResult | undefined {
  if (halfCycle !== null) return halfCycleInterval(results, species, halfCycle);
  return results.gases.find((one) => one.species === species)?.total ?? undefined;
}

/**
 * The numbers of a gas that the figure is read with: of its half-cycle, else of what is listed, else of everything.
 * @param label phase, window or `total`
 */
export function shownInterval(
  results: Results,
  species: string,
  halfCycle: number | null,
  label: string | undefined,
): IntervalResult | undefined {
  const gas = results.gases.find((one) => one.species === species);
  const listed = label === 'total' ? gas?.total : gas?.intervals.find((one) => one.label === label);
  return halfCycleInterval(results, species, halfCycle) ?? listed ?? gas?.intervals[0] ?? gas?.total ?? undefined;
}

function onsetMark(figure: Figure, { onset }: IntervalResult): StackFrame['onset'] {
  if (!onset) return undefined;
  const x = { time: onset.seconds / 3600, soc: onset.soc, voltage: onset.voltage, capacity: null }[figure.x];
  if (x === null) return undefined;
  const words = [
    `onset ${formatFixed(onset.seconds / 3600, 2)} h`,
    onset.soc === null ? '' : `${formatFixed(onset.soc, 1)} %`,
    onset.voltage === null ? '' : `${formatFixed(onset.voltage, 3)} V`,
  ];
  return { x, rowId: 'rate', label: words.filter(Boolean).join(' · ') };
}
