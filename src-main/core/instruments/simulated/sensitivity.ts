import { LAB_GASES, type DrawnConditions } from './conditions.ts';
import type { Timeline } from './timeline.ts';

const DAY = 86_400;

/** How strongly the ion source answers, over the run: what is common to all masses, and what each gas does beside it. */
export class Sensitivity {
  readonly #conditions: DrawnConditions['sensitivity'];
  readonly #fromSeconds: number;
  readonly #toSeconds: number;

  constructor(conditions: DrawnConditions, timeline: Timeline) {
    this.#conditions = conditions.sensitivity;
    const plateaus = timeline.steps.filter((step) => step.kind === 'calibration-gas');
    const middle = (index: number) => (plateaus.at(index)!.fromSeconds + plateaus.at(index)!.toSeconds) / 2;
    this.#fromSeconds = middle(0);
    this.#toSeconds = middle(-1);
  }

  /** Multiplier gain over its start. */
  gain(seconds: number): number {
    return 1 + (this.#conditions.gainPercentPerDay / 100) * (seconds / DAY);
  }

  /** Inlet and ionisation of everything that comes with the carrier, over its mean (24 h room period). */
  carrierMode(seconds: number): number {
    const { roomPercent, roomPhase } = this.#conditions;
    return 1 + (roomPercent / 100) * Math.sin((2 * Math.PI * seconds) / DAY + roomPhase);
  }

  /** Change of the carrier ratio of a gas since the first calibration, as a factor; index of LAB_GASES. */
  driftFactor(gas: number, seconds: number): number {
    const s = this.#elapsed(seconds);
    const course = s + this.#conditions.driftBend * s * (1 - s);
    const detour = 4 * this.#conditions.driftDetourPercent * s * (1 - s);
    return 1 + (this.#conditions.driftPercent[LAB_GASES[gas]] * course + detour) / 100;
  }

  /** A per ppm at the base peak, at the nominal carrier current. */
  amperePerPpm(gas: number, seconds: number): number {
    return this.#conditions.amperePerPpm[LAB_GASES[gas]] * this.driftFactor(gas, seconds);
  }

  /** Carrier ratio of a gas: (I/I_He) per mole fraction relative to the carrier (science.md 1.2). */
  carrierRatio(gas: number, seconds: number): number {
    return (this.amperePerPpm(gas, seconds) * 1e6) / this.#conditions.carrierAmpere;
  }

  /** 0 at the first calibration, 1 at the second. */
  #elapsed(seconds: number): number {
    return Math.min(Math.max((seconds - this.#fromSeconds) / (this.#toSeconds - this.#fromSeconds), 0), 1);
  }
}
