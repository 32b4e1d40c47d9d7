import type { Channel } from '../../../shared/domain/channel.ts';
import type { Gap, RunEvent } from '../../../shared/domain/event.ts';
import type { Run, RunHeader } from '../../../shared/domain/run.ts';
import type { Receipt, ReceivedColumns, SampleBatch, SampleColumns } from '../../../shared/domain/samples.ts';
import type { Source } from '../../../shared/domain/source.ts';

/** Samples in a full block; the last block of a channel may hold fewer. */
export const BLOCK_SAMPLES = 4096;

/** Columns of a channel as stored, `receiptUtcUs` being laboratory UTC at receipt. */
export interface StoredColumns extends ReceivedColumns {
  receiptUtcUs: Float64Array;
}

/** One sealed block, or the tail as if it were one. */
export interface BlockSummary {
  channelId: string;
  /** Position of its first sample in the channel. */
  firstIndex: number;
  n: number;
  /** Earliest and latest time, microseconds. */
  tMinUs: number;
  tMaxUs: number;
  /** Over usable values; NaN if there is none. */
  vMin: number;
  vMax: number;
  /** How many samples are usable (quality.ts). */
  nGood: number;
  sealed: boolean;
}

/** What one channel holds. */
export interface ChannelSummary {
  channel: Channel;
  samples: number;
  /** Earliest and latest time on the source's clock, microseconds; NaN without samples. */
  firstTimeUs: number;
  lastTimeUs: number;
}

/** One thing wrong with a file, in words. */
export interface FileFinding {
  code: string;
  severity: 'warning' | 'alarm';
  text: string;
  channelId: string | null;
  /** Sample positions concerned, if any. */
  fromIndex: number | null;
  toIndex: number | null;
}

/** A versioned document kept in the run, e.g. a recipe; the newest of a kind counts, older ones are kept for ever. */
export interface StoredDocument {
  kind: string;
  /** Grows by one with every document of the run. */
  number: number;
  content: unknown;
}

/** A file kept inside the run, byte for byte: what an import read. */
export interface AttachmentSummary {
  name: string;
  /** Of the original bytes, hexadecimal. */
  sha256: string;
  /** Length of the original. */
  bytes: number;
}

/** A stretch of an attached file; parts are numbered from 0 and added in order. */
export interface AttachmentPart extends AttachmentSummary {
  part: number;
  parts: number;
  /** Original bytes of this part; stored compressed. */
  data: Uint8Array;
}

/**
 * Reads a run file; safe beside a running recorder. All methods are synchronous and may throw AppError:
 * `run-file-damaged` where a checksum does not match (open again with `salvage` to get the intact rest).
 */
export interface RunFileReader {
  readonly path: string;
  readonly header: RunHeader;
  /** What opening found wrong; empty for a sound file. `verify` checks everything. */
  readonly openFindings: readonly FileFinding[];
  /** True if the file is damaged and only its intact samples are presented, renumbered, with gaps `damaged-block`. */
  readonly salvaged: boolean;
  /** The run's metadata as last changed (name, tags, notes). */
  run(): Run;
  sources(): Source[];
  channels(): ChannelSummary[];
  events(): RunEvent[];
  gaps(): Gap[];
  blocks(channelId: string): BlockSummary[];
  /** All documents of a kind, oldest first. */
  documents(kind: string): StoredDocument[];
  /** Files kept inside the run; none in a salvaged one. */
  attachments(): AttachmentSummary[];
  /** The original bytes of an attached file, in parts. Throws AppError where a part is damaged. */
  readAttachment(sha256: string): Iterable<Uint8Array>;
  /** Samples [fromIndex, toIndex) of a channel, in order; default all. Server and receipt times stay unread. */
  read(channelId: string, options?: { fromIndex?: number; toIndex?: number }): SampleColumns;
  /** As `read`, with server and receipt times. */
  readAll(channelId: string, options?: { fromIndex?: number; toIndex?: number }): StoredColumns;
  /** Grows with every flush; lets a window ask for "up to flush n". */
  flushCount(): number;
  /** True while no clean end has been written. */
  isOpenEnded(): boolean;
  /** SHA-256 over the raw samples, hexadecimal (docs/run-file.md says over what exactly). */
  rawSha256(): string;
  /** Checks every block and tail row; the empty list means intact. */
  verify(): FileFinding[];
  close(): void;
}

/** Appends to a run file; holds the operating system's lock of the run. */
export interface RunFileWriter {
  readonly path: string;
  readonly reader: RunFileReader;
  /** Queues samples; they are durable after the next `flush`. */
  append(batches: SampleBatch[], receipt: Receipt): void;
  appendEvent(event: RunEvent): void;
  appendGap(gap: Gap): void;
  /** Changes name, tags, notes, operator; raw data and header are never touched. */
  updateRun(change: Partial<Pick<Run, 'name' | 'tags' | 'notes' | 'operator'>>): void;
  /**
   * One durable transaction with everything queued, then one that seals at most one channel. If it throws, what is not
   * stored stays queued.
   */
  flush(): void;
  /** Keeps a document (a recipe, say) in the run; kinds are kebab-case, `run` and `end` are taken. */
  appendDocument(kind: string, content: unknown): void;
  /** Keeps a part of a file in the run at once, in a transaction of its own. */
  appendAttachmentPart(part: AttachmentPart): void;
  /** Queued samples not yet durable. */
  queuedSamples(): number;
  /** Seals everything, checkpoints, leaves one copyable file, releases the lock. `reader` goes on until closed. */
  finish(): void;
  /** Releases handle and lock without sealing, as a crash would, after a last flush. */
  abandon(): void;
}
