import { selectValue } from './select-value.ts';

/**
 * Charge, specific capacity and state of charge from the current on its own times (science.md 5).
 * Positive current charges the cell.
 */

/** What the integration saw besides current. */
export interface ChargeColumns {
  /** Net charge since the first sample, coulomb; NaN where unusable current stands. */
  chargeCoulomb: Float64Array;
  /** Seconds bridged linearly because the current was missing for longer than `maximumStepSeconds`. */
  bridgedSeconds: number;
}

/** Steps the median of a long channel is taken from. */
const MOST_STEPS = 8001;

/** Longest step integrated without a flag: max(10 x median step, 60 s) (science.md 1.6); an even selection of a long channel. */
export function maximumStepSeconds(timeUs: Float64Array): number {
  if (timeUs.length < 2) return 60;
  const stride = Math.ceil((timeUs.length - 1) / MOST_STEPS);
  const steps = new Float64Array(Math.ceil((timeUs.length - 1) / stride));
  for (let i = 0; i < steps.length; i++) steps[i] = (timeUs[i * stride + 1] - timeUs[i * stride]) / 1e6;
  return Math.max(10 * selectValue(steps, steps.length >> 1), 60);
}

/**
 * Trapezoidal integral of current on its actual times; unusable samples are skipped and the step across them bridged.
 * @param currentAmpere NaN where missing.
 */
export function integrateCharge(timeUs: Float64Array, currentAmpere: Float64Array): ChargeColumns {
  const chargeCoulomb = new Float64Array(timeUs.length).fill(Number.NaN);
  const longest = maximumStepSeconds(timeUs);
  let bridgedSeconds = 0;
  let charge = 0;
  let last = -1;
  for (let i = 0; i < timeUs.length; i++) {
    if (!Number.isFinite(currentAmpere[i])) continue;
    if (last >= 0) {
      const seconds = (timeUs[i] - timeUs[last]) / 1e6;
      // A clock that stepped back gives no time to integrate over; the step itself is an event of the run.
      if (seconds > 0) {
        charge += ((currentAmpere[i] + currentAmpere[last]) / 2) * seconds;
        if (seconds > longest) bridgedSeconds += seconds;
      }
    }
    chargeCoulomb[i] = charge;
    last = i;
  }
  return { chargeCoulomb, bridgedSeconds };
}

/** Specific capacity in mAh/g of a charge in coulomb: `q = Q / (3.6 m)`. */
export function specificCapacity(chargeCoulomb: number, activeMassGram: number): number {
  return chargeCoulomb / (3.6 * activeMassGram);
}

/** State of charge in percent: 0 is as assembled, fully lithiated. */
export function stateOfCharge(capacityMilliampHourPerGram: number, theoreticalMilliampHourPerGram: number): number {
  return (100 * capacityMilliampHourPerGram) / theoreticalMilliampHourPerGram;
}
