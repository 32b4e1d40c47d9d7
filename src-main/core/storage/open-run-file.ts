import { accessSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import type { FileFinding, RunFileReader } from './run-file-contract.ts';
import { decideFileMarks, PAGE_BYTES, readFileMarks } from './run-file-schema.ts';
import { isRunLocked } from './run-lock.ts';
import { SalvageStore } from './salvage-store.ts';
import { Sqlite, sqliteCodeOf } from './sqlite.ts';
import { SqliteStore } from './sqlite-store.ts';
import { DAMAGED, damagedProblem, withProblems } from './storage-problems.ts';
import { StoredRunReader } from './stored-run-reader.ts';
import { logFindings, logPathOf, readWriteAheadLog } from './write-ahead-log.ts';

/**
 * Opens a run file for reading, also while it is recorded, in a read-only folder, or damaged. A file whose structure is
 * damaged (`openFindings`, `salvaged`) shows its intact samples; damage inside a block shows when it is read or verified.
 * @param options.salvage leave out damaged blocks from the start: reads the whole file once
 * @throws AppError `run-file-missing`, `run-file-empty`, `not-a-run-file`, `run-file-altered`, `run-file-newer`,
 * `run-file-damaged` where nothing is left, `file-not-readable`, `file-busy`
 */
export function openRunFile(path: string, options: { salvage?: boolean } = {}): RunFileReader {
  const absolute = resolve(path);
  checkReadable(absolute);
  if (options.salvage) return openSalvaged(absolute);
  try {
    return openStrictly(absolute);
  } catch (error) {
    // The bytes of a file that is being written must not be opened beside the engine: closing them drops its locks.
    if (!(error instanceof AppError) || error.code !== DAMAGED || isRunLocked(absolute)) throw error;
    return openSalvaged(absolute, reasonOf(error));
  }
}

/** Opens a sound run file read-only. @throws AppError `run-file-damaged` as soon as its structure is not sound */
function openStrictly(path: string): StoredRunReader {
  checkWholePages(path);
  const findings = newLogFindings(path);
  const { sqlite, onClose } = withProblems(path, 'read', () => attachForReading(path));
  try {
    checkMarks(sqlite, path);
    return new StoredRunReader(new SqliteStore(sqlite, path, findings, onClose), path);
  } catch (error) {
    sqlite.close();
    onClose();
    throw error;
  }
}

function openSalvaged(path: string, reason?: string): StoredRunReader {
  return withProblems(path, 'read', () => new StoredRunReader(new SalvageStore(path, reason), path, true));
}

/** The engine takes the missing part of a last page for zeros. @throws AppError `run-file-damaged` */
export function checkWholePages(path: string): void {
  if (statSync(path).size % PAGE_BYTES !== 0) throw damagedProblem(path, 'it ends in the midst of a page');
}

/** @throws AppError `not-a-run-file`, `run-file-altered`, `run-file-newer` */
export function checkMarks(sqlite: Sqlite, path: string): void {
  const refusal = decideFileMarks(
    path,
    withProblems(path, 'read', () => readFileMarks(sqlite)),
  );
  if (refusal) throw refusal;
}

/** @throws AppError `run-file-missing`, `run-file-empty`, `not-a-run-file`, `file-not-readable` */
export function checkReadable(path: string): void {
  const status = statSync(path, { throwIfNoEntry: false });
  const refuse = (code: string, happened: string, next: string) =>
    new AppError({ code, happened, safe: 'Nothing was changed.', next });
  if (!status)
    throw refuse('run-file-missing', `There is no file ${path}.`, 'Check the name and that its disk is there.');
  if (!status.isFile()) throw refuse('not-a-run-file', `${path} is not a file.`, 'Choose a .dems file.');
  if (status.size === 0)
    throw refuse('run-file-empty', `${path} is empty: it holds no run.`, 'Restore it from a copy, or delete it.');
  withProblems(path, 'read', () => accessSync(path, constants.R_OK));
}

/** What an unclean end may have lost from the log; looked at before the engine tidies it away. */
export function newLogFindings(path: string): FileFinding[] {
  return existsSync(logPathOf(path)) && !isRunLocked(path) ? logFindings(readWriteAheadLog(path)) : [];
}

function attachForReading(path: string): { sqlite: Sqlite; onClose: () => void } {
  try {
    const sqlite = new Sqlite(path, 'read');
    try {
      // The log is opened only now; on a read-only disk that fails.
      sqlite.pragma('user_version');
      sqlite.prepare('SELECT count(*) FROM run.sqlite_schema').all();
      return { sqlite, onClose: () => {} };
    } catch (error) {
      sqlite.close();
      throw error;
    }
  } catch (error) {
    const code = sqliteCodeOf(error) ?? '';
    if (!code.startsWith('SQLITE_CANTOPEN') && !code.startsWith('SQLITE_READONLY')) throw error;
    return attachCopy(path);
  }
}

/** A run with an unclean end in a place that cannot be written: its log is applied to a copy. */
function attachCopy(path: string): { sqlite: Sqlite; onClose: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'opendems-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    for (const suffix of ['', '-wal', '-journal'])
      if (existsSync(path + suffix)) copyFileSync(path + suffix, join(folder, basename(path) + suffix));
    return { sqlite: new Sqlite(join(folder, basename(path)), 'write'), onClose: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function reasonOf(error: AppError): string {
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return cause ?? error.problem.happened.replace(/^.*is damaged: /, '').replace(/\.$/, '');
}
