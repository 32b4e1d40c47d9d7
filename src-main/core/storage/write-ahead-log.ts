import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileFinding } from './run-file-contract.ts';
import { PAGE_BYTES } from './run-file-schema.ts';
import { finding } from './finding.ts';

/** SQLite's write-ahead log (sqlite.org/fileformat2.html, section 4), read without the engine. */

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f_0682;

export interface WriteAheadLog {
  /** Where the newest committed image of each page starts in the log. */
  pages: Map<number, number>;
  /** Pages of the database after the last commit; undefined without one. */
  pageCount: number | undefined;
  /** Frames of the log's present round that cannot be used although later ones were written. */
  lostFrames: number;
}

/** Name of the log beside a database. */
export function logPathOf(path: string): string {
  return `${path}-wal`;
}

/** Reads the log of a database that nobody writes. Undefined where there is none. */
export function readWriteAheadLog(databasePath: string): WriteAheadLog | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(logPathOf(databasePath), 'r');
  } catch {
    return undefined;
  }
  try {
    return parseLog(descriptor, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}

function parseLog(descriptor: number, bytes: number): WriteAheadLog {
  const log: WriteAheadLog = { pages: new Map(), pageCount: undefined, lostFrames: 0 };
  const header = Buffer.alloc(HEADER_BYTES);
  if (bytes < HEADER_BYTES) return log;
  readSync(descriptor, header, 0, HEADER_BYTES, 0);
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + PAGE_BYTES);
  const frames = Math.floor((bytes - HEADER_BYTES) / frame.length);
  const magic = header.readUInt32BE(0);
  const sum = new LogChecksum(magic === MAGIC);
  sum.add(header.subarray(0, 24));
  const headerIsSound =
    (magic & ~1) >>> 0 === MAGIC &&
    header.readUInt32BE(8) === PAGE_BYTES &&
    sum.matches(header.readUInt32BE(24), header.readUInt32BE(28));
  if (!headerIsSound) return { ...log, lostFrames: frames };
  const salts = header.subarray(16, 24);
  const uncommitted = new Map<number, number>();
  let sound = true;
  for (let i = 0; i < frames; i++) {
    const offset = HEADER_BYTES + i * frame.length;
    readSync(descriptor, frame, 0, frame.length, offset);
    // Frames of an earlier round carry other salts: they end the present one.
    if (frame.compare(salts, 0, 8, 8, 16) !== 0) {
      sound = false;
      continue;
    }
    if (sound) {
      sum.add(frame.subarray(0, 8));
      sum.add(frame.subarray(FRAME_HEADER_BYTES));
      sound = sum.matches(frame.readUInt32BE(16), frame.readUInt32BE(20));
    }
    if (!sound) {
      log.lostFrames += 1;
      continue;
    }
    uncommitted.set(frame.readUInt32BE(0), offset + FRAME_HEADER_BYTES);
    const pageCount = frame.readUInt32BE(4);
    if (pageCount === 0) continue;
    for (const [page, at] of uncommitted) log.pages.set(page, at);
    uncommitted.clear();
    log.pageCount = pageCount;
  }
  return log;
}

/** SQLite's running pair of sums over 32-bit words, in the byte order that the log's magic number names. */
class LogChecksum {
  #littleEndian: boolean;
  #first = 0;
  #second = 0;

  constructor(littleEndian: boolean) {
    this.#littleEndian = littleEndian;
  }

  add(bytes: Buffer): void {
    for (let i = 0; i < bytes.length; i += 8) {
      const [a, b] = this.#littleEndian
        ? [bytes.readUInt32LE(i), bytes.readUInt32LE(i + 4)]
        : [bytes.readUInt32BE(i), bytes.readUInt32BE(i + 4)];
      this.#first = (this.#first + a + this.#second) >>> 0;
      this.#second = (this.#second + b + this.#first) >>> 0;
    }
  }

  matches(first: number, second: number): boolean {
    return this.#first === first && this.#second === second;
  }
}

/**
 * What a recording that was cut off may have lost from its log. One frame at the end is what was being written at that
 * moment, and was never said to be stored.
 */
export function logFindings(log: WriteAheadLog | undefined): FileFinding[] {
  if (!log || log.lostFrames < 2) return [];
  return [
    finding(
      'log-cut',
      `The last ${log.lostFrames} pages of the write-ahead log cannot be read; the newest samples before the recording stopped may be missing.`,
      {},
      'warning',
    ),
  ];
}
