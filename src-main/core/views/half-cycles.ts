import type { Phase } from '../../../shared/domain/phase.ts';

/** A charge or discharge of the run on the time axis; `toUs` is undefined while it lasts. */
export interface HalfCycle {
  /** Counted from 0 over charges and discharges. */
  index: number;
  phase: Phase;
  fromUs: number;
  toUs: number | undefined;
}

/** The half-cycles among the phases, in order. */
export function halfCycles(phases: Phase[]): HalfCycle[] {
  return phases
    .filter((phase) => phase.kind === 'charge' || phase.kind === 'discharge')
    .map((phase, index) => ({ index, phase, fromUs: phase.fromUs, toUs: phase.toUs ?? undefined }));
}
