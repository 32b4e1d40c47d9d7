import { crc32 } from './crc32.ts';
import type { StoredColumns } from './run-file-contract.ts';
import { CHANNEL_STRIDE, type TableName } from './run-file-schema.ts';
import type { BlockNumbers } from './run-file-store.ts';
import {
  encodeColumns,
  encodeTail,
  numbersCrc32,
  samplesCrc32,
  stampsCrc32,
  summariseSamples,
  textCrc32,
} from './sample-codec.ts';
import type { Sqlite } from './sqlite.ts';

/** Checksums of rows and the statements that add them; docs/run-file.md says the same in words. */

/** Key of the tail row that starts at `firstIndex` of a channel. */
export function tailKey(channel: number, firstIndex: number): number {
  return channel * CHANNEL_STRIDE + firstIndex;
}

/** CRC-32 of a text row: table, number, kind (documents only) and text, so that none of them can rot unseen. */
export function textRowCrc32(table: TableName, id: number, kind: string, json: string): number {
  return textCrc32(kind === '' ? `${table} ${id} ${json}` : `${table} ${id} ${kind} ${json}`);
}

export function blockRowCrc32(block: BlockNumbers): number {
  const { channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcSamples, crcStamps } = block;
  return numbersCrc32([channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcSamples, crcStamps]);
}

export function tailRowCrc32(channel: number, firstIndex: number, n: number, data: Uint8Array): number {
  return crc32(data, numbersCrc32([channel, firstIndex, n]));
}

export function insertHeader(sqlite: Sqlite, json: string): void {
  for (const copy of [1, 2])
    sqlite
      .prepare('INSERT INTO header (copy, json, crc32) VALUES (?, ?, ?)')
      .run([copy, json, textRowCrc32('header', copy, '', json)]);
}

export function insertFlush(sqlite: Sqlite, id: number, utcUs: number | null, monotonicUs: number | null): void {
  sqlite
    .prepare('INSERT INTO flush (id, receipt_utc_us, receipt_monotonic_us, crc32) VALUES (?, ?, ?, ?)')
    .run([id, utcUs, monotonicUs, numbersCrc32([id, utcUs, monotonicUs])]);
}

export function insertText(
  sqlite: Sqlite,
  table: 'event' | 'gap' | 'document',
  id: number,
  kind: string,
  json: string,
): void {
  const crc = textRowCrc32(table, id, kind, json);
  if (table === 'document')
    sqlite.prepare('INSERT INTO document (id, kind, json, crc32) VALUES (?, ?, ?, ?)').run([id, kind, json, crc]);
  else sqlite.prepare(`INSERT INTO ${table} (id, json, crc32) VALUES (?, ?, ?)`).run([id, json, crc]);
}

export function insertTail(sqlite: Sqlite, channel: number, firstIndex: number, columns: StoredColumns): void {
  const data = encodeTail(columns);
  const n = columns.timeUs.length;
  sqlite
    .prepare('INSERT INTO tail (id, channel, first_index, n, crc32, data) VALUES (?, ?, ?, ?, ?, ?)')
    .run([tailKey(channel, firstIndex), channel, firstIndex, n, tailRowCrc32(channel, firstIndex, n, data), data]);
}

export function insertBlock(sqlite: Sqlite, channel: number, firstIndex: number, columns: StoredColumns): void {
  const bytes = encodeColumns(columns);
  const block: BlockNumbers = {
    channel,
    firstIndex,
    n: columns.timeUs.length,
    ...summariseSamples(columns),
    crcSamples: samplesCrc32(bytes),
    crcStamps: stampsCrc32(bytes),
  };
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  sqlite
    .prepare(
      `INSERT INTO block (id, channel, first_index, n, t_min_us, t_max_us, v_min, v_max, n_good,
         crc32_row, crc32_samples, crc32_stamps, time, value, status, server_time, receipt_time)
       VALUES ((SELECT coalesce(max(id), 0) + 1 FROM block), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run([
      channel,
      firstIndex,
      block.n,
      block.tMinUs,
      block.tMaxUs,
      orNull(block.vMin),
      orNull(block.vMax),
      block.nGood,
      blockRowCrc32(block),
      block.crcSamples,
      block.crcStamps,
      bytes.time,
      bytes.value,
      bytes.status,
      bytes.serverTime,
      bytes.receiptTime,
    ]);
}

/** Removes the tail rows that lie before `endIndex`; refused by the file unless blocks hold them. */
export function deleteTail(sqlite: Sqlite, channel: number, endIndex: number): void {
  sqlite.prepare('DELETE FROM tail WHERE id >= ? AND id < ?').run([tailKey(channel, 0), tailKey(channel, endIndex)]);
}
