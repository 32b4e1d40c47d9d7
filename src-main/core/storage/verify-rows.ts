import { verifyAttachments } from './attachments.ts';
import { BLOCK_SAMPLES, type FileFinding } from './run-file-contract.ts';
import { finding, missingAtEnd } from './finding.ts';
import { readEnd } from './run-file-end.ts';
import { blockRowCrc32, tailKey, tailRowCrc32, textRowCrc32 } from './run-file-rows.ts';
import { CHANNEL_STRIDE } from './run-file-schema.ts';
import {
  float64Column,
  numbersCrc32,
  samplesCrc32,
  stampsCrc32,
  summariseSamples,
  uint32Column,
} from './sample-codec.ts';
import { bytesOf, cells, numberOf, textOf, type Sqlite, type SqlRow } from './sqlite.ts';
import { isCorruption } from './storage-problems.ts';

const BLOCK_COLUMNS =
  'channel, first_index, n, t_min_us, t_max_us, v_min, v_max, n_good, crc32_row, crc32_samples, crc32_stamps, ' +
  'time, value, status, server_time, receipt_time';
const FLUSH_ROWS_AT_ONCE = 10_000;

/**
 * Reads every row and page and compares all checksums, counts and summaries; goes on after each thing found.
 * @param channelIds ids in header order
 */
export function verifyRows(sqlite: Sqlite, channelIds: readonly string[]): FileFinding[] {
  const findings: FileFinding[] = [];
  const add = (...found: FileFinding[]) => findings.push(...found);
  const step = (what: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      if (!isCorruption(error)) throw error;
      add(finding('structure-damaged', `${what} cannot be read: ${(error as Error).message}.`));
    }
  };
  step('The structure of the file', () => {
    for (const line of sqlite.pragmaList('integrity_check'))
      if (line !== 'ok') add(finding('structure-damaged', `The structure of the file is damaged: ${line}.`));
  });
  step('The header', () => add(...verifyHeader(sqlite)));
  step('The list of flushes', () => add(...verifyFlushes(sqlite)));
  for (const table of ['event', 'gap', 'document'] as const)
    step(`The list of ${table}s`, () => add(...verifyTexts(sqlite, table)));
  step('The list of attached files', () => add(...verifyAttachments(sqlite)));
  const stored = channelIds.map(() => 0);
  step('The list of blocks', () => {
    const ids = sqlite.prepare('SELECT id FROM block ORDER BY id').all();
    ids.forEach(([id], i) => {
      if (id !== i + 1) add(finding('block-damaged', `The block number ${i + 1} is missing or numbered wrongly.`));
      step(`The block number ${i + 1}`, () => verifyBlock(sqlite, channelIds, numberOf(id), stored, add));
    });
  });
  channelIds.forEach((channelId, channel) =>
    step(`The newest samples of ${channelId}`, () => {
      stored[channel] = verifyTail(sqlite, channelId, channel, stored[channel], add);
    }),
  );
  step('The end of the run', () => {
    const end = sqlite.prepare(`SELECT ${cells('json')} FROM document WHERE kind = 'end' ORDER BY id`).get();
    if (end) add(...missingAtEnd(readEnd(textOf(end[0])).samples, stored, channelIds));
  });
  return findings;
}

const keysOf = (channel: number) => [tailKey(channel, 0), (channel + 1) * CHANNEL_STRIDE];

function verifyHeader(sqlite: Sqlite): FileFinding[] {
  const rows = sqlite.prepare(`SELECT ${cells('copy, json, crc32')} FROM header ORDER BY copy`).all();
  const sound = rows.filter(([copy, json, crc]) => crc === textRowCrc32('header', numberOf(copy), '', textOf(json)));
  if (sound.length === 2) return [];
  return [finding('header-damaged', `${2 - sound.length} of the 2 copies of the header do not match their checksum.`)];
}

function verifyFlushes(sqlite: Sqlite): FileFinding[] {
  let id = 0;
  for (;;) {
    const rows = sqlite
      .prepare(
        `SELECT ${cells('id, receipt_utc_us, receipt_monotonic_us, crc32')} FROM flush WHERE id > ? ORDER BY id LIMIT ?`,
      )
      .all([id, FLUSH_ROWS_AT_ONCE]);
    if (rows.length === 0) return [];
    for (const row of rows) {
      id += 1;
      if (row[0] !== id || row[3] !== numbersCrc32(row.slice(0, 3).map(numberOf)))
        return [finding('flush-damaged', `The receipt time of flush ${id} does not match its checksum.`)];
    }
  }
}

function verifyTexts(sqlite: Sqlite, table: 'event' | 'gap' | 'document'): FileFinding[] {
  const columns = cells(table === 'document' ? 'id, json, crc32, kind' : 'id, json, crc32');
  return sqlite
    .prepare(`SELECT ${columns} FROM ${table} ORDER BY id`)
    .all()
    .flatMap(([id, json, crc, kind], i) =>
      id === i + 1 && crc === textRowCrc32(table, i + 1, textOf(kind), textOf(json))
        ? []
        : [finding(`${table}-damaged`, `The ${table} number ${i + 1} does not match its checksum.`)],
    );
}

/** @param stored samples per channel so far; moved on */
function verifyBlock(
  sqlite: Sqlite,
  channelIds: readonly string[],
  id: number,
  stored: number[],
  add: (finding: FileFinding) => void,
): void {
  const row = sqlite.prepare(`SELECT ${cells(BLOCK_COLUMNS)} FROM block WHERE id = ?`).get([id]) as SqlRow;
  const [channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcRow, crcSamples, crcStamps] = row.map(numberOf);
  const block = { channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcSamples, crcStamps };
  const channelId = channelIds[channel];
  if (channelId === undefined || blockRowCrc32(block) !== crcRow) {
    add(finding('block-damaged', `What the file says of its block number ${id} does not match its checksum.`));
    return;
  }
  const [time, value, status, serverTime, receiptTime] = row.slice(11).map(bytesOf);
  const place = { channelId, fromIndex: firstIndex, toIndex: firstIndex + n };
  const next = stored[channel];
  const samples = `Samples ${firstIndex} to ${firstIndex + n - 1} of ${channelId}`;
  if (firstIndex !== next)
    add(
      finding('samples-missing', `Samples of ${channelId} do not follow each other at sample ${next}.`, {
        channelId,
        fromIndex: next,
        toIndex: Math.max(next, firstIndex),
      }),
    );
  if (samplesCrc32({ time, value, status }) !== crcSamples)
    add(finding('block-damaged', `${samples} do not match their checksum.`, place));
  else {
    const real = summariseSamples({
      timeUs: float64Column(time),
      value: float64Column(value),
      status: uint32Column(status),
    });
    const same = (['tMinUs', 'tMaxUs', 'vMin', 'vMax', 'nGood'] as const).every((name) =>
      Object.is(real[name], block[name]),
    );
    if (!same) add(finding('block-damaged', `${samples} differ from their summary.`, place));
  }
  if (stampsCrc32({ serverTime, receiptTime }) !== crcStamps)
    add(
      finding(
        'block-damaged',
        `Server and receipt times of samples ${firstIndex} on of ${channelId} do not match their checksum.`,
        place,
      ),
    );
  stored[channel] = firstIndex + n;
}

/** The position after the tail. */
function verifyTail(
  sqlite: Sqlite,
  channelId: string,
  channel: number,
  start: number,
  add: (finding: FileFinding) => void,
): number {
  let next = start;
  const rows = sqlite
    .prepare(
      `SELECT ${cells('id, channel, first_index, n, crc32, data')} FROM tail WHERE id >= ? AND id < ? ORDER BY id`,
    )
    .all(keysOf(channel));
  for (const row of rows) {
    const [key, rowChannel, rowFirst, n, crc] = row.map(numberOf);
    const firstIndex = key - tailKey(channel, 0);
    const place = { channelId, fromIndex: next, toIndex: Math.max(next, firstIndex + Math.min(n, BLOCK_SAMPLES)) };
    if (firstIndex !== next)
      add(finding('samples-missing', `Samples of ${channelId} do not follow each other at sample ${next}.`, place));
    if (
      rowChannel !== channel ||
      rowFirst !== firstIndex ||
      tailRowCrc32(channel, firstIndex, n, bytesOf(row[5])) !== crc
    )
      add(finding('tail-damaged', `Samples ${firstIndex} on of ${channelId} do not match their checksum.`, place));
    next = firstIndex + n;
  }
  return next;
}
