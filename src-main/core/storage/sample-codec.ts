import { isUsable } from '../../../shared/domain/quality.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { crc32Of } from './crc32.ts';
import type { StoredColumns } from './run-file-contract.ts';

/** Bytes of the columns of one block, as stored. `serverTime` is empty where no sample has a server stamp. */
export interface ColumnBytes {
  time: Uint8Array;
  value: Uint8Array;
  status: Uint8Array;
  serverTime: Uint8Array;
  receiptTime: Uint8Array;
}

/** What a block row says of its samples. */
export interface SampleSummary {
  tMinUs: number;
  tMaxUs: number;
  vMin: number;
  vMax: number;
  nGood: number;
}

// Blobs are little-endian and read in place; every supported computer is.
if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) throw new Error('run files need a little-endian computer');

export function emptyColumns(n: number): StoredColumns {
  return {
    timeUs: new Float64Array(n),
    value: new Float64Array(n),
    status: new Uint32Array(n),
    serverTimeUs: new Float64Array(n),
    receiptUtcUs: new Float64Array(n),
  };
}

/** Views of samples [from, to), no copy. */
export function sliceColumns(columns: StoredColumns, from: number, to: number): StoredColumns {
  return {
    timeUs: columns.timeUs.subarray(from, to),
    value: columns.value.subarray(from, to),
    status: columns.status.subarray(from, to),
    serverTimeUs: columns.serverTimeUs.subarray(from, to),
    receiptUtcUs: columns.receiptUtcUs.subarray(from, to),
  };
}

/** Copies all of `source` into `target` from position `at` on. */
export function copyColumns(target: StoredColumns, at: number, source: StoredColumns): void {
  target.timeUs.set(source.timeUs, at);
  target.value.set(source.value, at);
  target.status.set(source.status, at);
  target.serverTimeUs.set(source.serverTimeUs, at);
  target.receiptUtcUs.set(source.receiptUtcUs, at);
}

const bytesOf = (column: Float64Array | Uint32Array) =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength);

export function encodeColumns(columns: StoredColumns): ColumnBytes {
  return {
    time: bytesOf(columns.timeUs),
    value: bytesOf(columns.value),
    status: bytesOf(columns.status),
    serverTime: columns.serverTimeUs.every(Number.isNaN) ? new Uint8Array(0) : bytesOf(columns.serverTimeUs),
    receiptTime: bytesOf(columns.receiptUtcUs),
  };
}

/** The column in place where its bytes are aligned, else a copy. */
export function float64Column(bytes: Uint8Array): Float64Array {
  if (bytes.byteOffset % 8 === 0) return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 3);
  return new Float64Array(new Uint8Array(bytes).buffer);
}

export function uint32Column(bytes: Uint8Array): Uint32Array {
  if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 2);
  return new Uint32Array(new Uint8Array(bytes).buffer);
}

export function serverTimeColumn(bytes: Uint8Array, n: number): Float64Array {
  return bytes.byteLength === 0 ? new Float64Array(n).fill(NaN) : float64Column(bytes);
}

/** A tail blob: time, value, status, receipt time, then server time if any sample has one. */
export function encodeTail(columns: StoredColumns): Uint8Array {
  const { time, value, status, serverTime, receiptTime } = encodeColumns(columns);
  const pieces = [time, value, status, receiptTime, serverTime];
  const blob = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    blob.set(piece, at);
    at += piece.byteLength;
  }
  return blob;
}

export function decodeTail(blob: Uint8Array, n: number): StoredColumns {
  const piece = (from: number, to: number) => new Uint8Array(blob.subarray(from * n, to * n));
  return {
    timeUs: float64Column(piece(0, 8)),
    value: float64Column(piece(8, 16)),
    status: uint32Column(piece(16, 20)),
    receiptUtcUs: float64Column(piece(20, 28)),
    serverTimeUs: serverTimeColumn(piece(28, 36), n),
  };
}

/** Extremes and count of usable samples (quality.ts); NaN extremes where there are none. */
export function summariseSamples(columns: SampleColumns): SampleSummary {
  const { timeUs, value, status } = columns;
  let tMinUs = Infinity;
  let tMaxUs = -Infinity;
  let vMin = Infinity;
  let vMax = -Infinity;
  let nGood = 0;
  for (let i = 0; i < timeUs.length; i++) {
    if (timeUs[i] < tMinUs) tMinUs = timeUs[i];
    if (timeUs[i] > tMaxUs) tMaxUs = timeUs[i];
    if (!isUsable(value[i], status[i])) continue;
    nGood += 1;
    if (value[i] < vMin) vMin = value[i];
    if (value[i] > vMax) vMax = value[i];
  }
  // SQLite keeps no minus zero; adding zero turns it into plus zero.
  const times = { tMinUs: tMinUs + 0, tMaxUs: tMaxUs + 0, nGood };
  return nGood === 0 ? { ...times, vMin: NaN, vMax: NaN } : { ...times, vMin: vMin + 0, vMax: vMax + 0 };
}

/** The summary of several pieces together. */
export function mergeSummaries(summaries: readonly SampleSummary[]): SampleSummary {
  const usable = summaries.filter(({ nGood }) => nGood > 0);
  return {
    tMinUs: summaries.reduce((least, { tMinUs }) => Math.min(least, tMinUs), Infinity),
    tMaxUs: summaries.reduce((most, { tMaxUs }) => Math.max(most, tMaxUs), -Infinity),
    vMin: usable.reduce((least, { vMin }) => Math.min(least, vMin), usable[0]?.vMin ?? NaN),
    vMax: usable.reduce((most, { vMax }) => Math.max(most, vMax), usable[0]?.vMax ?? NaN),
    nGood: usable.reduce((sum, { nGood }) => sum + nGood, 0),
  };
}

/** CRC-32 over time, value, status: the bytes that count as raw data. */
export function samplesCrc32(bytes: Pick<ColumnBytes, 'time' | 'value' | 'status'>): number {
  return crc32Of([bytes.time, bytes.value, bytes.status]);
}

/** CRC-32 over server time and receipt time. */
export function stampsCrc32(bytes: Pick<ColumnBytes, 'serverTime' | 'receiptTime'>): number {
  return crc32Of([bytes.serverTime, bytes.receiptTime]);
}

/** CRC-32 over numbers as Float64 little-endian; null counts as NaN. */
export function numbersCrc32(numbers: readonly (number | null)[]): number {
  return crc32Of([bytesOf(Float64Array.from(numbers, (number) => number ?? NaN))]);
}

/** CRC-32 over UTF-8 text. */
export function textCrc32(text: string): number {
  return crc32Of([new TextEncoder().encode(text)]);
}
