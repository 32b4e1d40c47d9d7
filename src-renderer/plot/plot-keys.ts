import type { PhaseView } from '../../shared/api/views.ts';
import { lowerBound } from './curve.ts';
import type { StackFrame } from './stack-frame.ts';

/** The next place of the cursor: by one sample of the densest curve in sight, or by one per cent of the width. */
export function movedCursor(frame: StackFrame, cursor: number | undefined, direction: 1 | -1, coarse: boolean): number {
  const { from, to } = frame.x;
  const start = cursor ?? (direction > 0 ? from : Math.min(frame.now ?? to, to));
  if (coarse) return Math.max(from, Math.min(to, start + direction * 0.01 * (to - from)));
  let best: number | undefined;
  for (const row of frame.rows)
    for (const curve of row.curves) {
      if (curve.staircase) continue;
      for (const candidate of neighbours(curve.columns.x, start, direction))
        if (isNearer(candidate, best, start, direction)) best = candidate;
    }
  return best === undefined ? start : Math.max(from, Math.min(to, best));
}

function neighbours(x: Float64Array, at: number, direction: 1 | -1): number[] {
  const place = lowerBound(x, at);
  const indices = direction > 0 ? [place, place + 1] : [place - 1];
  return indices.filter((index) => index >= 0 && index < x.length).map((index) => x[index]!);
}

function isNearer(candidate: number, best: number | undefined, start: number, direction: 1 | -1): boolean {
  const ahead = direction > 0 ? candidate > start + 1e-12 : candidate < start - 1e-12;
  return ahead && (best === undefined || Math.abs(candidate - start) < Math.abs(best - start));
}

/** The half-cycle before or after; the newest if none is chosen. Undefined where there is none. */
export function neighbourHalfCycle(
  phases: readonly PhaseView[],
  current: number | null,
  direction: 1 | -1,
): PhaseView | undefined {
  const halfCycles = phases.filter((phase) => phase.halfCycle !== null);
  if (halfCycles.length === 0) return undefined;
  const found = halfCycles.findIndex((phase) => phase.halfCycle === current);
  const place = found < 0 ? halfCycles.length - 1 : found;
  return halfCycles[Math.max(0, Math.min(halfCycles.length - 1, place + direction))];
}
