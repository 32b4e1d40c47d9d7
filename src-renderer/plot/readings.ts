import { formatFixed, formatScientific, formatSigned } from '../format/numbers.ts';
import { nearest } from './curve.ts';
import type { AxisSpec, StackCurve, StackFrame } from './stack-frame.ts';

/** A value at the cursor, ready to be read. */
export interface Reading {
  curveId: string;
  label: string;
  colour: string;
  dashed: boolean;
  text: string;
}

/** Values of every row at a place on x; the reach is six pixels, or one sample of a slow channel. */
export function readingsAt(frame: StackFrame, x: number, plotWidth: number): Map<string, Reading[]> {
  const reach = Math.max(((frame.x.to - frame.x.from) / plotWidth) * 6, frame.xKind === 'time' ? 30 / 3600 : 0.05);
  return new Map(
    frame.rows.map((row) => [
      row.id,
      row.curves.map((curve) => ({
        curveId: curve.id,
        label: curve.label,
        colour: curve.style.colour,
        dashed: curve.style.dash.length > 0,
        text: readingText(curve, curve.side === 'left' ? row.left : (row.right ?? row.left), x, reach),
      })),
    ]),
  );
}

/** A folded bucket reads as its two extremes, because its samples are not known here. */
function readingText(curve: StackCurve, axis: AxisSpec, x: number, reach: number): string {
  const found = nearest(curve.columns, curve.tail, x, curve.staircase ? Number.POSITIVE_INFINITY : reach);
  if (!found) return '\u2013';
  const low = formatOnAxis(found.min * axis.factor, axis);
  const high = formatOnAxis(found.max * axis.factor, axis);
  return low === high ? low : `${low}\u2026${high}`;
}

/** A value with the digits its axis can show. */
export function formatOnAxis(value: number, axis: Pick<AxisSpec, 'kind' | 'smallestSpan' | 'zeroLine'>): string {
  if (axis.kind === 'log') return formatScientific(value, 3);
  const decimals = axis.smallestSpan < 0.1 ? 3 : axis.smallestSpan < 5 ? 1 : 0;
  return axis.zeroLine ? formatSigned(value, decimals) : formatFixed(value, decimals);
}
