import type { SampleColumns } from '../../../shared/domain/samples.ts';
import type { AttachmentSummary, FileFinding, StoredColumns } from './run-file-contract.ts';
import type { SampleSummary } from './sample-codec.ts';

/** What a block row says of its samples, all under one checksum. */
export interface BlockNumbers extends SampleSummary {
  channel: number;
  firstIndex: number;
  n: number;
  crcSamples: number;
  crcStamps: number;
}

/** A block without its samples. */
export interface BlockRow extends BlockNumbers {
  /** Grows by one with every block of the file. */
  id: number;
}

export interface TailRow {
  channel: number;
  firstIndex: number;
  n: number;
  columns: StoredColumns;
}

/** An event, a gap or a document as stored. */
export interface TextRow {
  id: number;
  /** Only documents have one. */
  kind: string;
  json: string;
}

/** When samples left the server and when they were received. */
export type StampColumns = Pick<StoredColumns, 'serverTimeUs' | 'receiptUtcUs'>;

/**
 * Where a reader gets rows from: the SQLite engine, or the pages of a damaged file.
 * Everything returned has matched its checksum; what does not match is thrown as AppError `run-file-damaged`
 * or, by the store of a damaged file, left out.
 */
export interface RunFileStore {
  readonly path: string;
  /** What opening found wrong. */
  readonly findings: readonly FileFinding[];
  headerJson(): string;
  /** Grows with every commit. */
  flushCount(): number;
  /** Rows with an id above `afterId`, oldest first. */
  texts(table: 'event' | 'gap' | 'document', afterId: number): TextRow[];
  /** Blocks of all channels with an id above `afterId`, oldest first. */
  blocks(afterId: number): BlockRow[];
  samples(block: BlockRow): SampleColumns;
  stamps(block: BlockRow): StampColumns;
  /** Tail rows of a channel that start at `fromIndex` or later, in order, without holes. */
  tail(channel: number, fromIndex: number): TailRow[];
  /** Files kept inside the run. */
  attachments(): AttachmentSummary[];
  /** Parts of such a file in order; undefined in the place of a damaged or missing one. */
  attachmentParts(sha256: string): Iterable<Uint8Array | undefined>;
  /** All reads inside see one state of the file. */
  snapshot<Result>(work: () => Result): Result;
  /** Everything wrong that this store can find. @param channelIds in header order */
  verify(channelIds: readonly string[]): FileFinding[];
  close(): void;
}
