import type { SampleColumns } from '../../../shared/domain/samples.ts';
import type { PageFile } from './page-file.ts';
import { rowsOfPage, type RawCell, type RawRow, type RowPlace } from './page-rows.ts';
import { blockRowCrc32, tailRowCrc32, textRowCrc32 } from './run-file-rows.ts';
import {
  decodeTail,
  float64Column,
  numbersCrc32,
  samplesCrc32,
  stampsCrc32,
  summariseSamples,
  uint32Column,
  type SampleSummary,
} from './sample-codec.ts';

/** Samples of a channel found intact: a block or a tail row. Positions are those they were written at. */
export interface FoundSamples {
  channel: number;
  firstIndex: number;
  n: number;
  summary: SampleSummary;
  /** False where server and receipt times are damaged although the samples are not. */
  stampsAreSound: boolean;
  firstTimeUs: number;
  lastTimeUs: number;
  place: RowPlace;
}

/** Everything in the pages of a run file whose checksum matches, whatever state the rest is in. */
export interface FoundRows {
  headerJson: string | undefined;
  headerCopies: number;
  events: Map<number, string>;
  gaps: Map<number, string>;
  documents: Map<number, { kind: string; json: string }>;
  /** By row key. */
  blocks: Map<number, FoundSamples>;
  tails: Map<number, FoundSamples>;
  lastFlush: number;
}

/** The header's rows are among the first that a file gets. */
const HEADER_PAGES = 256;

/**
 * Looks at every page. Rows are never changed once written, so that also a stale page can only hold true ones.
 * Gives up early, with `headerJson` undefined, where there is no header among the first pages.
 */
export function findRows(file: PageFile): FoundRows {
  const found: FoundRows = {
    headerJson: undefined,
    headerCopies: 0,
    events: new Map(),
    gaps: new Map(),
    documents: new Map(),
    blocks: new Map(),
    tails: new Map(),
    lastFlush: 0,
  };
  const copies = new Set<number>();
  for (let page = 1; page <= file.pageCount; page++) {
    if (page === HEADER_PAGES + 1 && copies.size === 0) return found;
    for (const { place, row } of rowsOfPage(file, page)) sortRow(found, copies, row, place);
  }
  found.headerCopies = copies.size;
  return found;
}

function sortRow(found: FoundRows, copies: Set<number>, { key, cells }: RawRow, place: RowPlace): void {
  const [, second, third, fourth] = cells;
  if (cells.length === 3 && typeof second === 'string') {
    const is = (table: 'header' | 'event' | 'gap') => third === textRowCrc32(table, key, '', second);
    if (is('event')) found.events.set(key, second);
    else if (is('gap')) found.gaps.set(key, second);
    else if (is('header')) {
      found.headerJson = second;
      copies.add(key);
    }
  } else if (cells.length === 4 && typeof second === 'string' && typeof third === 'string') {
    if (fourth === textRowCrc32('document', key, second, third))
      found.documents.set(key, { kind: second, json: third });
  } else if (cells.length === 4) {
    const isFlush = isNumbers(cells.slice(1, 3)) && fourth === numbersCrc32([key, ...(cells.slice(1, 3) as number[])]);
    if (isFlush) found.lastFlush = Math.max(found.lastFlush, key);
  } else if (cells.length === 6) {
    const samples = foundTail(cells, place);
    if (samples) found.tails.set(key, samples);
  } else if (cells.length === 17) {
    const samples = foundBlock(cells, place);
    if (samples) found.blocks.set(key, samples);
  }
}

function isNumbers(cells: RawCell[]): boolean {
  return cells.every((cell) => cell === null || typeof cell === 'number');
}

function foundTail(cells: RawCell[], place: RowPlace): FoundSamples | undefined {
  const [, channel, firstIndex, n, crc, data] = cells;
  if (!isNumbers(cells.slice(1, 5)) || !(data instanceof Uint8Array)) return undefined;
  const [channelNumber, first, count] = [channel, firstIndex, n].map(Number);
  if (tailRowCrc32(channelNumber, first, count, data) !== crc) return undefined;
  return describe(channelNumber, first, decodeTail(data, count), place, true);
}

function foundBlock(cells: RawCell[], place: RowPlace): FoundSamples | undefined {
  const blobs = cells.slice(12);
  if (!isNumbers(cells.slice(1, 12)) || !blobs.every((blob) => blob instanceof Uint8Array)) return undefined;
  const [time, value, status, serverTime, receiptTime] = blobs;
  const [channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcRow, crcSamples, crcStamps] = cells
    .slice(1, 12)
    .map((cell) => (cell === null ? NaN : Number(cell)));
  const row = { channel, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, crcSamples, crcStamps };
  if (blockRowCrc32(row) !== crcRow || samplesCrc32({ time, value, status }) !== crcSamples) return undefined;
  const stampsAreSound = stampsCrc32({ serverTime, receiptTime }) === crcStamps;
  const columns = { timeUs: float64Column(time), value: float64Column(value), status: uint32Column(status) };
  return describe(channel, firstIndex, columns, place, stampsAreSound);
}

function describe(
  channel: number,
  firstIndex: number,
  columns: SampleColumns,
  place: RowPlace,
  stampsAreSound: boolean,
): FoundSamples {
  return {
    channel,
    firstIndex,
    n: columns.timeUs.length,
    summary: summariseSamples(columns),
    stampsAreSound,
    firstTimeUs: columns.timeUs[0],
    lastTimeUs: columns.timeUs[columns.timeUs.length - 1],
    place,
  };
}
