import { AppError } from '../../../shared/api/errors.ts';
import { publishFile } from './durable-files.ts';

/** Gives a new run file its name, durably. @throws AppError `run-file-exists` */
export function publishRunFile(from: string, to: string): void {
  try {
    publishFile(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw existsProblem(to);
    throw error;
  }
}

export function existsProblem(path: string): AppError {
  return new AppError({
    code: 'run-file-exists',
    happened: `${path} exists already.`,
    safe: 'It was not touched.',
    next: 'Choose another name.',
  });
}
