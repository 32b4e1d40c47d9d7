import type { PhaseView } from '../../../shared/api/views.ts';
import type { Range } from '../../plot/range.ts';

/** Before or after the measurement, as the recipe says it. */
export type CalibrationTime = 'pre' | 'post';

/** Zero and calibration gas closer than this belong to one calibration, hours. */
const LONGEST_PAUSE_HOURS = 0.5;
/** Shown beside the first and last phase, as a share of their length. */
const AIR = 0.08;

/**
 * The stretch of zero and calibration gas before or after the measurement; the other one where only that exists.
 * @param endHours end of the run, for a phase that lasts
 */
export function gasStretch(
  phases: readonly PhaseView[],
  wanted: CalibrationTime,
  endHours: number,
): { when: CalibrationTime; range: Range } | undefined {
  const firstCycle = phases.find(({ halfCycle }) => halfCycle !== null)?.fromHours ?? Number.POSITIVE_INFINITY;
  const groups: { from: number; to: number }[] = [];
  for (const phase of phases) {
    if (phase.kind !== 'zero-gas' && phase.kind !== 'calibration-gas') continue;
    const to = phase.toHours ?? endHours;
    const last = groups.at(-1);
    if (last && phase.fromHours - last.to <= LONGEST_PAUSE_HOURS) last.to = to;
    else groups.push({ from: phase.fromHours, to });
  }
  const before = groups.findLast(({ from }) => from < firstCycle);
  const after = groups.findLast(({ from }) => from >= firstCycle);
  const when = (wanted === 'pre' ? before : after) ? wanted : wanted === 'pre' ? 'post' : 'pre';
  const found = when === 'pre' ? before : after;
  if (!found) return undefined;
  const air = AIR * (found.to - found.from);
  return { when, range: { from: Math.max(0, found.from - air), to: found.to + air } };
}

/** Which calibrations a run has. */
export function calibrationTimes(phases: readonly PhaseView[]): CalibrationTime[] {
  return (['pre', 'post'] as const).filter((when) => gasStretch(phases, when, 0)?.when === when);
}
