import { AppError } from '../../../../shared/api/errors.ts';
import { openCircuitPotential } from './open-circuit-potential.ts';
import { INDIUM_OFFSET, LOWER_CUTOFF_VOLT, UPPER_CUTOFF_VOLT } from './physical-constants.ts';
import { StepCursor, stateOfChargeIn, type LabStep, type Timeline } from './timeline.ts';

/** The share of a change of polarisation that follows the current at once; the rest relaxes with two time constants. */
const OHMIC_SHARE = 0.3;
const FAST_SHARE = 0.6;
const FAST_SECONDS = 40;
const SLOW_SECONDS = 1500;

/** How far a freshly assembled cell starts below its resting voltage, and how fast it gets there. */
const ASSEMBLY_VOLT = -0.008;
const ASSEMBLY_SECONDS = 7200;

/**
 * True cell voltage against In/InLi: open-circuit potential plus polarisation. Polarisation is shaped over each
 * half-cycle such that its end meets the cut-off at the capacity the conditions ask for.
 */
export class CellVoltage {
  readonly #cursor: StepCursor;
  /** Polarisation before the current changed at the start of each step, less what the new current asks for. */
  readonly #jump = new Map<LabStep, number>();

  /** @throws AppError where a capacity cannot be reached within the cut-off voltages. */
  constructor(timeline: Timeline) {
    this.#cursor = new StepCursor(timeline);
    let before = ASSEMBLY_VOLT;
    for (const step of timeline.steps) {
      const jump = before - demand(step, 0);
      this.#jump.set(step, jump);
      refuseImpossible(step);
      before = demand(step, 1) + relaxing(step, jump, step.toSeconds - step.fromSeconds);
    }
  }

  /** Cell voltage in V at a laboratory time. */
  at(seconds: number): number {
    const step = this.#cursor.at(seconds);
    return this.#within(step, seconds);
  }

  /** Cell voltage at the very end of a step, before the current changes. */
  atEndOf(step: LabStep): number {
    return this.#within(step, step.toSeconds);
  }

  /** The first time within a step at which the voltage reaches `volt`, or its end. */
  firstReach(step: LabStep, volt: number): number {
    const grid = 2000;
    const seconds = step.toSeconds - step.fromSeconds;
    for (let i = 1; i <= grid; i++) {
      if (this.#within(step, step.fromSeconds + (seconds * i) / grid) < volt) continue;
      let low = step.fromSeconds + (seconds * (i - 1)) / grid;
      let high = step.fromSeconds + (seconds * i) / grid;
      for (let k = 0; k < 50; k++) {
        const middle = (low + high) / 2;
        if (this.#within(step, middle) < volt) low = middle;
        else high = middle;
      }
      return high;
    }
    return step.toSeconds;
  }

  #within(step: LabStep, seconds: number): number {
    const elapsed = seconds - step.fromSeconds;
    const progress = Math.min(Math.max(elapsed / (step.toSeconds - step.fromSeconds), 0), 1);
    const rest = openCircuitPotential(stateOfChargeIn(step, seconds)) - INDIUM_OFFSET;
    return rest + demand(step, progress) + relaxing(step, this.#jump.get(step)!, elapsed);
  }
}

/** Polarisation that the current of a step asks for at a progress from 0 to 1, V. */
function demand(step: LabStep, progress: number): number {
  if (step.currentAmpere === 0) return 0;
  const end = openCircuitPotential(step.toStateOfCharge) - INDIUM_OFFSET;
  const left = 1 - progress;
  if (step.currentAmpere > 0) {
    const total = UPPER_CUTOFF_VOLT - end;
    // Slow diffusion in the full lattice at the start, growing resistance towards the end.
    const start = 0.05 * Math.exp(-progress / 0.03) * left;
    return total * (0.45 + 0.55 * progress * progress * progress) + start;
  }
  const total = end - LOWER_CUTOFF_VOLT;
  const plain = 0.07;
  const knee = 0.65 * Math.exp(-left / 0.012) + 0.35 * Math.exp(-left / 0.06);
  return -(plain + (total - plain) * knee);
}

function relaxing(step: LabStep, jump: number, elapsed: number): number {
  if (step.cyclerStep <= 1) return jump * Math.exp(-elapsed / ASSEMBLY_SECONDS);
  if (elapsed > 40 * SLOW_SECONDS) return 0;
  const fast = FAST_SHARE * Math.exp(-elapsed / FAST_SECONDS);
  const slow = (1 - FAST_SHARE) * Math.exp(-elapsed / SLOW_SECONDS);
  return jump * (1 - OHMIC_SHARE) * (fast + slow);
}

function refuseImpossible(step: LabStep): void {
  const reach = openCircuitPotential(step.toStateOfCharge) - INDIUM_OFFSET;
  const fits = step.toStateOfCharge > 0 && step.toStateOfCharge < 0.97;
  if (step.currentAmpere === 0 || (fits && reach < UPPER_CUTOFF_VOLT && reach > LOWER_CUTOFF_VOLT)) return;
  throw new AppError({
    code: 'simulation-conditions',
    happened: `The simulated cell cannot end ${step.kind} ${step.number} at ${(100 * step.toStateOfCharge).toFixed(1)} % state of charge.`,
    safe: 'Nothing was started or written.',
    next: 'Give capacities that stay between the cut-off voltages 2.3 and 3.7 V.',
  });
}
