import { STATUS_GOOD } from '../../../../shared/domain/quality.ts';
import type { CellVoltage } from './cell-voltage.ts';
import type { DrawnConditions } from './conditions.ts';
import { tagIndex, type LabInstrument, type LabOutput } from './lab-output.ts';
import type { RandomStream } from './random-stream.ts';
import { StepCursor, type Timeline } from './timeline.ts';

/** 16 bits over 5 V. */
const VOLTAGE_STEP = 5 / 65_536;

const VOLTAGE_TAG = tagIndex('Cycler.Ch1.Voltage');
const CURRENT_TAG = tagIndex('Cycler.Ch1.Current');

/** Battery cycler: voltage and current once per period. Its step counters are part of the schedule (lab-model.ts). */
export class Cycler implements LabInstrument {
  nextUs: number;
  readonly #conditions: DrawnConditions['cycler'];
  readonly #periodUs: number;
  readonly #cursor: StepCursor;
  readonly #voltage: CellVoltage;
  readonly #random: RandomStream;

  constructor(conditions: DrawnConditions, timeline: Timeline, voltage: CellVoltage, random: RandomStream) {
    this.#conditions = conditions.cycler;
    this.#cursor = new StepCursor(timeline);
    this.#voltage = voltage;
    this.#random = random;
    this.#periodUs = Math.round(conditions.cycler.periodSeconds * 1e6);
    this.nextUs = Math.round(random.uniform(0, this.#periodUs));
  }

  publish(output: LabOutput): void {
    const now = this.nextUs;
    const seconds = now / 1e6;
    const { voltageNoiseVolt, currentGain, currentNoiseAmpere } = this.#conditions;
    const volt = this.#voltage.at(seconds) + voltageNoiseVolt * this.#random.gaussian();
    const ampere = this.#cursor.at(seconds).currentAmpere * currentGain + currentNoiseAmpere * this.#random.gaussian();
    output.put(VOLTAGE_TAG, now, Math.round(volt / VOLTAGE_STEP) * VOLTAGE_STEP, STATUS_GOOD);
    output.put(CURRENT_TAG, now, ampere, STATUS_GOOD);
    this.nextUs = now + this.#periodUs;
  }
}
