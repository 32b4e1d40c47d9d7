import { mkdtempSync, openSync, readSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskFile, readInput, type FileInput } from '../../src-main/core/readers/read-input.ts';
import { HEAD_BYTES, type ReadSink } from '../../src-main/core/readers/reader.ts';
import { mpt } from '../unit/readers/made/biologic.ts';
import { bdf, landt, maccor } from '../unit/readers/made/cyclers.ts';
import type { MadeFile } from '../unit/readers/made/made-file.ts';
import { quadera } from '../unit/readers/made/pfeiffer.ts';
import { ixdat } from '../unit/readers/made/tables.ts';
import { bestSeconds, secondsText, type BenchCase, type BenchResult } from './bench-case.ts';

const MEGABYTES = 100;
/** Lines of the endless file; memory must not know how many there are. */
const MANY_LINES = 1e7;
/** What reading may need beside the program itself: chunks, columns on their way, collector slack. */
const MEMORY_MEGABYTES = 150;
const BUDGET = 120;
/** Takes everything and keeps nothing: what reading alone costs. */
const NOWHERE: ReadSink = { samples: () => undefined, spectrum: () => undefined };

/** Files that one test made, and how many lines stand before their rows. */
const FILES: [string, MadeFile, number][] = [
  ['Quadera .asc', quadera('us', { rows: 4000 }), 8],
  ['EC-Lab .mpt', mpt({ rows: 4000, loops: false }), 14],
  ['MACCOR text', maccor('B', { rows: 4000 }), 4],
  ['Landt csv', landt(4000), 4],
  ['BDF csv', bdf({ rows: 4000 }), 1],
  ['ixdat csv', ixdat(4000), 10],
];

/** Large text files of other software, beside a plain read of the same file and a bare count of its lines. */
export const readersCase: BenchCase = {
  name: 'readers',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'opendems-bench-'));
    try {
      const results: BenchResult[] = [];
      for (const [name, made, headerLines] of FILES) results.push(await readLarge(folder, name, made, headerLines));
      results.push(await readManyLines());
      return results;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function readLarge(folder: string, name: string, made: MadeFile, headerLines: number): Promise<BenchResult> {
  const path = join(folder, made.name);
  const size = writeLarge(path, made.bytes, headerLines);
  const input = await diskFile(path);
  const before = process.memoryUsage().rss;
  let rows = 0;
  let most = 0;
  let processor = Number.POSITIVE_INFINITY;
  const seconds = await bestSeconds(3, async () => {
    const start = process.cpuUsage();
    const { description } = await readInput(input, NOWHERE, {
      onProgress: () => (most = Math.max(most, process.memoryUsage().rss)),
    });
    rows = description.rows;
    const { user, system } = process.cpuUsage(start);
    processor = Math.min(processor, (user + system) / 1e6);
  });
  const plain = await bestSeconds(3, () => eachChunk(path, () => undefined));
  const counted = await bestSeconds(3, () => {
    let lines = 0;
    eachChunk(path, (chunk) => {
      for (let i = 0; i < chunk.length; i++) if (chunk[i] === 10) lines += 1;
    });
    return lines;
  });
  rmSync(path);
  const speed = size / 1e6 / seconds;
  const ofProcessor = size / 1e6 / processor;
  return {
    subject: `${name}, ${(size / 1e6).toFixed(0)} MB, ${rows} rows`,
    measured: `${speed.toFixed(0)} MB/s (${ofProcessor.toFixed(0)} MB per processor second), peak ${(most / 1e6).toFixed(0)} MB, ${Math.max(0, (most - before) / 1e6).toFixed(0)} MB of it for reading`,
    plain: `file read ${secondsText(plain)}, line count ${secondsText(counted)}`,
    ratio: seconds / counted,
    budget: `${BUDGET} MB/s`,
    met: speed >= BUDGET,
  };
}

/** A file that nobody keeps: ten million lines made while they are read. Memory at its end is compared with early on. */
async function readManyLines(): Promise<BenchResult> {
  const made = bdf({ rows: 4000 });
  const start = made.bytes.indexOf(10) + 1;
  const body = made.bytes.subarray(start);
  const times = Math.ceil(MANY_LINES / 4000);
  const size = start + times * body.length;
  const input: FileInput = {
    name: made.name,
    size,
    head: () => Promise.resolve(made.bytes.subarray(0, HEAD_BYTES)),
    async *chunks() {
      yield made.bytes.subarray(0, start);
      for (let i = 0; i < times; i++) yield body;
    },
  };
  let early = 0;
  let late = 0;
  const before = process.cpuUsage();
  const { description } = await readInput(input, NOWHERE, {
    onProgress: (share) => {
      const used = process.memoryUsage().rss;
      if (share < 0.1) early = Math.max(early, used);
      else late = Math.max(late, used);
    },
  });
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  const growth = (late - early) / 1e6;
  return {
    subject: `BDF csv without a disk, ${(size / 1e6).toFixed(0)} MB, ${description.rows} rows`,
    measured: `peak ${(early / 1e6).toFixed(0)} MB in the first tenth, ${(late / 1e6).toFixed(0)} MB after it; ${(size / 1e6 / seconds).toFixed(0)} MB per processor second`,
    plain: 'no limit to compare with',
    budget: `as much memory at the end as at the beginning, within ${MEMORY_MEGABYTES} MB`,
    met: growth < MEMORY_MEGABYTES && description.rows === times * 4000,
  };
}

/** A file with the made one's rows over and over; as many bytes as it came to. */
function writeLarge(path: string, bytes: Uint8Array, headerLines: number): number {
  let start = 0;
  for (let line = 0; line < headerLines; line++) start = bytes.indexOf(10, start) + 1;
  const body = bytes.subarray(start);
  const times = Math.ceil((MEGABYTES * 1e6) / body.length);
  writeFileSync(path, Buffer.concat([bytes.subarray(0, start), ...Array.from({ length: times }, () => body)]));
  return start + times * body.length;
}

function eachChunk(path: string, visit: (chunk: Buffer) => void): void {
  const file = openSync(path, 'r');
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let n = readSync(file, buffer); n > 0; n = readSync(file, buffer)) visit(buffer.subarray(0, n));
  closeSync(file);
}
