/** Making, continuing and reading run files (docs/run-file.md). */
export { openRunFileForAppend } from './append-run-file.ts';
export { createRunFile, type CreateOptions } from './create-run-file.ts';
export { openRunFile } from './open-run-file.ts';
export { isRunLocked } from './run-lock.ts';
