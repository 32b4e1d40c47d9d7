import type { DrawnConditions } from './conditions.ts';
import type { EmitValue } from './lab-model-contract.ts';
import { LAB_TAGS, type LabSource } from './lab-tags.ts';

/** Position of a tag in LAB_TAGS. */
export function tagIndex(id: string): number {
  const index = LAB_TAGS.findIndex((tag) => tag.id === id);
  if (index < 0) throw new Error(`the lab has no tag ${id}`);
  return index;
}

/** The clock of one instrument: stamps true laboratory time as the instrument believes it. */
export class InstrumentClock {
  readonly offsetSeconds: number;
  readonly driftPpm: number;
  /** Steps since the start; `fromSeconds` in laboratory time. */
  readonly steps: { fromSeconds: number; shiftSeconds: number }[] = [];
  readonly #startUtcUs: number;
  #shiftUs: number;

  constructor(startUtcUs: number, clock: { offsetSeconds: number; driftPpm: number }) {
    this.offsetSeconds = clock.offsetSeconds;
    this.driftPpm = clock.driftPpm;
    this.#startUtcUs = startUtcUs;
    this.#shiftUs = clock.offsetSeconds * 1e6;
  }

  /** Whole microseconds UTC by this clock, steps so far included. */
  stamp(trueUs: number): number {
    return this.#startUtcUs + Math.round(trueUs + trueUs * this.driftPpm * 1e-6 + this.#shiftUs);
  }

  /** What this clock showed, or will show if it is not touched again, at another time than now. */
  stampAt(trueUs: number): number {
    const seconds = trueUs / 1e6;
    let shift = this.offsetSeconds;
    for (const step of this.steps) if (step.fromSeconds <= seconds) shift += step.shiftSeconds;
    return this.#startUtcUs + Math.round(trueUs + trueUs * this.driftPpm * 1e-6 + shift * 1e6);
  }

  step(trueUs: number, seconds: number): void {
    this.steps.push({ fromSeconds: trueUs / 1e6, shiftSeconds: seconds });
    this.#shiftUs += seconds * 1e6;
  }
}

/** Where instruments publish: stamps each value by the clock of the tag's instrument. Times are true microseconds since the start. */
export class LabOutput {
  readonly clocks: Record<LabSource, InstrumentClock>;
  readonly #clockOfTag: InstrumentClock[];
  #emit: EmitValue = () => {};

  constructor(startUtcUs: number, clocks: DrawnConditions['clocks']) {
    this.clocks = {
      qms: new InstrumentClock(startUtcUs, clocks.qms),
      mfc: new InstrumentClock(startUtcUs, clocks.mfc),
      cycler: new InstrumentClock(startUtcUs, clocks.cycler),
      valve: new InstrumentClock(startUtcUs, clocks.valve),
    };
    this.#clockOfTag = LAB_TAGS.map((tag) => this.clocks[tag.source]);
  }

  /** The receiver from now on. */
  sendTo(emit: EmitValue): void {
    this.#emit = emit;
  }

  put(tag: number, trueUs: number, value: number, status: number): void {
    this.#emit(tag, this.#clockOfTag[tag].stamp(trueUs), value, status);
  }
}

/** An instrument that publishes on its own schedule. */
export interface LabInstrument {
  /** True microseconds since the start of the next publication; Infinity while silent. */
  readonly nextUs: number;
  /** Publishes what is due at `nextUs` and moves on. */
  publish(output: LabOutput): void;
}
