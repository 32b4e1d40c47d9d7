import { existsSync, statSync, unlinkSync } from 'node:fs';
import { AppError } from '../../../shared/api/errors.ts';
import { Sqlite, sqliteCodeOf } from './sqlite.ts';
import { storageProblem } from './storage-problems.ts';

/** Another program may be only looking (`isRunLocked`): wait that out. */
const LOCK_WAIT_MS = 100;
const TRIES = 5;

/** Name of the companion file that carries the lock of a run. */
export function lockPathOf(runPath: string): string {
  return `${runPath}-lock`;
}

/** The right to write one run; the operating system takes it back when the process dies. */
export interface RunLock {
  release(): void;
}

/**
 * Takes the lock of a run: an exclusive transaction on an empty companion database, that is, a lock of the operating
 * system and no process number in a file.
 * @throws AppError `run-locked` when another writer has it.
 */
export function acquireRunLock(runPath: string): RunLock {
  const path = lockPathOf(runPath);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const before = fileIdentity(path);
    const sqlite = tryLock(runPath, path);
    // Between our opening and our locking its last owner may have removed the file: then we hold a lock nobody sees.
    if (before !== undefined && before === fileIdentity(path)) return { release: () => releaseLock(sqlite, path) };
    sqlite.close();
  }
  throw lockedProblem(runPath);
}

function tryLock(runPath: string, path: string): Sqlite {
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Sqlite(path, 'create', LOCK_WAIT_MS);
    // Nothing is ever written, so nothing may be left to roll back either.
    sqlite.pragma('journal_mode', 'OFF');
    sqlite.exec('BEGIN EXCLUSIVE');
    return sqlite;
  } catch (error) {
    sqlite?.close();
    throw sqliteCodeOf(error)?.startsWith('SQLITE_BUSY')
      ? lockedProblem(runPath)
      : storageProblem(error, path, 'write');
  }
}

/** True while some writer, here or in another program, has the run. */
export function isRunLocked(runPath: string): boolean {
  const path = lockPathOf(runPath);
  if (!existsSync(path)) return false;
  let sqlite: Sqlite | undefined;
  try {
    sqlite = new Sqlite(path, 'read', 0);
    sqlite.prepare('SELECT count(*) FROM run.sqlite_schema').all();
    return false;
  } catch (error) {
    return sqliteCodeOf(error)?.startsWith('SQLITE_BUSY') ?? false;
  } finally {
    sqlite?.close();
  }
}

/** @throws AppError `run-locked` while some writer has the run */
export function refuseLocked(runPath: string): void {
  if (isRunLocked(runPath)) throw lockedProblem(runPath);
}

function releaseLock(sqlite: Sqlite, path: string): void {
  // Removed while still held, so that nobody can be holding it; Windows removes only closed files.
  const removed = tryUnlink(path);
  sqlite.close();
  if (!removed) tryUnlink(path);
}

function tryUnlink(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

function fileIdentity(path: string): string | undefined {
  const status = statSync(path, { bigint: true, throwIfNoEntry: false });
  return status && `${status.dev} ${status.ino}`;
}

function lockedProblem(runPath: string): AppError {
  return new AppError({
    code: 'run-locked',
    happened: `${runPath} is being written by another OpenDEMS.`,
    safe: 'That recording goes on undisturbed.',
    next: 'Open the run read-only, or stop it there first.',
  });
}
