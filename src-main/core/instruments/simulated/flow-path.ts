import type { DrawnConditions } from './conditions.ts';
import { NOMINAL_FLOW_MLN_PER_MIN, molarFlow } from './physical-constants.ts';

/** A set point and the time it was given. */
interface FlowCommand {
  fromSeconds: number;
  setpointMlnPerMin: number;
  /** Shown flow at that moment. */
  startMlnPerMin: number;
}

/** The flow controller's gas: answers a set point as a first-order system; shown and true flow differ by a fixed factor. */
export class FlowPath {
  readonly #factor: number;
  readonly #responseSeconds: number;
  readonly #commands: FlowCommand[] = [
    { fromSeconds: 0, setpointMlnPerMin: NOMINAL_FLOW_MLN_PER_MIN, startMlnPerMin: NOMINAL_FLOW_MLN_PER_MIN },
  ];

  constructor(conditions: DrawnConditions) {
    this.#factor = conditions.flow.factor;
    this.#responseSeconds = conditions.flow.responseSeconds;
  }

  get setpointMlnPerMin(): number {
    return this.#commands.at(-1)!.setpointMlnPerMin;
  }

  /** A new set point from `seconds` on. */
  set(seconds: number, setpointMlnPerMin: number): void {
    this.#commands.push({ fromSeconds: seconds, setpointMlnPerMin, startMlnPerMin: this.shown(seconds) });
  }

  /** Flow as the controller shows it, without noise; the newest command counts from its time on. */
  shown(seconds: number): number {
    const command = this.#commands[this.#commands.length - 1];
    const elapsed = Math.max(seconds - command.fromSeconds, 0);
    const gap = command.startMlnPerMin - command.setpointMlnPerMin;
    // Settled to the last bit that matters; keeps the propagators of the gas path valid.
    if (gap === 0 || elapsed > 25 * this.#responseSeconds) return command.setpointMlnPerMin;
    return command.setpointMlnPerMin + gap * Math.exp(-elapsed / this.#responseSeconds);
  }

  /** True carrier flow, mol/s. */
  molPerSecond(seconds: number): number {
    return molarFlow(this.shown(seconds)) * this.#factor;
  }

  /** Every set point given, with the true flow it leads to. */
  history(): { fromSeconds: number; setpointMlnPerMin: number; trueMlnPerMin: number; trueMolPerSecond: number }[] {
    return this.#commands.map(({ fromSeconds, setpointMlnPerMin }) => ({
      fromSeconds,
      setpointMlnPerMin,
      trueMlnPerMin: setpointMlnPerMin * this.#factor,
      trueMolPerSecond: molarFlow(setpointMlnPerMin) * this.#factor,
    }));
  }
}
