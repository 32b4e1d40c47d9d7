import type { Phase } from '../../../shared/domain/phase.ts';
import { maximumStepSeconds } from '../../../shared/domain/state-of-charge.ts';
import { GasSelectionFollower, overlayGasPhases, StepDetector } from '../../../shared/domain/step-detection.ts';
import type { SeriesColumns } from './cells.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Hole } from './series.ts';

/** Newest samples from which the usual distance of samples is learnt. */
const LEARN_FROM_SAMPLES = 65_536;
/** Shorter steps are never bridges (state-of-charge.ts). */
const SHORTEST_BRIDGE_US = 60e6;

/**
 * The course of the cell: charge and phases from the current on its own times, on the run's time axis; it grows with
 * the run. Charge is the trapezoidal integral of state-of-charge.ts, sample by sample.
 */
export class CellCourse {
  #timeUs = new GrowingColumn();
  #charge = new GrowingColumn();
  #lastAmpere = Number.NaN;
  #steps: StepDetector;
  #gas = new GasSelectionFollower();
  #longSteps: Hole[] = [];
  #lastUs = Number.NaN;

  /** @param nominalCurrentAmpere for the threshold between rest and current (step-detection.ts) */
  constructor(nominalCurrentAmpere: number | undefined) {
    this.#steps = new StepDetector(nominalCurrentAmpere);
  }

  /** Takes the next samples of the current, A; NaN is missing. */
  addCurrent({ timeUs, value }: SeriesColumns): void {
    for (let i = 0; i < timeUs.length; i++) {
      if (!Number.isFinite(value[i])) continue;
      this.#steps.push(timeUs[i], value[i]);
      this.#addCharge(timeUs[i], value[i]);
    }
  }

  addGasSelection({ timeUs, value }: SeriesColumns): void {
    for (let i = 0; i < timeUs.length; i++) if (Number.isFinite(value[i])) this.#gas.push(timeUs[i], value[i]);
  }

  phases(): Phase[] {
    return overlayGasPhases(this.#steps.phases(), this.#gas.stretches());
  }

  /** Times of usable current, ascending, and the net charge there, coulomb. */
  charge(): { timeUs: Float64Array; chargeCoulomb: Float64Array } {
    return { timeUs: this.#timeUs.view(), chargeCoulomb: this.#charge.view() };
  }

  /** Stretches without current that were bridged linearly: longer than max(10 x median step, 60 s) (science.md 1.6). */
  bridges(): Hole[] {
    if (this.#longSteps.length === 0) return [];
    const longestUs = maximumStepSeconds(this.#timeUs.view().subarray(-LEARN_FROM_SAMPLES)) * 1e6;
    return this.#longSteps.filter((step) => step.toUs - step.fromUs > longestUs);
  }

  /** Newest usable current, A, and its time; undefined before the first. */
  newest(): { timeUs: number; ampere: number; periodUs: number } | undefined {
    const times = this.#timeUs.view();
    if (times.length === 0) return undefined;
    const last = times[times.length - 1];
    const periodUs = times.length > 1 ? last - times[times.length - 2] : 0;
    return { timeUs: last, ampere: this.#lastAmpere, periodUs };
  }

  #addCharge(timeUs: number, ampere: number): void {
    const n = this.#timeUs.length;
    const charge = n > 0 ? this.#charge.view()[n - 1] : 0;
    const stepUs = timeUs - this.#lastUs;
    // A clock that stepped back gives no time to integrate over; the step itself is an event of the run.
    const added = stepUs > 0 ? ((ampere + this.#lastAmpere) / 2) * (stepUs / 1e6) : 0;
    this.#lastUs = timeUs;
    this.#lastAmpere = ampere;
    const newestUs = n > 0 ? this.#timeUs.view()[n - 1] : -Infinity;
    if (timeUs > newestUs) {
      this.#timeUs.push(timeUs);
      this.#charge.push(charge + added);
    } else {
      // Times that were there before cannot hold two charges; the newest one grows until the clock is past it.
      this.#charge.replaceLast(charge + added);
    }
    if (stepUs > SHORTEST_BRIDGE_US) this.#longSteps.push({ fromUs: timeUs - stepUs, toUs: timeUs });
  }
}
