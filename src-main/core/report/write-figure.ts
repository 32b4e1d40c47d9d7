import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';

/**
 * Writes a figure or its numbers into a folder under a free name; nothing is overwritten, and a file appears whole or not
 * at all. @throws AppError `not-written`
 * @returns path of the file
 */
export function writeFigure(folder: string, title: string, extension: 'svg' | 'csv', text: string): string {
  const name =
    title
      .replace(/[^\p{L}\p{N} ,._-]+/gu, ' ')
      .trim()
      .slice(0, 80) || 'figure';
  let path = join(folder, `${name}.${extension}`);
  for (let number = 2; existsSync(path); number++) path = join(folder, `${name} ${number}.${extension}`);
  const partial = `${path}.partial`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(partial, text);
    renameSync(partial, path);
    return path;
  } catch (error) {
    rmSync(partial, { force: true });
    throw new AppError(
      {
        code: 'not-written',
        happened: `The file ${path} could not be written: ${error instanceof Error ? error.message : String(error)}.`,
        safe: 'The runs are unchanged.',
        next: 'Make room, or choose a library folder you may write to in Settings.',
      },
      { cause: error },
    );
  }
}
