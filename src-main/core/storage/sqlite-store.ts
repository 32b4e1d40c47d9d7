import { AppError } from '../../../shared/api/errors.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { listAttachments, readAttachmentParts } from './attachments.ts';
import { finding } from './finding.ts';
import type { AttachmentSummary, FileFinding } from './run-file-contract.ts';
import { CHANNEL_STRIDE } from './run-file-schema.ts';
import { END_KIND } from './run-file-end.ts';
import { leaveLogModeIfFree } from './log-mode.ts';
import { blockRowCrc32, tailKey, tailRowCrc32, textRowCrc32 } from './run-file-rows.ts';
import type { BlockRow, RunFileStore, StampColumns, TailRow, TextRow } from './run-file-store.ts';
import {
  decodeTail,
  float64Column,
  samplesCrc32,
  serverTimeColumn,
  stampsCrc32,
  uint32Column,
} from './sample-codec.ts';
import { bytesOf, cells, numberOf, textOf, type Sqlite, type SqlRow } from './sqlite.ts';
import { DAMAGED, damagedProblem, withProblems } from './storage-problems.ts';
import { verifyRows } from './verify-rows.ts';

const BLOCK_FIELDS =
  'id, channel, first_index, n, t_min_us, t_max_us, v_min, v_max, n_good, crc32_samples, crc32_stamps, crc32_row';

/** A sound run file through the SQLite engine. */
export class SqliteStore implements RunFileStore {
  readonly path: string;
  readonly findings: readonly FileFinding[];
  #sqlite: Sqlite;
  #onClose: () => void;

  constructor(sqlite: Sqlite, path: string, findings: readonly FileFinding[] = [], onClose = () => {}) {
    this.#sqlite = sqlite;
    this.path = path;
    this.findings = findings;
    this.#onClose = onClose;
  }

  headerJson(): string {
    const rows = this.#all(`SELECT ${cells('copy, json, crc32')} FROM header ORDER BY copy`);
    const sound = rows.find(([copy, json, crc]) => crc === textRowCrc32('header', numberOf(copy), '', textOf(json)));
    if (!sound) throw damagedProblem(this.path, 'what its samples mean cannot be read any more');
    return textOf(sound[1]);
  }

  flushCount(): number {
    return Number(this.#all('SELECT max(id) FROM flush')[0]?.[0] ?? 0);
  }

  texts(table: 'event' | 'gap' | 'document', afterId: number): TextRow[] {
    const columns = cells(table === 'document' ? 'id, json, crc32, kind' : 'id, json, crc32');
    return this.#all(`SELECT ${columns} FROM ${table} WHERE id > ? ORDER BY id`, [afterId]).map(
      ([id, json, crc, kind], i) => {
        const row = { id: numberOf(id), kind: textOf(kind), json: textOf(json) };
        if (row.id !== afterId + 1 + i || crc !== textRowCrc32(table, row.id, row.kind, row.json))
          throw damagedProblem(this.path, `its ${table} number ${afterId + 1 + i} does not match its checksum`);
        return row;
      },
    );
  }

  blocks(afterId: number): BlockRow[] {
    const rows = this.#all(`SELECT ${cells(BLOCK_FIELDS)} FROM block WHERE id > ? ORDER BY id`, [afterId]);
    return rows.map((row, i) => {
      const block = blockFromRow(row);
      if (block.id !== afterId + 1 + i || blockRowCrc32(block) !== row[11])
        throw damagedProblem(this.path, `its block number ${afterId + 1 + i} does not match its checksum`);
      return block;
    });
  }

  samples(block: BlockRow): SampleColumns {
    const [time, value, status] = this.#blobs(block, 'time, value, status');
    if (samplesCrc32({ time, value, status }) !== block.crcSamples) throw this.#damagedBlock(block, 'samples');
    return { timeUs: float64Column(time), value: float64Column(value), status: uint32Column(status) };
  }

  stamps(block: BlockRow): StampColumns {
    const [serverTime, receiptTime] = this.#blobs(block, 'server_time, receipt_time');
    if (stampsCrc32({ serverTime, receiptTime }) !== block.crcStamps)
      throw this.#damagedBlock(block, 'server and receipt times of samples');
    return { serverTimeUs: serverTimeColumn(serverTime, block.n), receiptUtcUs: float64Column(receiptTime) };
  }

  tail(channel: number, fromIndex: number): TailRow[] {
    const rows = this.#all(
      `SELECT ${cells('channel, first_index, n, crc32, data')} FROM tail WHERE id >= ? AND id < ? ORDER BY id`,
      [tailKey(channel, fromIndex), (channel + 1) * CHANNEL_STRIDE],
    );
    let next = fromIndex;
    return rows.map((row) => {
      const [rowChannel, firstIndex, n, crc] = row.map(numberOf);
      const data = bytesOf(row[4]);
      if (rowChannel !== channel || firstIndex !== next || tailRowCrc32(channel, firstIndex, n, data) !== crc)
        throw damagedProblem(
          this.path,
          `newest samples of channel ${channel + 1}, from ${next} on, do not match their checksum`,
        );
      next += n;
      return { channel, firstIndex, n, columns: decodeTail(data, n) };
    });
  }

  attachments(): AttachmentSummary[] {
    return withProblems(this.path, 'read', () => listAttachments(this.#sqlite));
  }

  attachmentParts(sha256: string): Iterable<Uint8Array | undefined> {
    return readAttachmentParts(this.#sqlite, sha256);
  }

  snapshot<Result>(work: () => Result): Result {
    return withProblems(this.path, 'read', () => this.#sqlite.transaction('DEFERRED', work));
  }

  verify(channelIds: readonly string[]): FileFinding[] {
    const findings = [...this.findings];
    try {
      this.snapshot(() => findings.push(...verifyRows(this.#sqlite, channelIds)));
    } catch (error) {
      // Some damage shows only when the engine ends its reading.
      if (!(error instanceof AppError) || error.code !== DAMAGED) throw error;
      if (findings.length === this.findings.length) findings.push(finding('structure-damaged', error.problem.happened));
    }
    return findings;
  }

  close(): void {
    const wasEndedUnderReading = this.#isEndedWithLog();
    this.#sqlite.close();
    this.#onClose();
    if (wasEndedUnderReading) leaveLogModeIfFree(this.path);
  }

  /** A run that ended while somebody read it keeps its log until the last reader goes. */
  #isEndedWithLog(): boolean {
    try {
      if (this.#sqlite.pragma('journal_mode') !== 'wal') return false;
      return this.#sqlite.prepare('SELECT 1 FROM document WHERE kind = ?').get([END_KIND]) !== undefined;
    } catch {
      return false;
    }
  }

  #blobs(block: BlockRow, columns: string): Uint8Array[] {
    const row = this.#all(`SELECT ${cells(columns)} FROM block WHERE id = ?`, [block.id])[0];
    if (row === undefined) throw this.#damagedBlock(block, 'samples');
    return row.map(bytesOf);
  }

  #damagedBlock(block: BlockRow, what: string): AppError {
    const { firstIndex, n, channel } = block;
    return damagedProblem(
      this.path,
      `${what} ${firstIndex} to ${firstIndex + n - 1} of channel ${channel + 1} do not match their checksum`,
    );
  }

  #all(sql: string, values: (number | string)[] = []): SqlRow[] {
    return withProblems(this.path, 'read', () => this.#sqlite.prepare(sql).all(values));
  }
}

function blockFromRow(row: SqlRow): BlockRow {
  const [id, channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcSamples, crcStamps] = row.map(numberOf);
  return { id, channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcSamples, crcStamps };
}
