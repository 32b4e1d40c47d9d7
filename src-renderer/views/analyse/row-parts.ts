import type { FigureGas } from '../../../shared/api/analysis.ts';
import { superscript } from '../../format/numbers.ts';
import type { CurveStyle } from '../../plot/channel-style.ts';
import type { Columns } from '../../plot/curve.ts';
import type { AxisSpec, StackCurve, StackRow } from '../../plot/stack-frame.ts';

/** A row of the figure in Analyse. */
export const row = (id: string, weight: number, left: AxisSpec, curves: StackCurve[], right?: AxisSpec): StackRow => ({
  id,
  weight,
  left,
  right,
  curves,
  directLabels: false,
  note: '',
  gaps: [],
});

/** One line of a row. */
export const curve = (
  id: string,
  label: string,
  style: CurveStyle,
  columns: Columns,
  side: 'left' | 'right' = 'left',
): StackCurve => ({
  id,
  label,
  style,
  side,
  columns,
  staircase: false,
});

/** A line between value - U and value + U. */
export const band = (...[id, label, style, columns]: Parameters<typeof curve>): StackCurve => ({
  ...curve(id, label, style, columns),
  isUncertainty: true,
});

export const VOLT_AXIS: AxisSpec = {
  title: 'E / V',
  shortTitle: 'E / V',
  unit: 'V',
  kind: 'linear',
  factor: 1,
  smallestSpan: 0.02,
};

/** `10⁻⁵ ` before a unit; nothing for 1. */
export const powerPrefix = (power: number): string => (power === 0 ? '' : `10${superscript(power)} `);

const knownScales = new WeakMap<Columns, number>();

/** Power of ten that brings a ratio to handy numbers. Found once for columns that many pictures show. */
function ratioScale(columns: Columns): number {
  const known = knownScales.get(columns) ?? handyPower(columns);
  knownScales.set(columns, known);
  return known;
}

function handyPower(columns: Columns): number {
  const finite = columns.max.filter(Number.isFinite).toSorted();
  const typical = Math.abs(finite[finite.length >> 1] ?? 1);
  return typical > 0 ? -Math.floor(Math.log10(typical)) : 0;
}

/** Axis of an ion current over the carrier's, or of the ion current itself; `prefix` as in `Δ `. */
export function ratioAxis(
  gas: FigureGas,
  hasCarrier: boolean,
  prefix: string,
  plateaus: FigureGas['plateaus'] = [],
): AxisSpec {
  const highest = Math.max(0, ...plateaus.map(({ mean }) => mean));
  const power = highest > 0 ? 1 - Math.floor(Math.log10(highest)) : ratioScale(gas.ratio);
  const name = hasCarrier ? `I(${Math.round(gas.mz)}) / I(carrier)` : `I(${Math.round(gas.mz)}) / A`;
  const title = `${powerPrefix(power)}${prefix}${name}`;
  return { title, shortTitle: title, unit: '', kind: 'linear', factor: 10 ** power, smallestSpan: 0.01 };
}
