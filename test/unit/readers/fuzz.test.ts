import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/api/errors.ts';
import { STATUS_GOOD } from '../../../shared/domain/quality.ts';
import { mappedTableReader } from '../../../src-main/core/readers/mapped-table.ts';
import type { Reader, ReadFile } from '../../../src-main/core/readers/reader.ts';
import { READERS, recogniseFile } from '../../../src-main/core/readers/registry.ts';
import { mpr, mpt } from './made/biologic.ts';
import { arbin, bdf, dryCal, landt, maccor, neware } from './made/cyclers.ts';
import type { MadeFile } from './made/made-file.ts';
import { hiden, prismaScan, pvMid, pvScan, quadera, quadstarAscii, quadstarSac } from './made/pfeiffer.ts';
import { ixdat, loggerTable, zilien, zilienScan } from './made/tables.ts';

/** One file or more of every format, a few dozen kilobytes each. */
const FILES: Record<string, MadeFile> = {
  'quadera-asc us': quadera('us', { rows: 200 }),
  'quadera-asc continental': quadera('continental', { rows: 200 }),
  'quadstar-ascii': quadstarAscii({ rows: 300 }),
  'quadstar-sac': quadstarSac(),
  'pv-mass-spec scan': pvScan(),
  'pv-mass-spec mid': pvMid(300),
  'prisma-scan': prismaScan(),
  'hiden-csv': hiden(300, 'A'),
  'zilien-tsv 1': zilien({ version: 1, rows: 100 }),
  'zilien-tsv 2': zilien({ rows: 100, ecLabRows: 80 }),
  'zilien-tsv scan': zilienScan(251),
  'ixdat-csv': ixdat(200),
  'ec-lab-text': mpt({ rows: 200 }),
  'ec-lab-text comma': mpt({ rows: 200, mark: ',', absolute: true }),
  'ec-lab-mpr 2': mpr({ layout: 2, rows: 200 }),
  'ec-lab-mpr 11': mpr({ rows: 200, ids: [1, 2, 3, 4, 7, 6, 131] }),
  'maccor-text A': maccor('A', { rows: 280 }),
  'maccor-text B': maccor('B', { rows: 280 }),
  'maccor-text C': maccor('C', { rows: 280 }),
  'bdf-csv': bdf({ rows: 400, unix: true }),
  'landt-csv': landt(250),
  'neware-csv': neware(250),
  'arbin-csv': arbin('unix', 250),
  'drycal-csv': dryCal({ rows: 400, answered: true }),
  'mapped-table': loggerTable(400),
};
const names = Object.keys(FILES);

function readerOf(name: string): Reader {
  const id = name.split(' ')[0];
  return [...READERS, mappedTableReader].find((reader) => reader.id === id)!;
}

function readMade(name: string, bytes: Uint8Array): ReadFile {
  const { name: fileName, answers, mapping } = FILES[name];
  return readerOf(name).read(bytes, fileName, { answers, mapping });
}

/** What a reader may do with any bytes: read them into sound columns, or refuse with advice. */
function soundOrRefused(name: string, bytes: Uint8Array): ReadFile | undefined {
  let file: ReadFile;
  try {
    file = readMade(name, bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).problem.next).not.toBe('');
    return undefined;
  }
  const sources = new Set(file.sources.map((source) => source.id));
  for (const { channel, columns } of file.channels) {
    const n = columns.timeUs.length;
    let wrong = sources.has(channel.sourceId) && columns.value.length === n && columns.status.length === n ? 0 : 1;
    for (let i = 0; i < n; i++) {
      if (!Number.isInteger(columns.timeUs[i])) wrong += 1;
      if (columns.status[i] === STATUS_GOOD && !Number.isFinite(columns.value[i])) wrong += 1;
    }
    if (wrong > 0) expect([channel.id, wrong]).toEqual([channel.id, 0]);
  }
  return file;
}

describe.each(names)('%s', (name) => {
  const { bytes, name: fileName, mapping } = FILES[name];
  const whole = readMade(name, bytes);

  it('is recognised by its content', () => {
    expect(recogniseFile(bytes.subarray(0, 65_536), bytes.length, fileName, mapping !== undefined).reader.id).toBe(
      name.split(' ')[0],
    );
    expect(whole.channels.length).toBeGreaterThan(0);
  });

  it('cut off anywhere, gives only readings that the whole file has, and says that it was cut', () => {
    const cuts: number[] = [];
    for (let at = 0; at < bytes.length; at += 1024) cuts.push(at, Math.min(bytes.length - 1, at + 7 + (at % 311)));
    // Every place within the last two rows' worth of bytes: numbers are cut in every way.
    for (let at = Math.max(0, bytes.length - 250); at < bytes.length; at++) cuts.push(at);
    for (const at of cuts) {
      const file = soundOrRefused(name, bytes.subarray(0, at));
      if (!file) continue;
      let isShort = file.channels.length < whole.channels.length;
      for (const { channel, columns } of file.channels) {
        const full = whole.channels.find((each) => each.channel.id === channel.id);
        // A channel that turns out to hold nothing but zeros later on is left out: it may be absent, not wrong.
        if (!full) continue;
        const n = columns.timeUs.length;
        let wrong = Math.max(0, n - full.columns.timeUs.length);
        for (let i = 0; i < n; i++) {
          if (columns.timeUs[i] !== full.columns.timeUs[i]) wrong += 1;
          const isMissing = Number.isNaN(columns.value[i]);
          if (!isMissing && columns.value[i] !== full.columns.value[i]) wrong += 1;
          if (isMissing && !Number.isNaN(full.columns.value[i])) isShort = true;
        }
        if (wrong > 0) expect([at, channel.id, wrong]).toEqual([at, channel.id, 0]);
        isShort ||= n < full.columns.timeUs.length;
      }
      const isLineEnd = [10, 13].includes(bytes[at - 1]) || [10, 13].includes(bytes[at]);
      if (isShort && !isLineEnd) expect([at, file.findings.length]).not.toEqual([at, 0]);
    }
  });

  it('with any bytes changed, is read soundly or refused with advice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 20 }),
        (changes) => {
          const changed = Uint8Array.from(bytes);
          for (const { at, byte } of changes) changed[at] = byte;
          soundOrRefused(name, changed);
        },
      ),
      { numRuns: 25 },
    );
    // The header decides most: there every byte counts.
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(600), byte: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const changed = Uint8Array.from(bytes);
          for (const { at, byte } of changes) changed[at] = byte;
          soundOrRefused(name, changed);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('reads the same in pieces of any size', () => {
    const { answers } = FILES[name];
    for (const size of [1, 7, 4096]) {
      const parts: number[] = [];
      const parser = readerOf(name).open(
        { fileName, size: bytes.length, answers, mapping },
        { samples: (_, columns) => void parts.push(columns.value.length), spectrum: () => undefined },
      );
      for (let at = 0; at < bytes.length; at += size) parser.push(bytes.subarray(at, at + size));
      const description = parser.end();
      expect(description.rows).toBe(whole.rows);
      expect(description.findings).toEqual(whole.findings);
      expect(description.channels).toEqual(whole.channels.map(({ channel }) => channel));
    }
  });
});

describe('anything else', () => {
  it('is refused with every format tried and why', () => {
    const junk = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256);
    const refusal = (() => {
      try {
        recogniseFile(junk, junk.length, 'junk.bin');
      } catch (error) {
        return error as AppError;
      }
      return undefined;
    })();
    expect(refusal?.code).toBe('format-unknown');
    for (const reader of READERS) expect(refusal!.problem.happened).toContain(reader.name);
    expect(() => recogniseFile(new Uint8Array(0), 0, 'empty.txt')).toThrow('is empty');
  });

  it('never makes a reader throw anything but advice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
        for (const name of names) soundOrRefused(name, bytes);
      }),
      { numRuns: 20 },
    );
  });
});
