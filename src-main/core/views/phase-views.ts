import type { PhaseView } from '../../../shared/api/views.ts';
import { phaseLabel, type Phase } from '../../../shared/domain/phase.ts';
import { MICROSECONDS_PER_HOUR } from '../../../shared/domain/time.ts';

/** Range of state of charge in a half-cycle, percent. */
export type SocRange = { from: number; to: number };

/**
 * Phases as a window shows them: hours since the run's zero, half-cycles counted from 0.
 * @param socOf range of a half-cycle by its number; undefined where it cannot be known
 */
export function phaseViews(
  phases: Phase[],
  zeroUtcUs: number,
  socOf: (halfCycle: number) => SocRange | undefined,
): PhaseView[] {
  const hours = (us: number) => (us - zeroUtcUs) / MICROSECONDS_PER_HOUR;
  let halfCycles = 0;
  return phases.map((phase) => {
    const halfCycle = phase.kind === 'charge' || phase.kind === 'discharge' ? halfCycles++ : null;
    const soc = halfCycle === null ? undefined : socOf(halfCycle);
    return {
      label: phaseLabel(phase),
      kind: phase.kind,
      fromHours: hours(phase.fromUs),
      toHours: phase.toUs === null ? null : hours(phase.toUs),
      halfCycle,
      socFrom: soc?.from ?? null,
      socTo: soc?.to ?? null,
    };
  });
}
