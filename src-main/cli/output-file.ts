import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../../shared/api/errors.ts';

/** A file that exists is never overwritten by a command. @throws AppError `file-exists` */
export function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  throw new AppError({
    code: 'file-exists',
    happened: `The file ${path} exists already.`,
    safe: 'It was not touched.',
    next: 'Name another file, or remove this one first.',
  });
}

/** Writes a JSON document; the file appears whole or not at all. @throws AppError `not-written` */
export function writeJsonFile(path: string, document: unknown): void {
  writeTextFile(path, `${JSON.stringify(document, null, 2)}\n`);
}

/** Writes a text file; it appears whole or not at all. @throws AppError `not-written` */
export function writeTextFile(path: string, text: string): void {
  writeBytesFile(path, text);
}

/** Writes a file; it appears whole or not at all. @throws AppError `not-written` */
export function writeBytesFile(path: string, content: string | Uint8Array): void {
  const partial = `${path}.partial`;
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new AppError(
      {
        code: 'not-written',
        happened: `The file ${path} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
        safe: 'Nothing else was changed.',
        next: 'Name a file in a folder you may write to, with room for it.',
      },
      { cause: error },
    );
  }
}
