import type { Channel } from '../../../shared/domain/channel.ts';
import type { Phase } from '../../../shared/domain/phase.ts';
import { isUsable } from '../../../shared/domain/quality.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { GasSelectionFollower, overlayGasPhases, StepDetector } from '../../../shared/domain/step-detection.ts';

/** Phases and net charge of the cell as the run goes on. */
export class LiveCell {
  #current: Channel | undefined;
  #selection: Channel | undefined;
  #steps: StepDetector;
  #gas = new GasSelectionFollower();
  #charge: number | undefined;
  #lastUs = Number.NaN;
  #lastAmpere = Number.NaN;

  constructor(channels: Channel[], nominalCurrentAmpere?: number) {
    this.#current = channels.find((channel) => channel.role === 'current');
    this.#selection = channels.find((channel) => channel.role === 'gas-selection');
    this.#steps = new StepDetector(nominalCurrentAmpere);
  }

  take(channelId: string, columns: SampleColumns): void {
    if (channelId === this.#current?.id) this.#takeCurrent(columns, this.#current);
    if (channelId === this.#selection?.id)
      for (let i = 0; i < columns.timeUs.length; i++)
        if (isUsable(columns.value[i], columns.status[i])) this.#gas.push(columns.timeUs[i], columns.value[i]);
  }

  phases(): Phase[] {
    return overlayGasPhases(this.#steps.phases(), this.#gas.stretches());
  }

  /** Net charge since the first usable current, coulomb; gaps are bridged linearly, as in the stored run. */
  chargeCoulomb(): number | undefined {
    return this.#charge;
  }

  #takeCurrent(columns: SampleColumns, channel: Channel): void {
    for (let i = 0; i < columns.timeUs.length; i++) {
      if (!isUsable(columns.value[i], columns.status[i])) continue;
      const timeUs = columns.timeUs[i];
      const ampere = columns.value[i] * channel.scale + channel.offset;
      if (timeUs > this.#lastUs) this.#charge! += ((ampere + this.#lastAmpere) / 2) * ((timeUs - this.#lastUs) / 1e6);
      this.#charge ??= 0;
      this.#lastUs = timeUs;
      this.#lastAmpere = ampere;
      this.#steps.push(timeUs, ampere);
    }
  }
}
