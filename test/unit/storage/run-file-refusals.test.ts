import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createRunFile,
  isRunLocked,
  openRunFile,
  openRunFileForAppend,
} from '../../../src-main/core/storage/run-file.ts';
import { enterLogMode } from '../../../src-main/core/storage/log-mode.ts';
import { acquireRunLock } from '../../../src-main/core/storage/run-lock.ts';
import { Sqlite } from '../../../src-main/core/storage/sqlite.ts';
import { StoredRunWriter } from '../../../src-main/core/storage/stored-run-writer.ts';
import { exampleBatch, exampleHeader, exampleReceipt, temporaryFolder } from '../../support/run-files.ts';

let folder: string;
let path: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  path = join(folder, 'a.dems');
});
afterEach(() => remove());

/** A run with one block and a tail; closed without an end unless told. */
function makeRun(end: 'finish' | 'abandon' = 'abandon'): string {
  const writer = createRunFile(path, exampleHeader(2));
  writer.append([exampleBatch('mz-1', 0, 5000), exampleBatch('mz-2', 0, 100)], exampleReceipt());
  writer.appendEvent({
    timeUs: 1,
    kind: 'annotation',
    severity: 'info',
    text: 'a',
    sourceId: null,
    channelId: null,
    fromUs: null,
    toUs: null,
    data: {},
  });
  writer.appendGap({ channelId: 'mz-1', fromUs: 1, toUs: 2, cause: 'unknown', filledBy: null, text: '' });
  writer.appendDocument('recipe', {});
  writer[end]();
  const hash = end === 'finish' ? writer.reader.rawSha256() : '';
  if (end === 'finish') writer.reader.close();
  return hash;
}

/** Does with the file what any other program could. */
function alter(...statements: string[]): void {
  const sqlite = new Sqlite(path, 'write');
  for (const sql of statements) sqlite.exec(sql);
  sqlite.close();
}

const failsWith = (code: string, sentence: RegExp = /./) =>
  expect.objectContaining({ code, message: expect.stringMatching(sentence) as string });

const REST =
  'n, t_min_us, t_max_us, v_min, v_max, n_good, crc32_row, crc32_samples, crc32_stamps, time, value, status, server_time, receipt_time';

describe('raw rows', () => {
  const forbidden = [
    ['header', "UPDATE header SET json = '{}'"],
    ['header', 'DELETE FROM header'],
    ['header', "REPLACE INTO header VALUES (1, '{}', 0)"],
    ['flush', 'UPDATE flush SET receipt_utc_us = 0'],
    ['flush', 'DELETE FROM flush'],
    ['event', "UPDATE event SET json = '{}'"],
    ['event', 'DELETE FROM event'],
    ['event', "REPLACE INTO event VALUES (1, '{}', 0)"],
    ['gap', 'DELETE FROM gap'],
    ['gap', "UPDATE gap SET json = '{}'"],
    ['document', 'DELETE FROM document'],
    ['document', "REPLACE INTO document VALUES (1, 'recipe', '{}', 0)"],
    ['block', 'UPDATE block SET value = zeroblob(32768)'],
    ['block', 'UPDATE OR REPLACE block SET n_good = 0'],
    ['block', 'DELETE FROM block'],
    ['block', 'REPLACE INTO block SELECT * FROM block'],
    ['tail', 'UPDATE tail SET data = zeroblob(length(data))'],
    ['tail', 'DELETE FROM tail'],
    ['tail', 'DELETE FROM tail WHERE channel = 1'],
    ['tail', 'REPLACE INTO tail SELECT * FROM tail'],
    ['tail', 'INSERT INTO tail VALUES (4000, 0, 4000, 1, 0, zeroblob(28))'],
    ['tail', 'INSERT INTO tail VALUES (8191, 0, 8191, 2, 0, zeroblob(56))'],
    ['block', `INSERT INTO block SELECT 9, channel, 4097, ${REST} FROM block`],
    ['block', `INSERT INTO block SELECT 9, channel, first_index, ${REST} FROM block`],
    ['block', `REPLACE INTO block SELECT 9, channel, first_index, ${REST} FROM block`],
  ] as const;

  it.each(forbidden)('of %s refuse: %s', (table, sql) => {
    makeRun();
    for (const recursive of ['ON', 'OFF'])
      expect(() => alter(`PRAGMA recursive_triggers = ${recursive}`, sql)).toThrow(
        new RegExp(`${table} rows are|a block already holds|CHECK constraint`),
      );
    const reader = openRunFile(path);
    expect(reader.verify()).toEqual([]);
    expect(reader.channels().map(({ samples }) => samples)).toEqual([5000, 100]);
    reader.close();
  });
});

describe('a file that is not ours', () => {
  it.each([
    ['a trigger', 'CREATE TRIGGER run.evil AFTER INSERT ON tail BEGIN DELETE FROM event; END', 'evil'],
    ['a view', 'CREATE VIEW run.evil AS SELECT 1', 'evil'],
    ['a table', 'CREATE TABLE run.evil (a)', 'evil'],
    ['an index', 'CREATE INDEX run.evil ON tail (n)', 'evil'],
    ['a missing trigger', 'DROP TRIGGER run.block_no_delete', 'tables or triggers were changed'],
    ['a changed column', 'ALTER TABLE run.block RENAME COLUMN n TO m', 'block'],
    ['a statistics table', 'ANALYZE run', 'sqlite_stat1'],
  ])('is refused for %s, for reading and for writing, and stays as it was', (_, sql, named) => {
    makeRun('finish');
    alter(sql);
    const before = readFileSync(path);
    expect(() => openRunFile(path)).toThrow(failsWith('run-file-altered', new RegExp(named)));
    expect(() => openRunFileForAppend(path)).toThrow(failsWith('run-file-altered'));
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('is refused when a trigger of ours was replaced by one of the same name', () => {
    makeRun('finish');
    alter('DROP TRIGGER run.tail_no_loss', 'CREATE TRIGGER run.tail_no_loss BEFORE DELETE ON tail BEGIN SELECT 1; END');
    expect(() => openRunFile(path)).toThrow(failsWith('run-file-altered', /tail_no_loss/));
  });

  it('is refused when it is of a newer format', () => {
    makeRun('finish');
    alter('PRAGMA run.user_version = 2');
    expect(() => openRunFile(path)).toThrow(
      failsWith('run-file-newer', /file format 2, this one reads 1.*Install the newer/),
    );
    expect(() => openRunFileForAppend(path)).toThrow(failsWith('run-file-newer'));
  });

  it('is refused when it is another database', () => {
    const sqlite = new Sqlite(path, 'create');
    sqlite.exec('CREATE TABLE run.photos (a)');
    sqlite.close();
    expect(() => openRunFile(path)).toThrow(failsWith('not-a-run-file'));
    expect(() => openRunFileForAppend(path)).toThrow(failsWith('not-a-run-file'));
  });

  it.each([
    ['text', 'Time\tIon Current\n'.repeat(2000), 'not-a-run-file'],
    ['a few bytes', 'abc', 'not-a-run-file'],
    ['zeros', Buffer.alloc(8192), 'not-a-run-file'],
    ['nothing', '', 'run-file-empty'],
  ])('is refused when it holds %s', (_, content, code) => {
    writeFileSync(path, content);
    expect(() => openRunFile(path)).toThrow(failsWith(code));
    expect(() => openRunFile(path, { salvage: true })).toThrow(failsWith(code));
    expect(existsSync(`${path}-lock`)).toBe(false);
    expect(readFileSync(path, 'latin1')).toBe(content.toString('latin1' as never));
  });

  it('is refused when it is missing or a folder', () => {
    expect(() => openRunFile(path)).toThrow(failsWith('run-file-missing'));
    expect(() => openRunFileForAppend(path)).toThrow(failsWith('run-file-missing'));
    mkdirSync(path);
    expect(() => openRunFile(path)).toThrow(failsWith('not-a-run-file'));
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });
});

describe('one writer', () => {
  it('keeps a second one out, and lets readers in', () => {
    const writer = createRunFile(path, exampleHeader(1));
    expect(isRunLocked(path)).toBe(true);
    expect(() => openRunFileForAppend(path)).toThrow(failsWith('run-locked', /read-only/));
    writer.append([exampleBatch('mz-1', 0, 5)], exampleReceipt());
    writer.flush();
    const reader = openRunFile(path);
    expect(reader.channels()[0].samples).toBe(5);
    reader.close();
    writer.abandon();
    expect(isRunLocked(path)).toBe(false);
    openRunFileForAppend(path).finish();
    expect(isRunLocked(path)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('lock'))).toEqual([]);
  });

  it('is kept out also while a bulk run of that name is made', () => {
    const writer = createRunFile(path, exampleHeader(1), { bulk: true });
    expect(() => createRunFile(path, exampleHeader(1))).toThrow(failsWith('run-locked'));
    writer.abandon();
    createRunFile(path, exampleHeader(1)).abandon();
  });

  it('is not kept out by the lock file of a program that died', () => {
    makeRun();
    writeFileSync(`${path}-lock`, '');
    expect(isRunLocked(path)).toBe(false);
    openRunFileForAppend(path).abandon();
    expect(existsSync(`${path}-lock`)).toBe(false);
  });
});

describe('making a run file', () => {
  it('never replaces a file', () => {
    writeFileSync(path, 'precious');
    expect(() => createRunFile(path, exampleHeader(1))).toThrow(failsWith('run-file-exists'));
    expect(() => createRunFile(path, exampleHeader(1), { bulk: true })).toThrow(failsWith('run-file-exists'));
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('does not replace a file that appeared while a bulk run was made', () => {
    const writer = createRunFile(path, exampleHeader(1), { bulk: true });
    writeFileSync(path, 'precious');
    expect(() => writer.finish()).toThrow(failsWith('run-file-exists'));
    expect(readFileSync(path, 'utf8')).toBe('precious');
    writer.abandon();
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('needs its folder', () => {
    expect(() => createRunFile(join(folder, 'none', 'a.dems'), exampleHeader(1))).toThrow(failsWith('folder-missing'));
    writeFileSync(path, '');
    expect(() => createRunFile(join(path, 'b.dems'), exampleHeader(1))).toThrow(failsWith('folder-missing'));
  });

  it('refuses a header whose channels do not hang together', () => {
    const header = exampleHeader(2);
    const twice = { ...header, channels: [header.channels[0], header.channels[0]] };
    const orphan = { ...header, channels: [{ ...header.channels[0], sourceId: 'other' }] };
    expect(() => createRunFile(path, twice)).toThrow(/same id/);
    expect(() => createRunFile(path, orphan)).toThrow(/other/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a full disk', () => {
  it('keeps the queue; a later flush stores it once and whole', () => {
    createRunFile(path, exampleHeader(2)).abandon();
    const sqlite = new Sqlite(path, 'write');
    enterLogMode(sqlite);
    const writer = new StoredRunWriter(sqlite, acquireRunLock(path), { path, bulkPath: undefined });
    let sent = 0;
    const send = (n: number) => {
      writer.append([exampleBatch('mz-1', sent, n), exampleBatch('mz-2', sent, n)], exampleReceipt(sent));
      sent += n;
    };
    send(1000);
    writer.flush();
    sqlite.pragma('max_page_count', Number(sqlite.pragma('page_count')) + 3);
    for (let k = 0; k < 5; k++) {
      send(3000);
      writer.appendEvent({
        timeUs: k,
        kind: 'annotation',
        severity: 'info',
        text: `event ${k}`,
        sourceId: null,
        channelId: null,
        fromUs: null,
        toUs: null,
        data: {},
      });
      expect(() => writer.flush()).toThrow(failsWith('disk-full', /Free some space/));
      expect(writer.queuedSamples()).toBe(2 * (sent - 1000));
      expect(writer.reader.channels().map(({ samples }) => samples)).toEqual([1000, 1000]);
    }
    sqlite.pragma('max_page_count', 1_000_000);
    writer.flush();
    expect(writer.queuedSamples()).toBe(0);
    expect(writer.reader.events().map(({ text }) => text)).toEqual([0, 1, 2, 3, 4].map((k) => `event ${k}`));
    expect(writer.reader.read('mz-2')).toEqual(expect.objectContaining({ value: exampleBatch('mz-2', 0, sent).value }));
    send(9000);
    sqlite.pragma('max_page_count', Number(sqlite.pragma('page_count')));
    expect(() => writer.finish()).toThrow(failsWith('disk-full'));
    sqlite.pragma('max_page_count', 1_000_000);
    writer.finish();
    expect(writer.reader.verify()).toEqual([]);
    expect(writer.reader.channels().map(({ samples }) => samples)).toEqual([sent, sent]);
    writer.reader.close();
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('stores new samples where sealing finds no room any more', () => {
    createRunFile(path, exampleHeader(1)).abandon();
    const sqlite = new Sqlite(path, 'write');
    enterLogMode(sqlite);
    const writer = new StoredRunWriter(sqlite, acquireRunLock(path), { path, bulkPath: undefined });
    writer.append([exampleBatch('mz-1', 0, 4000)], exampleReceipt());
    writer.flush();
    // Room for the next row, not for a block of 147 kB.
    sqlite.pragma('max_page_count', Number(sqlite.pragma('page_count')) + 5);
    writer.append([exampleBatch('mz-1', 4000, 100)], exampleReceipt());
    expect(() => writer.flush()).toThrow(failsWith('disk-full'));
    expect(writer.queuedSamples()).toBe(0);
    expect(writer.reader.blocks('mz-1').map(({ n, sealed }) => [n, sealed])).toEqual([
      [4096, false],
      [4, false],
    ]);
    sqlite.pragma('max_page_count', 1_000_000);
    writer.flush();
    expect(writer.reader.blocks('mz-1').map(({ n, sealed }) => [n, sealed])).toEqual([
      [4096, true],
      [4, false],
    ]);
    writer.finish();
    expect(writer.reader.verify()).toEqual([]);
    writer.reader.close();
  });

  it('leaves no file where the name is too long for the disk', () => {
    // A name of 255 bytes is allowed, one with `-lock` behind it is not.
    const long = join(folder, `${'x'.repeat(250)}.dems`);
    expect(() => createRunFile(long, exampleHeader(1))).toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});

it('a copy of a finished run is the run', () => {
  const hash = makeRun('finish');
  const copy = join(folder, 'copy of ü%20?#.dems');
  copyFileSync(path, copy);
  const reader = openRunFile(copy);
  expect(reader.rawSha256()).toBe(hash);
  expect(reader.verify()).toEqual([]);
  reader.close();
});
