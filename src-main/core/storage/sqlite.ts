import { pathToFileURL } from 'node:url';
import LibsqlDatabase from 'libsql';
import { uninterrupted } from '../thread-gate.ts';

/**
 * The only file that knows the SQLite engine.
 *
 * The file is attached to an empty in-memory database under the name `run`, because the engine keeps a closed database
 * open until every prepared statement has been garbage-collected; DETACH lets go of file, log and locks at once.
 */

export type SqlValue = number | string | Uint8Array | null;
export type SqlRow = SqlValue[];

/** `read` never changes the file, `write` needs it to exist, `create` makes it. */
export type SqliteAccess = 'read' | 'write' | 'create';

export interface SqlStatement {
  run(values?: SqlValue[]): void;
  get(values?: SqlValue[]): SqlRow | undefined;
  all(values?: SqlValue[]): SqlRow[];
}

const NO_BYTES = new Uint8Array(0);
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

const ACCESS_MODES: Record<SqliteAccess, string> = { read: 'ro', write: 'rw', create: 'rwc' };

/** A file's address as SQLite wants it: a server's name belongs into the path (`file:////server/share/...`). */
export function databaseAddress({ host, pathname }: URL, access: SqliteAccess): string {
  return `file://${host === '' ? '' : `//${host}`}${pathname}?mode=${ACCESS_MODES[access]}`;
}

/** One open database file. Statements name tables bare; everything thrown carries an SQLite code (`sqliteCodeOf`). */
export class Sqlite {
  #database: LibsqlDatabase.Database;
  #statements = new Map<string, SqlStatement>();
  #isOpen = true;

  /**
   * @param busyMs how long to wait for another program's lock.
   */
  constructor(path: string, access: SqliteAccess, busyMs = 250) {
    this.#database = uninterrupted(() => new LibsqlDatabase(':memory:'));
    // A file from elsewhere must not make us run its functions, nor trip over crafted pages.
    this.exec(
      `PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA recursive_triggers = ON; PRAGMA busy_timeout = ${busyMs}`,
    );
    this.attach(path, access);
  }

  /** Opens another file in the place of the one let go by `detach`; statements stay valid. */
  attach(path: string, access: SqliteAccess): void {
    this.prepare('ATTACH ? AS run').run([databaseAddress(pathToFileURL(path), access)]);
    this.#isOpen = true;
  }

  /** Lets go of file, log and locks; an open transaction is rolled back. */
  detach(): void {
    if (!this.#isOpen) return;
    if (this.#isInTransaction) this.exec('ROLLBACK');
    this.exec('DETACH run');
    this.#isOpen = false;
  }

  /** Runs statements that give no rows. */
  exec(sql: string): void {
    uninterrupted(() => this.#database.exec(sql));
  }

  /** Runs a `CREATE TABLE name ...` or `CREATE TRIGGER name ...` in the file. */
  define(sql: string): void {
    this.exec(sql.replace(/^(CREATE (?:TABLE|TRIGGER)) /, '$1 run.'));
  }

  /** Sets (where a value is given) and reads a pragma of the file; the first cell of the answer. */
  pragma(name: string, value?: number | string): SqlValue {
    const rows = this.#rows(`PRAGMA run.${name}${value === undefined ? '' : ` = ${value}`}`);
    return rows[0]?.[0] ?? null;
  }

  /** All first cells that a pragma answers. */
  pragmaList(name: string): SqlValue[] {
    return this.#rows(`PRAGMA run.${name}`).map((row) => row[0] ?? null);
  }

  /** Moves the whole log into the file and empties it. False if another program's reading prevented it. */
  checkpoint(): boolean {
    return this.#rows('PRAGMA run.wal_checkpoint(TRUNCATE)')[0]?.[0] === 0;
  }

  /** Prepares once per text. Parameters go in as one array. */
  prepare(sql: string): SqlStatement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const native = this.#native(sql);
    const statement: SqlStatement = {
      run: (values = []) => void uninterrupted(() => native.run(values)),
      get: (values = []) => this.#collect(native, values)[0],
      all: (values = []) => this.#collect(native, values),
    };
    this.#statements.set(sql, statement);
    return statement;
  }

  /** All or nothing. A nested call joins the outer transaction. */
  transaction<Result>(mode: 'DEFERRED' | 'IMMEDIATE' | 'EXCLUSIVE', work: () => Result): Result {
    if (this.#isInTransaction) return work();
    this.exec(`BEGIN ${mode}`);
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk rolls back by itself; a second ROLLBACK would hide the reason.
      if (this.#isInTransaction) this.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.detach();
    this.#statements.clear();
    uninterrupted(() => this.#database.close());
  }

  get #isInTransaction(): boolean {
    return uninterrupted(() => this.#database.inTransaction);
  }

  #native(sql: string): LibsqlDatabase.Statement {
    return uninterrupted(() => this.#database.prepare(sql));
  }

  #rows(sql: string): SqlRow[] {
    return this.#collect(this.#native(sql), []);
  }

  #collect(native: LibsqlDatabase.Statement, values: SqlValue[]): SqlRow[] {
    return uninterrupted(() => {
      if (!native.reader) {
        native.run(values);
        return [];
      }
      // Blobs are byte arrays in raw mode only.
      return native.raw().all(values) as SqlRow[];
    });
  }
}

/**
 * A select list for a file that may be damaged: texts come as bytes, because the engine ends the whole process on a text
 * that is no UTF-8, and damage can turn any cell into one.
 * @param columns names with commas between
 */
export function cells(columns: string): string {
  return columns
    .split(',')
    .map((name) => name.trim())
    .map((name) => `iif(typeof(${name}) = 'text', CAST(${name} AS BLOB), ${name})`)
    .join(', ');
}

/** A cell as a number; NaN where it is none. */
export function numberOf(cell: SqlValue | undefined): number {
  return typeof cell === 'number' ? cell : NaN;
}

/** A cell selected by `cells` as text; empty where it is none. */
export function textOf(cell: SqlValue | undefined): string {
  return UTF8.decode(bytesOf(cell));
}

/** A cell as bytes; empty where it has none. */
export function bytesOf(cell: SqlValue | undefined): Uint8Array {
  return cell instanceof Uint8Array ? cell : NO_BYTES;
}

/** SQLite's name of what went wrong, e.g. `SQLITE_FULL`; undefined for other errors. */
export function sqliteCodeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}
