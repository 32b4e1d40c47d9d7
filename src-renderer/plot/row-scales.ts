import { extremesWithin } from './curve.ts';
import { linearLimits, logLimits, steadyLimits } from './limits.ts';
import type { Range } from './range.ts';
import type { AxisSpec, StackFrame, StackRow, XKind } from './stack-frame.ts';
import { linearTicks, logTicks, timeTicks, type Ticks } from './ticks.ts';

/** Titles of x where it is not time. */
const X_TITLES = { soc: 'SOC / %', capacity: 'Capacity / mAh g\u207b\u00b9', voltage: 'E / V' };

/** At most so many ticks of x, with the axis title. */
export function xTicks(kind: XKind, x: Range, count: number): Ticks & { title: string } {
  if (kind === 'time') return timeTicks(x.from, x.to, count);
  return { ...linearTicks(x.from, x.to, count), title: X_TITLES[kind] };
}

/** Ticks of a y-axis on a row so many CSS pixels high. */
export function ticksOf(axis: AxisSpec, limits: Range, height: number): Ticks {
  if (axis.kind === 'log') return logTicks(limits.from, limits.to, 18 / Math.max(36, height - 20));
  return linearTicks(limits.from, limits.to, height > 130 ? 5 : 4);
}

/** Limits of an axis around its curves; as before where they still fit. */
export function limitsOf(
  row: StackRow,
  axis: AxisSpec,
  side: 'left' | 'right',
  frame: StackFrame,
  previous: Range | undefined,
): Range {
  const log = axis.kind === 'log';
  const collect = (within: Range) => {
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (const curve of row.curves) {
      if (curve.side !== side) continue;
      const found = extremesWithin(curve.columns, within.from, within.to, log);
      if (!found) continue;
      min = Math.min(min, found.min * axis.factor);
      max = Math.max(max, found.max * axis.factor);
    }
    return { min, max };
  };
  let found = { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
  for (const wanted of axis.limitsWithin ?? []) {
    const part = { from: Math.max(wanted.from, frame.x.from), to: Math.min(wanted.to, frame.x.to) };
    if (!(part.to > part.from)) continue;
    const within = collect(part);
    found = { min: Math.min(found.min, within.min), max: Math.max(found.max, within.max) };
  }
  if (!(found.max >= found.min)) found = collect(frame.x);
  if (axis.includesZero) found = { min: Math.min(found.min, 0), max: Math.max(found.max, 0) };
  const next = log ? logLimits(found.min, found.max) : linearLimits(found.min, found.max, axis.smallestSpan);
  return steadyLimits(previous, next, log);
}
