import type { Channel } from '../../../shared/domain/channel.ts';
import type { Gap, RunEvent } from '../../../shared/domain/event.ts';
import type { Receipt, SampleBatch } from '../../../shared/domain/samples.ts';
import type { Source } from '../../../shared/domain/source.ts';

/** How an instrument stands, for health lights and alerts. */
export interface InstrumentHealth {
  sourceId: string;
  state: 'ok' | 'warning' | 'alarm' | 'off';
  /** One fact, e.g. `13 masses, 7.2 s`. */
  fact: string;
}

/** What the revised subscription looks like per channel, for the commissioning test and the run's record. */
export interface ChannelSettings {
  channelId: string;
  requestedQueueSize: number;
  revisedQueueSize: number;
  requestedSamplingMs: number;
  revisedSamplingMs: number;
}

/**
 * Where an instrument delivers. Calls are synchronous and must return quickly; nothing is delivered twice,
 * nothing out of source order (a step of the source's clock is announced by an event first).
 */
export interface InstrumentSink {
  samples(batches: SampleBatch[], receipt: Receipt): void;
  event(event: RunEvent): void;
  /** A closed hole, with exact bounds on the source's clock. */
  gap(gap: Gap): void;
  health(health: InstrumentHealth[]): void;
}

/** The last usable knowledge of a channel, given to an instrument that continues a run. */
export interface ChannelPosition {
  channelId: string;
  lastTimeUs: number;
  /** Keys of the newest samples, so that what the server repeats is known as repeated. */
  recent: { timeUs: number; value: number; status: number }[];
}

/** One way to reach instruments. Every implementation has a simulated twin behind the same contract. */
export interface Instrument {
  readonly sources: Source[];
  readonly channels: Channel[];
  /**
   * Connects and starts delivering. Rejects with an AppError when the first connection fails;
   * later outages are events and gaps, never rejections.
   * @param positions where a continued run left off; empty for a new one.
   */
  start(sink: InstrumentSink, positions: ChannelPosition[]): Promise<void>;
  /** Stops delivering after everything received has been handed over. */
  stop(): Promise<void>;
  /** Writes a set point and reads it back; the read-back in the channel's unit. Rejects with an AppError. */
  write(channelId: string, value: number): Promise<number>;
  settings(): ChannelSettings[];
}
