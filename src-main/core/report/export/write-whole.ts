import { existsSync, readdirSync, renameSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../../shared/api/errors.ts';
import { publishFile } from '../../storage/durable-files.ts';
import { writeError } from './write-problem.ts';

/**
 * Makes a file beside its place and gives it its name when it is whole; whatever goes wrong, no half of it is left.
 * @param make writes the file at the path it is given
 * @throws AppError `file-exists`, `disk-full`, `not-writable`, `folder-missing`, `export-failed`, or what `make` threw
 */
export async function writeWholeFile(path: string, make: (partial: string) => Promise<void>): Promise<void> {
  refuseExistingFile(path);
  const partial = partialOf(path);
  try {
    await make(partial);
    publishFile(partial, path);
  } catch (error) {
    throw writeError(path, error);
  } finally {
    removePartial(partial);
  }
}

/** The same for a folder, which may be there already if it is empty. @throws AppError `folder-not-empty` and as above */
export async function writeWholeFolder(folder: string, make: (partial: string) => Promise<void>): Promise<void> {
  refuseFullFolder(folder);
  const partial = partialOf(folder);
  try {
    await make(partial);
    if (existsSync(folder)) rmdirSync(folder);
    renameSync(partial, folder);
  } catch (error) {
    throw writeError(folder, error);
  } finally {
    removePartial(partial);
  }
}

/** Removing what never was fails where its folder is none, and would hide why. */
function removePartial(partial: string): void {
  if (existsSync(partial)) rmSync(partial, { recursive: true, force: true });
}

/** A file that exists is never overwritten. @throws AppError `file-exists` */
function refuseExistingFile(path: string): void {
  if (!existsSync(path)) return;
  throw new AppError({
    code: 'file-exists',
    happened: `${path} exists already.`,
    safe: 'It was not touched.',
    next: 'Name another file, or remove this one first.',
  });
}

/** @throws AppError `folder-not-empty` */
function refuseFullFolder(folder: string): void {
  if (!existsSync(folder) || (statSync(folder).isDirectory() && readdirSync(folder).length === 0)) return;
  throw new AppError({
    code: 'folder-not-empty',
    happened: `The folder ${folder} is not empty.`,
    safe: 'Nothing was written.',
    next: 'Name a folder that is new or empty.',
  });
}

/** Beside the final place, so that renaming it is one step of the file system. */
const partialOf = (path: string): string => join(dirname(path), `.${basename(path)}.partial-${process.pid}`);
