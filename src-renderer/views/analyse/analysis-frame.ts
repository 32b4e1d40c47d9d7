import type { Figure, FigureGas, SyncFigure } from '../../../shared/api/analysis.ts';
import type { IntervalResult } from '../../../shared/domain/results-gas.ts';
import type { Results } from '../../../shared/domain/results.ts';
import { UNITS, type Unit } from '../../../shared/domain/units.ts';
import { formatFixed, formatSignificant } from '../../format/numbers.ts';
import { formatUnit } from '../../format/result-text.ts';
import { formatFormula } from '../../format/rich-text.ts';
import { CURRENT_STYLE, FLOW_STYLE, gasStyle, VOLTAGE_STYLE, type CurveStyle } from '../../plot/channel-style.ts';
import type { Columns } from '../../plot/curve.ts';
import type { Range } from '../../plot/range.ts';
import type { AxisSpec, StackCurve, StackFrame, StackRow } from '../../plot/stack-frame.ts';

/** What of an evaluation is drawn. */
export interface FrameChoice {
  /** Gas whose rows are shown. */
  species: string;
  /** The evaluation of one gas, the calibration plateaus of all, or the voltages that clocks are compared by. */
  picture: 'run' | 'calibration' | 'sync';
  /** Label of the phase or window whose numbers are listed; its onset and limit are drawn. */
  interval: string | undefined;
  showsResiduals: boolean;
  range: Range;
}

const BASELINE_STYLE: CurveStyle = { colour: '--accent', width: 1.5, dash: [7, 4] };

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
      limitsWithin && one.id !== 'cell' ? { ...one, left: { ...one.left, limitsWithin } } : one,
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
  if (choice.picture === 'calibration') {
    const rows = figure.gases.map((one) => plateauRow(one, figure.hasCarrier, results));
    return figure.flow ? [...rows, flowRow(figure.flow)] : rows;
  }
  const cell = cellRow(figure, results);
  return [
    ...(cell ? [cell] : []),
    ...(gas ? [ratioRow(gas, figure.hasCarrier)] : []),
    ...(gas && choice.showsResiduals ? residualRow(gas, figure.hasCarrier) : []),
    ...(gas ? gasRows(gas, shown, countedInterval(results, gas.species, figure.halfCycle)) : []),
  ];
}

/** Phases along time; on another axis the one half-cycle that is drawn. */
function phaseMarks(figure: Figure, range: Range, shownLabel: string | undefined): StackFrame['phases'] {
  if (figure.x !== 'time') {
    const found = figure.phases.find(({ halfCycle }) => halfCycle !== null && halfCycle === figure.halfCycle);
    return found ? [{ label: found.label, ...range, current: true }] : [];
  }
  return figure.phases.map(({ label, fromHours, toHours, halfCycle }) => ({
    label,
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

const row = (id: string, weight: number, left: AxisSpec, curves: StackCurve[], right?: AxisSpec): StackRow => ({
  id,
  weight,
  left,
  right,
  curves,
  directLabels: false,
  note: '',
  gaps: [],
});

const curve = (id: string, label: string, style: CurveStyle, columns: Columns, side: 'left' | 'right' = 'left') => ({
  id,
  label,
  style,
  side,
  columns,
  staircase: false,
});

function cellRow(figure: Figure, results: Results): StackRow | undefined {
  const reference = results.sample.referenceElectrode;
  const volt: AxisSpec = {
    title: reference ? `E / V vs ${reference}` : 'E / V',
    shortTitle: 'E / V',
    unit: 'V',
    kind: 'linear',
    factor: 1,
    smallestSpan: 0.02,
  };
  const ampere: AxisSpec = { ...volt, title: 'I / µA', shortTitle: 'I / µA', unit: 'µA', factor: 1e6, smallestSpan: 1 };
  const current = figure.current;
  if (!figure.voltage) {
    return current ? row('cell', 110, ampere, [curve('current', 'current', CURRENT_STYLE, current)]) : undefined;
  }
  const voltage = curve('voltage', 'voltage', VOLTAGE_STYLE, figure.voltage);
  if (!current) return row('cell', 110, volt, [voltage]);
  return row('cell', 110, volt, [curve('current', 'current', CURRENT_STYLE, current, 'right'), voltage], ampere);
}

/** Power of ten that brings a ratio to handy numbers. */
function ratioScale(columns: Columns): number {
  const finite = columns.max.filter(Number.isFinite).toSorted();
  const typical = Math.abs(finite[finite.length >> 1] ?? 1);
  return typical > 0 ? -Math.floor(Math.log10(typical)) : 0;
}

const SUPERSCRIPT = (power: number) => [...String(power)].map((one) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(one)] ?? '⁻').join('');

function ratioAxis(
  gas: FigureGas,
  hasCarrier: boolean,
  prefix: string,
  plateaus: FigureGas['plateaus'] = [],
): AxisSpec {
  const highest = Math.max(0, ...plateaus.map(({ mean }) => mean));
  const power = highest > 0 ? 1 - Math.floor(Math.log10(highest)) : ratioScale(gas.ratio);
  const name = hasCarrier ? `I(${Math.round(gas.mz)}) / I(carrier)` : `I(${Math.round(gas.mz)}) / A`;
  const title = `${power === 0 ? '' : `10${SUPERSCRIPT(power)} `}${prefix}${name}`;
  return { title, shortTitle: title, unit: '', kind: 'linear', factor: 10 ** power, smallestSpan: 0.01 };
}

function ratioRow(gas: FigureGas, hasCarrier: boolean): StackRow {
  const style = gasStyle(gas.species);
  return row(`ratio.${gas.species}`, 200, ratioAxis(gas, hasCarrier, ''), [
    curve(`ratio.${gas.species}`, `${formatFormula(gas.species)} m/z ${Math.round(gas.mz)}`, style, gas.ratio),
    ...(gas.baseline ? [curve('baseline', 'fitted baseline ± 2u', BASELINE_STYLE, gas.baseline)] : []),
  ]);
}

/** A gas's mass over zero and calibration gas, with the means that the calibration takes. */
function plateauRow(gas: FigureGas, hasCarrier: boolean, results: Results): StackRow {
  const found = results.sensitivities.find(({ species }) => species === gas.species);
  const name = `ratio.${gas.species}`;
  const label = `${formatFormula(gas.species)} m/z ${Math.round(gas.mz)}${found ? sensitivityText(found) : ''}`;
  return row(name, 200, ratioAxis(gas, hasCarrier, '', gas.plateaus), [
    curve(name, label, gasStyle(gas.species), gas.ratio),
  ]);
}

function sensitivityText({ kStart, relativeUncertainty }: Results['sensitivities'][number]): string {
  if (kStart === null) return ', not calibrated';
  const expanded = relativeUncertainty === null ? '' : ` ± ${formatSignificant(2 * relativeUncertainty * kStart, 2)}`;
  return `, k ${formatSignificant(kStart, 3)}${expanded}`;
}

function flowRow(flow: Columns): StackRow {
  const axis: AxisSpec = {
    title: 'Flow / mlₙ min⁻¹',
    shortTitle: 'Flow / mlₙ min⁻¹',
    unit: 'mlₙ/min',
    kind: 'linear',
    factor: 1,
    smallestSpan: 0.02,
  };
  return row('flow', 150, axis, [curve('flow', 'flow', FLOW_STYLE, flow)]);
}

/** Two voltages over one another and what is left between them. */
function syncRows(pair: SyncFigure): StackRow[] {
  const volt: AxisSpec = {
    title: 'E / V',
    shortTitle: 'E / V',
    unit: 'V',
    kind: 'linear',
    factor: 1,
    smallestSpan: 0.02,
  };
  const difference = {
    ...volt,
    title: 'Difference / mV',
    shortTitle: 'ΔE / mV',
    unit: 'mV',
    factor: 1e3,
    zeroLine: true,
  };
  return [
    row(`sync.${pair.moved}`, 200, volt, [
      curve(`moved.${pair.moved}`, pair.moved, CURRENT_STYLE, pair.movedVoltage),
      curve(`reference.${pair.moved}`, pair.reference, VOLTAGE_STYLE, pair.referenceVoltage),
    ]),
    row(`difference.${pair.moved}`, 120, difference, [
      curve(`difference.${pair.moved}`, `${pair.reference} − ${pair.moved}`, FLOW_STYLE, pair.residual),
    ]),
  ];
}

function residualRow(gas: FigureGas, hasCarrier: boolean): StackRow[] {
  if (!gas.baseline) return [];
  const whole = ratioAxis(gas, hasCarrier, 'Δ ');
  const axis = { ...whole, shortTitle: whole.title.replace(/ Δ .*$/, ' residual'), zeroLine: true };
  const columns = residuals(gas.ratio, gas.baseline);
  return [
    row('residual', 110, axis, [curve(`residual.${gas.species}`, 'ratio − baseline', gasStyle(gas.species), columns)]),
  ];
}

/** Ratio less background, the background taken straight between its points. */
export function residuals(ratio: Columns, baseline: Columns): Columns {
  const { x } = baseline;
  let low = 0;
  const background = (at: number): number => {
    while (low < x.length - 2 && x[low + 1]! < at) low += 1;
    const [a, b] = [low, Math.min(low + 1, x.length - 1)];
    const share = x[b]! > x[a]! ? Math.max(0, Math.min(1, (at - x[a]!) / (x[b]! - x[a]!))) : 0;
    const middle = (i: number) => (baseline.min[i]! + baseline.max[i]!) / 2;
    return middle(a) + share * (middle(b) - middle(a));
  };
  const levels = ratio.x.map((at) => (x.length > 0 ? background(at) : Number.NaN));
  return {
    x: ratio.x,
    min: ratio.min.map((value, i) => value - levels[i]!),
    max: ratio.max.map((value, i) => value - levels[i]!),
    raw: ratio.raw,
  };
}

const unitOf = (unit: string): Unit => UNITS.find((one) => one === unit) ?? '1';

/** @param counted what the amount curve adds up to: the half-cycle, or everything */
function gasRows(gas: FigureGas, shown: IntervalResult | undefined, counted: IntervalResult | undefined): StackRow[] {
  const style = gasStyle(gas.species);
  const name = formatFormula(gas.species);
  const axis = (what: string, unit: string, columns: Columns): AxisSpec => {
    const largest = Math.max(...columns.max.filter(Number.isFinite).map(Math.abs), 1e-300);
    const power = largest >= 0.01 && largest < 1e4 ? 0 : -Math.floor(Math.log10(largest));
    const words = formatUnit(unitOf(unit));
    const scale = power === 0 ? '' : `10${SUPERSCRIPT(-power)} `;
    const title = `${name} ${what}${words || scale ? ` / ${scale}${words}` : ''}`;
    const shown = largest * 10 ** power;
    return {
      title: title.trim(),
      shortTitle: `${name} / ${scale}${words}`,
      unit: '',
      kind: 'linear',
      factor: 10 ** power,
      smallestSpan: shown < 1 ? 0.05 : shown < 20 ? 0.2 : 1,
      zeroLine: true,
    };
  };
  const rows: StackRow[] = [];
  if (gas.rate) {
    const rate = axis('rate', gas.rateUnit, gas.rate);
    const level = shown?.onset?.level;
    rows.push({
      ...row('rate', 150, rate, [curve(`rate.${gas.species}`, `${name} rate ± U`, style, gas.rate)]),
      levels: level ? [{ value: level * rate.factor, label: `R* ${formatSignificant(level, 2)}` }] : [],
    });
  }
  if (gas.amount) {
    const amount = axis('amount', gas.unit, gas.amount);
    const lod = counted?.lod;
    rows.push({
      ...row('amount', 150, amount, [curve(`amount.${gas.species}`, `${name} amount ± U`, style, gas.amount)]),
      levels: lod ? [{ value: lod * amount.factor, label: `LOD ${formatSignificant(lod, 2)}` }] : [],
    });
  }
  return rows;
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
