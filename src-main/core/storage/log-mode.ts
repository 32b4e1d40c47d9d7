import { Sqlite, sqliteCodeOf } from './sqlite.ts';

/** How a run file is written: through a log while it grows, as one plain file when it is done. */

/** While recording: a log beside the file, every commit on the disk before it counts. */
export function enterLogMode(sqlite: Sqlite): void {
  sqlite.pragma('journal_mode', 'WAL');
  sqlite.pragma('synchronous', 'FULL');
  // A checkpoint that had to wait for a reader must not leave a large log for ever.
  sqlite.pragma('journal_size_limit', 64 * 1024 * 1024);
}

/** Small changes of a finished file: no log beside it. */
export function enterPlainMode(sqlite: Sqlite): void {
  sqlite.pragma('journal_mode', 'DELETE');
  sqlite.pragma('synchronous', 'EXTRA');
}

/**
 * Moves the log into the file and removes it: one copyable file.
 * False while another connection has the file open; its last reader will do it.
 */
export function leaveLogMode(sqlite: Sqlite): boolean {
  try {
    sqlite.checkpoint();
    return sqlite.pragma('journal_mode', 'DELETE') === 'delete';
  } catch (error) {
    if (sqliteCodeOf(error)?.startsWith('SQLITE_BUSY')) return false;
    throw error;
  }
}

/** As the last reader of a finished run; without a right to write or with others reading, nothing happens. */
export function leaveLogModeIfFree(path: string): void {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Sqlite(path, 'write', 0);
    leaveLogMode(sqlite);
  } catch {
    // The samples are all in the file already; only the empty log stays beside it.
  } finally {
    sqlite?.close();
  }
}
