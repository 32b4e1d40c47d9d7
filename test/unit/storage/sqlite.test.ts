import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cells, databaseAddress, Sqlite, sqliteCodeOf, textOf } from '../../../src-main/core/storage/sqlite.ts';
import { temporaryFolder } from '../../support/run-files.ts';

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

const openFiles = () =>
  readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)].filter((path) => path.startsWith(folder));
    } catch {
      return [];
    }
  });

describe('databaseAddress', () => {
  it.each([
    ['file:///tmp/run%201.dems', 'file:///tmp/run%201.dems?mode=ro'],
    ['file:///C:/runs/a.dems', 'file:///C:/runs/a.dems?mode=ro'],
    ['file://nas/runs/a.dems', 'file:////nas/runs/a.dems?mode=ro'],
  ])('of %s is %s', (url, address) => expect(databaseAddress(new URL(url), 'read')).toBe(address));
});

describe('Sqlite', () => {
  it.skipIf(process.platform !== 'linux')('lets go of the file at once, with statements still about', () => {
    const sqlite = new Sqlite(join(folder, 'a'), 'create');
    sqlite.pragma('journal_mode', 'WAL');
    sqlite.define('CREATE TABLE t (a INTEGER PRIMARY KEY, b)');
    const insert = sqlite.prepare('INSERT INTO t VALUES (?, ?)');
    insert.run([1, 'x']);
    expect(sqlite.prepare('SELECT b FROM t').get()).toEqual(['x']);
    expect(openFiles().length).toBeGreaterThan(0);
    sqlite.close();
    expect(openFiles()).toEqual([]);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('keeps all of a transaction or nothing', () => {
    const sqlite = new Sqlite(join(folder, 'a'), 'create');
    sqlite.define('CREATE TABLE t (a INTEGER PRIMARY KEY)');
    const insert = (a: number) => sqlite.prepare('INSERT INTO t VALUES (?)').run([a]);
    const attempt = () =>
      sqlite.transaction('IMMEDIATE', () => {
        insert(1);
        insert(1);
      });
    expect(attempt).toThrow(/UNIQUE/);
    expect(sqlite.prepare('SELECT count(*) FROM t').get()).toEqual([0]);
    sqlite.transaction('IMMEDIATE', () => insert(1));
    expect(sqlite.prepare('SELECT count(*) FROM t').get()).toEqual([1]);
    sqlite.close();
  });

  it('does not make a file that it should only open, and says by a code why', () => {
    const codes = (['read', 'write'] as const).map((access) => {
      try {
        return String(new Sqlite(join(folder, 'none'), access));
      } catch (error) {
        return sqliteCodeOf(error);
      }
    });
    expect(codes).toEqual(['SQLITE_CANTOPEN', 'SQLITE_CANTOPEN']);
    expect(readdirSync(folder)).toEqual([]);
    expect(sqliteCodeOf(new Error('other'))).toBeUndefined();
  });

  it('reads texts that are no UTF-8', () => {
    const sqlite = new Sqlite(join(folder, 'a'), 'create');
    sqlite.define('CREATE TABLE t (a, b)');
    sqlite.exec("INSERT INTO t VALUES (CAST(x'41ff42' AS TEXT), 7)");
    const [text, number] = sqlite.prepare(`SELECT ${cells('a, b')} FROM t`).get()!;
    expect([textOf(text), number]).toEqual(['A\ufffdB', 7]);
    sqlite.close();
  });
});
