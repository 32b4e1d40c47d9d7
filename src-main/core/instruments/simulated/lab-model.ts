import { AppError } from '../../../../shared/api/errors.ts';
import { STATUS_GOOD } from '../../../../shared/domain/quality.ts';
import { Cycler } from './cycler.ts';
import { describeTruth } from './describe-truth.ts';
import { FlowController } from './flow-controller.ts';
import type { EmitValue, LabModel, LabOptions } from './lab-model-contract.ts';
import { LabOutput, tagIndex, type LabInstrument } from './lab-output.ts';
import type { LabSource } from './lab-tags.ts';
import { buildWorld, type LabWorld } from './lab-world.ts';
import { MassSpectrometer } from './mass-spectrometer.ts';
import { RandomStream } from './random-stream.ts';
import type { LabStep } from './timeline.ts';
import type { SimulationTruth } from './truth.ts';

const HIGHEST_FLOW_MLN_PER_MIN = 20;

const TAGS = {
  setpoint: tagIndex('MFC.1.fSetpoint'),
  valve: tagIndex('Gas.Valve.Selection'),
  step: tagIndex('Cycler.Ch1.Step'),
  cycle: tagIndex('Cycler.Ch1.Cycle'),
  state: tagIndex('Cycler.Ch1.State'),
};

/** The model with what only a simulation can give: the truth, and a detector that fails on demand. */
export interface SimulatedLab extends LabModel {
  /** What really happened in this run, clock steps and set points so far included. */
  truth(): SimulationTruth;
  /** Ion currents keep plausible values, their status becomes BadSensorFailure until switched back. */
  setSensorFailure(failed: boolean): void;
}

/**
 * Builds the simulated laboratory. Same options and same commands at the same model times give the same values,
 * however `advance` is called.
 * @throws AppError where `options.conditions` cannot be.
 */
export function createLabModel(options: LabOptions): SimulatedLab {
  return new Laboratory(buildWorld(options));
}

class Laboratory implements SimulatedLab {
  readonly durationSeconds: number;
  readonly #world: LabWorld;
  readonly #output: LabOutput;
  readonly #spectrometer: MassSpectrometer;
  readonly #instruments: LabInstrument[];
  /** On-change values not yet published, in order. */
  #announcements: { tag: number; timeUs: number; value: number }[] = [];
  #nextStep = 0;
  #nowUs = 0;

  constructor(world: LabWorld) {
    this.#world = world;
    this.durationSeconds = world.durationSeconds;
    const { conditions, timeline, voltage, flow, options } = world;
    const random = (name: string) => new RandomStream(options.seed, `noise/${name}`);
    this.#output = new LabOutput(options.startUtcUs, conditions.clocks);
    this.#spectrometer = new MassSpectrometer(conditions, world, random);
    this.#instruments = [
      this.#spectrometer,
      new FlowController(conditions, flow, random('flow')),
      new Cycler(conditions, timeline, voltage, random('cycler')),
    ];
    this.#spectrometer.announceAll(this.#announce);
    this.#announce(TAGS.setpoint, flow.setpointMlnPerMin);
    this.#announceStep(timeline.steps[0], undefined);
    this.#nextStep = 1;
  }

  advance(seconds: number, emit: EmitValue): void {
    const targetUs = Math.floor(seconds * 1e6);
    if (!(targetUs >= this.#nowUs)) return;
    this.#output.sendTo(emit);
    const [spectrometer, controller, cycler] = this.#instruments;
    for (;;) {
      const scheduleUs = this.#scheduleUs();
      let next = scheduleUs;
      let due: LabInstrument | undefined;
      if (spectrometer.nextUs < next) next = (due = spectrometer).nextUs;
      if (controller.nextUs < next) next = (due = controller).nextUs;
      if (cycler.nextUs < next) next = (due = cycler).nextUs;
      if (next > targetUs) break;
      if (due) due.publish(this.#output);
      else this.#publishSchedule();
    }
    this.#nowUs = targetUs;
  }

  setFlow(mlnPerMin: number): void {
    if (!(mlnPerMin >= 0 && mlnPerMin <= HIGHEST_FLOW_MLN_PER_MIN)) {
      throw new AppError({
        code: 'flow-out-of-range',
        happened: `The flow controller takes 0 to ${HIGHEST_FLOW_MLN_PER_MIN} mln/min, not ${mlnPerMin}.`,
        safe: 'The flow is as it was.',
        next: 'Give a flow within its range.',
      });
    }
    const setpoint = Math.fround(mlnPerMin);
    if (setpoint === this.#world.flow.setpointMlnPerMin) return;
    this.#world.flow.set(this.#nowUs / 1e6, setpoint);
    this.#announce(TAGS.setpoint, setpoint);
  }

  setScanning(on: boolean): void {
    this.#spectrometer.setScanning(on, this.#nowUs, this.#announce);
  }

  setEmission(on: boolean): void {
    this.#spectrometer.setEmission(on, this.#announce);
  }

  setSensorFailure(failed: boolean): void {
    this.#spectrometer.setSensorFailure(failed);
  }

  stepClock(source: LabSource, seconds: number): void {
    this.#output.clocks[source].step(this.#nowUs, seconds);
  }

  truth(): SimulationTruth {
    return describeTruth(this.#world, this.#output.clocks);
  }

  readonly #announce = (tag: number, value: number): void => {
    this.#announcements.push({ tag, timeUs: this.#nowUs, value });
  };

  /** Valve and cycler counters where they change from one step to the next. */
  #announceStep(step: LabStep, before: LabStep | undefined): void {
    const timeUs = Math.round(step.fromSeconds * 1e6);
    const announceChange = (tag: number, value: number, old: number | undefined) => {
      if (value !== old) this.#announcements.push({ tag, timeUs, value });
    };
    announceChange(TAGS.valve, step.valve, before?.valve);
    announceChange(TAGS.step, step.cyclerStep, before?.cyclerStep);
    announceChange(TAGS.cycle, step.cycle, before?.cycle);
    announceChange(TAGS.state, step.cyclerState, before?.cyclerState);
  }

  /** True time of the next status word or step change. */
  #scheduleUs(): number {
    if (this.#announcements.length > 0) return this.#announcements[0].timeUs;
    const step = this.#world.timeline.steps[this.#nextStep];
    return step ? Math.round(step.fromSeconds * 1e6) : Infinity;
  }

  #publishSchedule(): void {
    const announcements = this.#announcements;
    if (announcements.length > 0) {
      this.#announcements = [];
      for (const { tag, timeUs, value } of announcements) this.#output.put(tag, timeUs, value, STATUS_GOOD);
      return;
    }
    const { steps } = this.#world.timeline;
    this.#announceStep(steps[this.#nextStep], steps[this.#nextStep - 1]);
    this.#nextStep += 1;
  }
}
