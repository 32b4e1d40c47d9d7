import type { Alert } from '../../../shared/api/alerts.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { LabClock } from '../../../shared/domain/clock.ts';
import type { RunEvent } from '../../../shared/domain/event.ts';
import type { Phase } from '../../../shared/domain/phase.ts';
import type { Severity } from '../../../shared/domain/quality.ts';
import type { RunHeader } from '../../../shared/domain/run.ts';
import type { ChannelSettings, InstrumentHealth } from '../instruments/instrument.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';

export type SessionState = 'connecting' | 'recording' | 'not-writing' | 'finishing' | 'finished' | 'failed';

/** Newest knowledge of one channel, from memory. Values are in the channel's unit. */
export interface ChannelNow {
  channel: Channel;
  /** Newest usable value and its source time; undefined before the first. */
  value: number | undefined;
  timeUs: number | undefined;
  /** Severity of the newest sample, usable or not. */
  severity: Severity | undefined;
  /** Laboratory UTC of the newest receipt, microseconds. */
  receiptUtcUs: number | undefined;
  /** Learnt median period, seconds; undefined until learnt or for on-change channels. */
  periodSeconds: number | undefined;
  samples: number;
}

/** New usable samples of one channel since the last take, in its unit; folded to extremes where there were many. */
export interface EdgeColumns {
  channelId: string;
  timeUs: Float64Array;
  value: Float64Array;
}

export interface SessionStatistics {
  samples: number;
  samplesPerSecond: number;
  gaps: number;
  queuedSamples: number;
  fileBytes: number;
  /** Source clock minus laboratory clock per source and how far that may be off, seconds (clock-offset.ts). */
  clockOffsets: { sourceId: string; offsetSeconds: number; spreadSeconds: number }[];
}

/** One run being recorded: instrument to file, with what a window wants to know of it. No window is needed. */
export interface RunSession {
  readonly header: RunHeader;
  readonly path: string;
  readonly labClock: LabClock;
  state(): SessionState;
  /** Called after each change of state, alerts or health. */
  onChange(listener: () => void): void;
  channels(): ChannelNow[];
  phases(): Phase[];
  /** Net charge of the current channel since its first sample, coulomb, on its own times; undefined without a current. */
  chargeCoulomb(): number | undefined;
  health(): InstrumentHealth[];
  alerts(): Alert[];
  markAlertsSeen(ids: string[]): void;
  statistics(): SessionStatistics;
  settings(): ChannelSettings[];
  /**
   * Samples since the taker's last call. Each taker has its own place; a slow taker gets folded extremes, never a growing queue.
   * @param taker any stable key, e.g. a connection's id
   */
  takeEdge(taker: string): { flush: number; columns: EdgeColumns[] };
  dropTaker(taker: string): void;
  /** The file, readable while it is written. */
  reader(): RunFileReader;
  annotate(text: string): void;
  /** Appends an event that the session itself cannot see, e.g. that the computer goes to sleep. */
  event(event: RunEvent): void;
  /** Writes a set point; resolves with the read-back, in the channel's unit. */
  write(channelId: string, value: number): Promise<number>;
  /** Ends the run: stops the instrument, seals the file. */
  stop(reason: string): Promise<void>;
}
