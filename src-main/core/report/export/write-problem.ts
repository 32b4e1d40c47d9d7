import { AppError, type Problem } from '../../../../shared/api/errors.ts';

const SAFE = 'The run is unchanged and no half file was left.';

/** What a failed write means to a person. @param code the operating system's, e.g. `ENOSPC` */
export function decideWriteProblem(path: string, code: string | undefined, message: string): Problem {
  const happened = (why: string) => `${path} could not be written: ${why}.`;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return {
      code: 'disk-full',
      happened: happened(code === 'ENOSPC' ? 'the disk is full' : 'your quota is used up'),
      safe: SAFE,
      next: 'Make room, or name a place on another disk.',
    };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return {
      code: 'not-writable',
      happened: happened(code === 'EROFS' ? 'the disk is read-only' : 'you may not write there'),
      safe: SAFE,
      next: 'Name a folder you may write to.',
    };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return {
      code: 'folder-missing',
      happened: happened('its folder does not exist'),
      safe: SAFE,
      next: 'Make the folder first, or name another one.',
    };
  return {
    code: 'export-failed',
    happened: happened(message.replace(/\.$/, '')),
    safe: SAFE,
    next: 'Name a folder you may write to, with room for it, and try again.',
  };
}

/** Keeps an AppError, explains what the operating system refused. */
export function writeError(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  return new AppError(decideWriteProblem(path, code, error instanceof Error ? error.message : String(error)), {
    cause: error,
  });
}
