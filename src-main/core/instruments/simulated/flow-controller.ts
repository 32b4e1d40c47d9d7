import { STATUS_GOOD } from '../../../../shared/domain/quality.ts';
import type { DrawnConditions } from './conditions.ts';
import type { FlowPath } from './flow-path.ts';
import { tagIndex, type LabInstrument, type LabOutput } from './lab-output.ts';
import type { RandomStream } from './random-stream.ts';

const MEASURE_TAG = tagIndex('MFC.1.fMeasure');

/** Mass-flow controller: shows its flow once per period, even noise of the given half-width around it. */
export class FlowController implements LabInstrument {
  nextUs: number;
  readonly #flow: FlowPath;
  readonly #random: RandomStream;
  readonly #halfWidth: number;
  readonly #periodUs: number;

  constructor(conditions: DrawnConditions, flow: FlowPath, random: RandomStream) {
    this.#flow = flow;
    this.#random = random;
    this.#halfWidth = conditions.flow.noisePercent / 100;
    this.#periodUs = Math.round(conditions.flow.periodSeconds * 1e6);
    this.nextUs = Math.round(random.uniform(0, this.#periodUs));
  }

  publish(output: LabOutput): void {
    const shown = this.#flow.shown(this.nextUs / 1e6);
    const value = shown * (1 + this.#random.uniform(-this.#halfWidth, this.#halfWidth));
    output.put(MEASURE_TAG, this.nextUs, Math.fround(value), STATUS_GOOD);
    this.nextUs += this.#periodUs;
  }
}
