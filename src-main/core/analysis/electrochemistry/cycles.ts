import type { TimedPhase } from './build-phases.ts';

/** One cycle: a charge and the discharge that follows it. */
export interface Cycle {
  number: number;
  /** Charge that passed, coulomb, both positive; NaN where the half is missing. */
  chargeCoulomb: number;
  dischargeCoulomb: number;
}

/** Q(discharge) / Q(charge) in percent: 175/221 is 79.2 (science.md 5). */
export function coulombicEfficiencyPercent(dischargeCapacity: number, chargeCapacity: number): number {
  return (100 * dischargeCapacity) / chargeCapacity;
}

/** Pairs charges with the discharges that follow. @param passed net charge of a phase, coulomb */
export function findCycles(phases: readonly TimedPhase[], passed: (phase: TimedPhase) => number): Cycle[] {
  const cycles: Cycle[] = [];
  for (const phase of phases) {
    if (phase.kind === 'charge') {
      cycles.push({ number: cycles.length + 1, chargeCoulomb: Math.abs(passed(phase)), dischargeCoulomb: Number.NaN });
    } else if (phase.kind === 'discharge') {
      const open = cycles.at(-1);
      if (open && Number.isNaN(open.dischargeCoulomb)) open.dischargeCoulomb = Math.abs(passed(phase));
    }
  }
  return cycles;
}
