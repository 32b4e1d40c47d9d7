import { AppError } from '../../../shared/api/errors.ts';
import { sqliteCodeOf } from './sqlite.ts';

/** Code of the error that makes `openRunFile` read the intact rest instead. */
export const DAMAGED = 'run-file-damaged';

/** The file no longer holds what was written. */
export function damagedProblem(path: string, what: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: DAMAGED,
      happened: `${path} is damaged: ${what}.`,
      safe: 'It was not changed; everything whose checksum matches can still be read.',
      next: 'Run `opendems verify` on it to see what is lost, and restore the file from a copy if there is one.',
    },
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What the engine says of first pages and table lists it can make nothing of, without a code of their own. */
const UNREADABLE = /unsupported file format|must use the same text encoding|malformed/;

/** True for what means "these bytes are no sound database" rather than "not now" or "not allowed". */
export function isCorruption(error: unknown): boolean {
  const code = sqliteCodeOf(error) ?? '';
  return (
    /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(code) ||
    (code === 'SQLITE_ERROR' && error instanceof Error && UNREADABLE.test(error.message))
  );
}

/** What a failed read or write of a run file means to a person. AppErrors and programming errors pass unchanged. */
export function storageProblem(error: unknown, path: string, doing: 'read' | 'write'): unknown {
  const code = codeOf(error);
  if (error instanceof AppError || code === undefined) return error;
  const message = error instanceof Error ? error.message : '';
  if (isCorruption(error)) return damagedProblem(path, message, error);
  const safe = doing === 'read' ? 'The file was not changed.' : 'What the file holds already is safe.';
  const problem = (name: string, happened: string, next: string) =>
    new AppError({ code: name, happened, safe, next }, { cause: error });
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT')
    return problem(
      'disk-full',
      `The disk is full: ${path} cannot grow.`,
      'Free some space on this disk; writing goes on by itself.',
    );
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return problem('file-busy', `Another program holds ${path}.`, 'Close the other program and try again.');
  const isDenied =
    ['EACCES', 'EPERM', 'EROFS'].includes(code) ||
    code.startsWith('SQLITE_READONLY') ||
    (doing === 'write' && code.startsWith('SQLITE_CANTOPEN'));
  if (isDenied)
    return problem(
      doing === 'read' ? 'file-not-readable' : 'file-not-writable',
      `${path} may not be ${doing === 'read' ? 'read' : 'written'} by this user.`,
      'Change the rights of the file or its folder, or choose another folder.',
    );
  if (code === 'ENOENT' || code.startsWith('SQLITE_CANTOPEN'))
    return problem(
      'file-not-found',
      `${path} cannot be opened.`,
      'Check that the file and its disk are there and may be read.',
    );
  if (code.startsWith('SQLITE_IOERR') || /^E[A-Z]+$/.test(code))
    return problem(
      'storage-failed',
      `The disk refuses to ${doing} ${path}: ${message}.`,
      'Check the disk and its connection.',
    );
  return error;
}

/** Runs `work`, turning what the engine or the disk throws into an AppError. */
export function withProblems<Result>(path: string, doing: 'read' | 'write', work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw storageProblem(error, path, doing);
  }
}
