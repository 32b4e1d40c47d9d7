import { channelSchema, type Channel } from '../../shared/domain/channel.ts';
import type { Gap, RunEvent } from '../../shared/domain/event.ts';
import { sourceSchema, type Source } from '../../shared/domain/source.ts';
import type { LabClock } from '../../shared/domain/clock.ts';
import type { ChannelPosition, Instrument, InstrumentSink } from '../../src-main/core/instruments/instrument.ts';

/** An instrument whose every sample the test decides; it keeps the contract of instrument.ts and nothing else. */
export class ScriptedInstrument implements Instrument {
  readonly sources: Source[] = [
    sourceSchema.parse({ id: 'qms', name: 'Mass spectrometer', kind: 'mass-spectrometer', clockKind: 'utc' }),
    sourceSchema.parse({ id: 'cycler', name: 'Cycler', kind: 'cycler', clockKind: 'utc' }),
  ];
  readonly channels: Channel[] = [
    channelSchema.parse({ id: 'qms.m32', name: 'm/z 32 O2', role: 'ion-current', mz: 32, unit: 'A', sourceId: 'qms' }),
    channelSchema.parse({ id: 'cycler.current', name: 'Current', role: 'current', unit: 'A', sourceId: 'cycler' }),
  ];
  positions: ChannelPosition[] = [];
  readBack: number | undefined;
  #labClock: LabClock;
  #sink: InstrumentSink | undefined;

  constructor(labClock: LabClock) {
    this.#labClock = labClock;
  }

  start(sink: InstrumentSink, positions: ChannelPosition[]): Promise<void> {
    this.#sink = sink;
    this.positions = positions;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#sink = undefined;
    return Promise.resolve();
  }

  write(_channelId: string, value: number): Promise<number> {
    return Promise.resolve(this.readBack ?? value);
  }

  settings() {
    return [];
  }

  /** Delivers good samples of one channel, received now. */
  deliver(channelId: string, timesUs: number[], values: number[]): void {
    this.#sink!.samples(
      [
        {
          channelId,
          timeUs: Float64Array.from(timesUs),
          value: Float64Array.from(values),
          status: new Uint32Array(values.length),
          serverTimeUs: new Float64Array(values.length).fill(Number.NaN),
        },
      ],
      { utcUs: this.#labClock.utcUs(), monotonicUs: this.#labClock.monotonicUs() },
    );
  }

  event(event: RunEvent): void {
    this.#sink!.event(event);
  }

  gap(gap: Gap): void {
    this.#sink!.gap(gap);
  }
}
