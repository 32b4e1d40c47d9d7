import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/api/errors.ts';
import type { RunFileReader } from '../../../src-main/core/storage/run-file-contract.ts';
import { createRunFile, openRunFile, openRunFileForAppend } from '../../../src-main/core/storage/run-file.ts';
import { SCHEMA } from '../../../src-main/core/storage/run-file-schema.ts';
import { Sqlite, type SqlValue } from '../../../src-main/core/storage/sqlite.ts';
import {
  exampleBatch,
  exampleHeader,
  exampleReceipt,
  FIRST_TIME_US,
  temporaryFolder,
} from '../../support/run-files.ts';

const PAGE = 4096;
let folder: string;
let path: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  path = join(folder, 'a.dems');
});
afterEach(() => remove());

/** Two channels with blocks and (unless finished) tails, events, a gap and a document. */
function makeRun(end: 'finish' | 'abandon'): void {
  const writer = createRunFile(path, exampleHeader(2));
  for (let k = 0; k < 33; k++) {
    writer.append([exampleBatch('mz-1', k * 300, 300), exampleBatch('mz-2', k * 130, 130)], exampleReceipt(k));
    if (k % 8 === 0)
      writer.appendEvent({
        timeUs: FIRST_TIME_US + k,
        kind: 'annotation',
        severity: 'info',
        text: `event ${k}`,
        sourceId: null,
        channelId: null,
        fromUs: null,
        toUs: null,
        data: {},
      });
    if (k === 5)
      writer.appendGap({ channelId: 'mz-1', fromUs: 1, toUs: 2, cause: 'stalled', filledBy: null, text: '' });
    if (k === 7) writer.appendDocument('recipe', { steps: ['baseline'] });
    writer.flush();
  }
  writer[end]();
  if (end === 'finish') writer.reader.close();
}

/** Everything a reader presents, comparable. */
function contentOf(reader: RunFileReader): string {
  return JSON.stringify([
    reader.header,
    reader.run(),
    reader.events(),
    reader.gaps(),
    reader.documents('recipe'),
    reader.isOpenEnded(),
    reader.channels(),
    ['mz-1', 'mz-2'].map((id) => [
      reader.blocks(id),
      Object.values(reader.readAll(id)).map((column) => createHash('sha1').update(column).digest('hex')),
    ]),
  ]);
}

const WRITTEN = { 'mz-1': exampleBatch('mz-1', 0, 33 * 300), 'mz-2': exampleBatch('mz-2', 0, 33 * 300) };

/** Samples that are not, at their place, what was written: there must never be one. */
function wrongSamples(reader: RunFileReader): number {
  let wrong = 0;
  for (const [channel, id] of [
    [1, 'mz-1'],
    [2, 'mz-2'],
  ] as const) {
    const { timeUs, value, status } = reader.read(id);
    const all = WRITTEN[id];
    for (let i = 0; i < timeUs.length; i++) {
      const k = (timeUs[i] - FIRST_TIME_US - channel) / 100_000;
      if (!Object.is(value[i], all.value[k]) || status[i] !== all.status[k]) wrong += 1;
      if (i > 0 && timeUs[i] <= timeUs[i - 1]) wrong += 1;
    }
  }
  return wrong;
}

/** Changes raw rows as rot would: the triggers look the other way and are there again afterwards. */
function changeRaw(sqlite: Sqlite, sql: string, values: SqlValue[] = []): void {
  const triggers = SCHEMA.filter(({ name }) => /^(block|tail)_no_update$/.test(name));
  for (const { name } of triggers) sqlite.exec(`DROP TRIGGER run.${name}`);
  sqlite.prepare(sql).run(values);
  for (const trigger of triggers) sqlite.define(trigger.sql);
}

describe('a flipped bit', () => {
  it.each(['time', 'value', 'status', 'server_time', 'receipt_time'])(
    'in the column %s of a block is found, and never read',
    (column) => {
      makeRun('finish');
      const sqlite = new Sqlite(path, 'write');
      const [stored] = sqlite.prepare(`SELECT ${column} FROM block WHERE channel = 0 AND first_index = 4096`).get()!;
      const blob = Uint8Array.from(stored as Uint8Array);
      blob[blob.length >> 1] ^= 1 << 3;
      changeRaw(sqlite, `UPDATE block SET ${column} = ? WHERE channel = 0 AND first_index = 4096`, [blob]);
      sqlite.close();

      const reader = openRunFile(path);
      expect(reader.openFindings).toEqual([]);
      const findings = reader.verify();
      expect(findings).toEqual([
        expect.objectContaining({
          code: 'block-damaged',
          severity: 'alarm',
          channelId: 'mz-1',
          fromIndex: 4096,
          toIndex: 8192,
        }),
      ]);
      const isStamp = column === 'server_time' || column === 'receipt_time';
      const damaged = expect.objectContaining({ code: 'run-file-damaged' });
      expect(() => reader.readAll('mz-1')).toThrow(damaged);
      if (isStamp) expect(wrongSamples(reader)).toBe(0);
      else {
        expect(() => reader.read('mz-1')).toThrow(damaged);
        expect(() => reader.rawSha256()).toThrow(damaged);
      }
      expect(reader.read('mz-1', { toIndex: 4096 }).value).toEqual(exampleBatch('mz-1', 0, 4096).value);
      reader.close();

      const rest = openRunFile(path, { salvage: true });
      expect(rest.salvaged).toBe(true);
      expect(wrongSamples(rest)).toBe(0);
      if (isStamp) {
        expect(rest.read('mz-1').timeUs.length).toBe(9900);
        expect(rest.readAll('mz-1', { fromIndex: 4096, toIndex: 4097 }).receiptUtcUs[0]).toBeNaN();
        expect(rest.openFindings.map(({ code }) => code)).toEqual(['stamps-damaged']);
      } else {
        expect(rest.read('mz-1').timeUs.length).toBe(9900 - 4096);
        expect(rest.openFindings.map(({ code, fromIndex, toIndex }) => [code, fromIndex, toIndex])).toEqual([
          ['samples-missing', 4096, 8192],
        ]);
        const gap = rest.gaps().find(({ cause }) => cause === 'damaged-block');
        expect(gap).toMatchObject({
          channelId: 'mz-1',
          fromUs: FIRST_TIME_US + 1 + 4095e5,
          toUs: FIRST_TIME_US + 1 + 8192e5,
        });
      }
      expect(rest.read('mz-2').timeUs.length).toBe(33 * 130);
      rest.close();
    },
  );

  it.each(['finish', 'abandon'] as const)('anywhere in a file (%s) is found, refused, or changes nothing', (end) => {
    makeRun(end);
    const intact = readFileSync(path);
    const before = openRunFile(path);
    const content = contentOf(before);
    before.close();
    const outcomes = { same: 0, found: 0, salvaged: 0, refused: 0 };
    // The file's own header byte by byte, and every page in one place or two.
    const places = [
      ...Array.from({ length: 100 }, (_, i) => i),
      ...Array.from({ length: Math.floor(intact.length / 2503) }, (_, i) => i * 2503 + 101),
    ];
    places.forEach((byte, i) => {
      const bytes = Buffer.from(intact);
      bytes[byte] ^= 1 << (i % 8);
      writeFileSync(path, bytes);
      let reader: RunFileReader;
      try {
        reader = openRunFile(path);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        outcomes.refused += 1;
        return;
      }
      try {
        if (reader.salvaged) {
          expect(reader.openFindings.length).toBeGreaterThan(0);
          expect(wrongSamples(reader)).toBe(0);
          outcomes.salvaged += 1;
        } else if (reader.verify().length > 0) outcomes.found += 1;
        else {
          expect(contentOf(reader) === content).toBe(true);
          outcomes.same += 1;
        }
      } finally {
        reader.close();
      }
    });
    expect(outcomes.found).toBeGreaterThan(50);
    // Only unused space may change unseen: what is free in the pages, and the pages that sealing the tail freed.
    expect(outcomes.same).toBeLessThan(places.length / 2);
  });
});

describe('a truncated file', () => {
  it.each(['finish', 'abandon'] as const)('shows the intact rest, cut at any page (%s)', (end) => {
    makeRun(end);
    const intact = readFileSync(path);
    const pages = intact.length / PAGE;
    const lastPageOf = lastPages(path);
    let opened = 0;
    for (let kept = pages - 1; kept >= 0; kept--) {
      truncateSync(path, kept * PAGE + (kept % 3 === 0 && kept > 0 ? 1000 : 0));
      let reader: RunFileReader;
      try {
        reader = openRunFile(path);
      } catch (error) {
        expect((error as AppError).code).toBe(kept === 0 ? 'run-file-empty' : 'run-file-damaged');
        expect(kept).toBeLessThan(lastPageOf.header);
        continue;
      }
      opened += 1;
      expect(reader.salvaged).toBe(true);
      expect(reader.openFindings[0].code).toBe('file-truncated');
      expect(wrongSamples(reader)).toBe(0);
      const readable = lastPageOf.rows.filter(({ page }) => page <= kept).reduce((sum, { n }) => sum + n, 0);
      const samples = reader.channels().reduce((sum, channel) => sum + channel.samples, 0);
      expect(samples).toBeGreaterThanOrEqual(readable);
      reader.close();
      expect(() => openRunFileForAppend(path)).toThrow(expect.objectContaining({ code: 'run-file-damaged' }));
    }
    expect(opened).toBeGreaterThan(pages / 2);
    expect(existsSync(`${path}-lock`)).toBe(false);
  });
});

/** For every row with samples the highest page that it needs, by SQLite's own account (dbstat). */
function lastPages(file: string): { header: number; rows: { n: number; page: number }[] } {
  const sqlite = new Sqlite(file, 'read');
  const stat = sqlite
    .prepare("SELECT name, path, pageno FROM dbstat('run') WHERE name IN ('block', 'tail', 'header')")
    .all();
  const keys = {
    block: sqlite.prepare('SELECT n FROM block ORDER BY id').all(),
    tail: sqlite.prepare('SELECT n FROM tail ORDER BY id').all(),
  };
  const cells = sqlite
    .prepare(
      "SELECT name, path, ncell FROM dbstat('run') WHERE pagetype = 'leaf' AND name IN ('block', 'tail') ORDER BY name, path",
    )
    .all();
  sqlite.close();
  const rows: { n: number; page: number }[] = [];
  for (const name of ['block', 'tail'] as const) {
    let number = 0;
    for (const [, leaf, count] of cells.filter((cell) => cell[0] === name))
      for (let cell = 0; cell < Number(count); cell++) {
        const own = stat.filter(([table, at]) => {
          const place = String(at);
          return (
            table === name &&
            (place === leaf || place.startsWith(`${String(leaf)}${cell.toString(16).padStart(3, '0')}+`))
          );
        });
        rows.push({ n: Number(keys[name][number++][0]), page: Math.max(...own.map(([, , page]) => Number(page))) });
      }
  }
  return { header: Math.max(...stat.filter(([name]) => name === 'header').map(([, , page]) => Number(page))), rows };
}

describe('the log of a run that was cut off', () => {
  const written = 20;
  let crashed: string;

  /** The files as a crash leaves them: copied while the writer has them open. */
  beforeEach(() => {
    const writer = createRunFile(path, exampleHeader(2));
    for (let k = 0; k < written; k++) {
      writer.append([exampleBatch('mz-1', k * 100, 100)], exampleReceipt(k));
      writer.flush();
    }
    crashed = join(folder, 'crashed');
    mkdirSync(crashed);
    for (const suffix of ['', '-wal']) copyFileSync(path + suffix, join(crashed, `a.dems${suffix}`));
    writer.abandon();
  });

  it('is read, without changing the file', () => {
    const file = join(crashed, 'a.dems');
    const before = [readFileSync(file), readFileSync(`${file}-wal`)];
    const reader = openRunFile(file);
    expect(reader.channels()[0].samples).toBe(written * 100);
    expect(reader.verify()).toEqual([]);
    reader.close();
    expect([readFileSync(file), readFileSync(`${file}-wal`)]).toEqual(before);
  });

  it('is read also without the engine', () => {
    const reader = openRunFile(join(crashed, 'a.dems'), { salvage: true });
    expect(reader.openFindings).toEqual([]);
    expect(reader.read('mz-1').value).toEqual(exampleBatch('mz-1', 0, written * 100).value);
    reader.close();
  });

  it('gives everything before the first damaged frame, and says what is lost', () => {
    const file = join(crashed, 'a.dems');
    const log = readFileSync(`${file}-wal`);
    let least = Infinity;
    for (const part of [0.999, 0.8, 0.5, 0.2, 0]) {
      const bytes = Buffer.from(log);
      bytes[Math.floor(part * (bytes.length - 1))] ^= 0x10;
      writeFileSync(`${file}-wal`, bytes);
      const reader = openRunFile(file);
      const { samples } = reader.channels()[0];
      expect(samples % 100).toBe(0);
      expect(samples).toBeLessThan(least);
      least = samples;
      expect(wrongSamples(reader)).toBe(0);
      // The very last frame may just have been in the writing when the recorder died.
      const expected = part === 0.999 ? [] : [['log-cut', 'warning']];
      expect(reader.openFindings.map(({ code, severity }) => [code, severity])).toEqual(expected);
      reader.close();
    }
    expect(least).toBe(0);
  });

  it('ends where garbage begins; recording goes on from there', () => {
    const file = join(crashed, 'a.dems');
    writeFileSync(`${file}-wal`, Buffer.concat([readFileSync(`${file}-wal`), Buffer.alloc(100_000, 0x5a)]));
    const writer = openRunFileForAppend(file);
    expect(writer.reader.openFindings).toEqual([]);
    expect(writer.reader.channels()[0].samples).toBe(written * 100);
    writer.append([exampleBatch('mz-1', written * 100, 50)], exampleReceipt());
    writer.finish();
    expect(writer.reader.read('mz-1').value).toEqual(exampleBatch('mz-1', 0, written * 100 + 50).value);
    expect(writer.reader.verify()).toEqual([]);
    writer.reader.close();
    expect(readdirSync(crashed)).toEqual(['a.dems']);
  });

  it('is used where the file itself is damaged', () => {
    const file = join(crashed, 'a.dems');
    // Everything but the first page is still in the log only, or was overwritten there.
    truncateSync(file, statSync(file).size - PAGE);
    const reader = openRunFile(file);
    expect(wrongSamples(reader)).toBe(0);
    expect(reader.channels()[0].samples).toBe(written * 100);
    reader.close();
  });
});

it.each([
  ['an event', "INSERT INTO event VALUES (99, CAST(x'ff22' AS TEXT), 0)", 'file-damaged'],
  ['a document', "INSERT INTO document VALUES (99, CAST(x'e2' AS TEXT), '{}', 0)", 'file-damaged'],
])('%s whose text is no UTF-8 is found, and does not end the program', (_, sql, code) => {
  makeRun('abandon');
  const sqlite = new Sqlite(path, 'write');
  sqlite.exec(sql);
  sqlite.close();
  const reader = openRunFile(path);
  expect(reader.openFindings.map((finding) => finding.code)).toEqual([code]);
  expect(reader.events()).toHaveLength(5);
  expect(reader.documents('recipe')).toHaveLength(1);
  reader.close();
});

it('a damaged tail on the disk is left as it is, and recording goes on', () => {
  const writer = createRunFile(path, exampleHeader(2));
  writer.append([exampleBatch('mz-1', 0, 4000), exampleBatch('mz-2', 0, 4000)], exampleReceipt());
  writer.flush();
  const rot = new Sqlite(path, 'write');
  changeRaw(rot, 'UPDATE tail SET data = zeroblob(length(data)) WHERE channel = 0');
  rot.close();
  for (let k = 0; k < 5; k++) {
    writer.append(
      [exampleBatch('mz-1', 4000 + k * 100, 100), exampleBatch('mz-2', 4000 + k * 100, 100)],
      exampleReceipt(),
    );
    writer.flush();
  }
  writer.finish();
  const codes = writer.reader.verify().map(({ code, channelId }) => [code, channelId]);
  expect(codes).toEqual([['tail-damaged', 'mz-1']]);
  writer.reader.close();
  const rest = openRunFile(path);
  expect(rest.salvaged).toBe(true);
  expect(rest.read('mz-2').value).toEqual(exampleBatch('mz-2', 0, 4500).value);
  expect(rest.read('mz-1').value).toEqual(exampleBatch('mz-1', 4000, 500).value);
  rest.close();
});
