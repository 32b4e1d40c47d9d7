import type { Channel } from '../../../shared/domain/channel.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { QuestionId } from '../../../shared/domain/import-question.ts';
import type { TableMapping } from '../../../shared/domain/table-mapping.ts';

/** Something a reader wants known about a file; data are never dropped without one. */
export interface ReadFinding {
  /** Stable, kebab-case. */
  code: string;
  /** `warning`: a number is missing or may mislead; `info`: good to know. */
  severity: 'info' | 'warning';
  /** What was found, one sentence with the offending value. */
  sentence: string;
  /** What to do next, one sentence. */
  next: string;
  /** First line (1-based) or record it concerns, where there is one. */
  line: number | null;
  /** How often it was met. */
  count: number;
  channelId: string | null;
}

/** A clock of a file. */
export interface ReadSource extends Source {
  /**
   * Wall clock (microseconds as if UTC) at the zero of a `relative` clock, where the file states it; with a zone it
   * becomes `zeroUtcUs`. Times counted from a local start stay right through a daylight-saving step this way.
   */
  localZeroUs: number | null;
}

export interface ReadQuestion {
  id: QuestionId;
  /** What is asked and why, one sentence. */
  sentence: string;
  /** Answers understood; empty where any text of the kind may be typed. */
  choices: readonly string[];
  /** What was assumed without an answer; null where nothing was. */
  assumed: string | null;
}

/** A part of the file that belongs together: a loop, a technique, an experiment. Rows are 0-based data rows. */
export interface ReadSegment {
  label: string;
  fromRow: number;
  /** Last row, included. */
  toRow: number;
}

/** Where a file's wall clock left the passing of time. */
export interface ReadClockStep {
  sourceId: string;
  /** Own-clock stamps of the last sample before and the first after. */
  fromUs: number;
  toUs: number;
  /** Wall step minus elapsed time, seconds. */
  excessSeconds: number;
  cause: 'daylight-saving' | 'pause' | 'clock-set';
  line: number;
}

/** One analogue scan: value j stands at m/z `firstMass + j * massStep`. NaN where missing. */
export interface ReadSpectrum {
  sourceId: string;
  timeUs: number;
  firstMass: number;
  massStep: number;
  unit: string;
  values: Float64Array;
}

/** What a reader knows of a file besides samples. */
export interface ReadDescription {
  /** Clocks of the file; channels name theirs by `sourceId`. */
  sources: ReadSource[];
  /** Channels that hold at least one sample, in the file's order. */
  channels: Channel[];
  /** Names of the values of channels that count states (`cycler-state`), by channel id. */
  labels: Record<string, string[]>;
  segments: ReadSegment[];
  clockSteps: ReadClockStep[];
  /** Header lines as read, key to text. */
  metadata: Record<string, string>;
  questions: ReadQuestion[];
  findings: ReadFinding[];
  /** Data rows (records, cycles, scans) read. */
  rows: number;
}

/** One channel of a file: times on the file's own clock, in the file's order; unusable values NaN with a bad status. */
export interface ReadChannel {
  channel: Channel;
  columns: SampleColumns;
}

/** A whole file in memory. */
export interface ReadFile extends Omit<ReadDescription, 'channels'> {
  channels: ReadChannel[];
  spectra: ReadSpectrum[];
}

/** Takes what a parser reads. Columns are only lent: copy what is kept. */
export interface ReadSink {
  samples(channelId: string, columns: SampleColumns): void;
  spectrum(spectrum: ReadSpectrum): void;
}

export interface ReadOptions {
  /** Name without path: some formats keep their start time only there. */
  fileName: string;
  /** Bytes in all, where known. */
  size?: number;
  answers?: Partial<Record<QuestionId, string>>;
  /** How to read a table of no known format. */
  mapping?: TableMapping;
}

/** A file being read: bytes in, samples out, in constant memory for text formats. */
export interface FileParser {
  /** The next bytes; kept no longer than the call. @throws AppError */
  push(chunk: Uint8Array): void;
  /** After the last bytes. @throws AppError */
  end(): ReadDescription;
}

/** Whether a file is of a format, and why. */
export interface Recognition {
  /** 0 no; 1 certain. */
  certainty: number;
  /** One clause that reads on after "it is" or "it is not": what was found or missed. */
  reason: string;
}

/** One format. Readers are pure: bytes in, channels out. */
export interface Reader {
  /** Stable, kebab-case; becomes `reachedBy` of the sources. */
  readonly id: string;
  /** As a person calls it, e.g. `ixdat CSV`. */
  readonly name: string;
  /**
   * Decides by content alone; never throws.
   * @param head first 64 KiB of the file, or all of a smaller one
   * @param size bytes of the whole file, where known
   */
  recognise(head: Uint8Array, size?: number): Recognition;
  /** @throws AppError for anything the bytes can cause, here or in the parser; never anything else */
  open(options: ReadOptions, sink: ReadSink): FileParser;
  /** The whole file at once. @throws AppError */
  read(bytes: Uint8Array, fileName: string, options?: Omit<ReadOptions, 'fileName'>): ReadFile;
}

/** Bytes of a file's beginning that decide its format. */
export const HEAD_BYTES = 65_536;
