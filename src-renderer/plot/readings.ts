import { formatFixed, formatScientific, formatSigned } from '../format/numbers.ts';
import { nearest } from './curve.ts';
import { scaledValue } from './gas-scale.ts';
import type { AxisSpec, StackCurve, StackFrame } from './stack-frame.ts';

/** A value at the cursor, ready to be read. */
export interface Reading {
  curveId: string;
  label: string;
  colour: string;
  dash: number[];
  text: string;
}

/** Samples read from the run for one place of the cursor, by curve; as stored, before any factor. */
export interface ExactValues {
  x: number;
  values: ReadonlyMap<string, number>;
  /** State of charge there, percent; undefined where it is x itself or not known. */
  socPercent?: number | undefined;
}

/** Farthest sample that still belongs to a place on x: hours, per cent, mAh/g, volt. */
export const REACH = { time: 30 / 3600, soc: 0.05, capacity: 0.1, voltage: 0.001 };

/** Values of every row at a place on x: exact where they have been read, else about what is drawn there. */
export function readingsAt(
  frame: StackFrame,
  x: number,
  plotWidth: number,
  exact?: ExactValues,
): Map<string, Reading[]> {
  const reach = Math.max(((frame.x.to - frame.x.from) / plotWidth) * 6, REACH[frame.xKind]);
  return new Map(
    frame.rows.map((row) => [
      row.id,
      row.curves.map((curve) => ({
        curveId: curve.id,
        label: curve.label,
        colour: curve.style.colour,
        dash: curve.style.dash,
        text: readingText(curve, curve.side === 'left' ? row.left : (row.right ?? row.left), x, reach, exact),
      })),
    ]),
  );
}

function readingText(
  curve: StackCurve,
  axis: AxisSpec,
  x: number,
  reach: number,
  exact: ExactValues | undefined,
): string {
  const stored = exact?.x === x ? exact.values.get(curve.id) : undefined;
  if (stored !== undefined) {
    const value = curve.scale ? scaledValue(stored, curve.scale) : stored;
    return withUnit(formatOnAxis(value * axis.factor, axis), axis);
  }
  const found = nearest(curve.columns, x, curve.staircase ? Number.POSITIVE_INFINITY : reach);
  if (!found) return '\u2013';
  const low = formatOnAxis(found.min * axis.factor, axis);
  const high = formatOnAxis(found.max * axis.factor, axis);
  // A folded bucket holds many samples; its middle is near all of them.
  return withUnit(
    low === high ? low : `\u2248${formatOnAxis(((found.min + found.max) / 2) * axis.factor, axis)}`,
    axis,
  );
}

const withUnit = (text: string, axis: AxisSpec) => (axis.unit === '' ? text : `${text}\u00a0${axis.unit}`);

/** A value with the digits its axis can show. */
export function formatOnAxis(value: number, axis: Pick<AxisSpec, 'kind' | 'smallestSpan' | 'zeroLine'>): string {
  if (axis.kind === 'log') return formatScientific(value, 3);
  const decimals = axis.smallestSpan < 0.1 ? 3 : axis.smallestSpan < 5 ? 1 : 0;
  return axis.zeroLine ? formatSigned(value, decimals) : formatFixed(value, decimals);
}
