import { PAGE_BYTES } from './run-file-schema.ts';
import type { PageFile } from './page-file.ts';

/** Rows straight from the leaf pages of SQLite tables (sqlite.org/fileformat2.html, sections 1.6 and 2). */

const TABLE_LEAF = 0x0d;
const LEAF_HEADER_BYTES = 8;
const FILE_HEADER_BYTES = 100;
/** Payload that fits into a leaf cell, and what stays there of a longer one. */
const MAX_LOCAL = PAGE_BYTES - 35;
const MIN_LOCAL = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23;
/** A block row is the largest: far below this. */
const MAX_PAYLOAD = 64 * 1024 * 1024;

export type RawCell = number | string | Uint8Array | null;

/** A row as found: its key and the cells of its record. The key's own column is null. */
export interface RawRow {
  key: number;
  cells: RawCell[];
}

/** Where a row lies. */
export interface RowPlace {
  page: number;
  cell: number;
}

/** All rows of a page that can be read whole; empty for any other kind of page. */
export function rowsOfPage(file: PageFile, number: number): { place: RowPlace; row: RawRow }[] {
  const page = file.page(number);
  const start = number === 1 ? FILE_HEADER_BYTES : 0;
  if (!page || page[start] !== TABLE_LEAF) return [];
  const cells = Math.min(page.readUInt16BE(start + 3), (PAGE_BYTES - start - LEAF_HEADER_BYTES) >> 1);
  const rows: { place: RowPlace; row: RawRow }[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const row = readCell(file, page, start, cell);
    if (row) rows.push({ place: { page: number, cell }, row });
  }
  return rows;
}

/** The row at a place where one was found. */
export function rowAt(file: PageFile, { page: number, cell }: RowPlace): RawRow | undefined {
  const page = file.page(number);
  return page && readCell(file, page, number === 1 ? FILE_HEADER_BYTES : 0, cell);
}

function readCell(file: PageFile, page: Buffer, start: number, cell: number): RawRow | undefined {
  try {
    const at = page.readUInt16BE(start + LEAF_HEADER_BYTES + 2 * cell);
    const [payloadBytes, keyAt] = readVarint(page, at);
    const [key, payloadAt] = readVarint(page, keyAt);
    const payload = readPayload(file, page, payloadAt, payloadBytes);
    const cells = payload && readRecord(payload);
    return cells && { key, cells };
  } catch (error) {
    // Lengths and places of a damaged cell point outside its bytes.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readPayload(file: PageFile, page: Buffer, at: number, bytes: number): Buffer | undefined {
  if (bytes > MAX_PAYLOAD) return undefined;
  if (bytes <= MAX_LOCAL) return at + bytes <= PAGE_BYTES ? page.subarray(at, at + bytes) : undefined;
  const fitting = MIN_LOCAL + ((bytes - MIN_LOCAL) % (PAGE_BYTES - 4));
  const local = fitting <= MAX_LOCAL ? fitting : MIN_LOCAL;
  if (at + local + 4 > PAGE_BYTES) return undefined;
  const payload = Buffer.alloc(bytes);
  page.copy(payload, 0, at, at + local);
  let next = page.readUInt32BE(at + local);
  for (let filled = local; filled < bytes; filled += PAGE_BYTES - 4) {
    const overflow = next === 0 ? undefined : file.page(next);
    if (!overflow) return undefined;
    overflow.copy(payload, filled, 4, Math.min(PAGE_BYTES, 4 + bytes - filled));
    next = overflow.readUInt32BE(0);
  }
  return payload;
}

function readRecord(payload: Buffer): RawCell[] | undefined {
  const [headerBytes, first] = readVarint(payload, 0);
  const cells: RawCell[] = [];
  let typeAt = first;
  let at = headerBytes;
  while (typeAt < headerBytes) {
    const [type, next] = readVarint(payload, typeAt);
    typeAt = next;
    const bytes = cellBytes(type);
    if (at + bytes > payload.length) return undefined;
    cells.push(readValue(payload, at, type, bytes));
    at += bytes;
  }
  return at === payload.length ? cells : undefined;
}

function cellBytes(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type];
}

function readValue(payload: Buffer, at: number, type: number, bytes: number): RawCell {
  if (type >= 12) return type % 2 === 0 ? payload.subarray(at, at + bytes) : payload.toString('utf8', at, at + bytes);
  if (type === 0) return null;
  if (type === 7) return payload.readDoubleBE(at);
  if (type === 6) return Number(payload.readBigInt64BE(at));
  if (type >= 8) return type - 8;
  return payload.readIntBE(at, bytes);
}

/** Value and the place after it. */
function readVarint(bytes: Buffer, at: number): [number, number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes.readUInt8(at + i);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return [value * 256 + bytes.readUInt8(at + 8), at + 9];
}
