import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { announceSkip } from './skips.ts';

/** Folder of real instrument files beside the project; they are read from there and never copied into it. */
const FOLDER = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Path of a real instrument file, or undefined where it is not on this machine. */
export function sharedDataPath(relative: string): string | undefined {
  const path = `${FOLDER}${relative}`;
  return existsSync(path) ? path : undefined;
}

/**
 * For `describe.skipIf(sharedDataMissing(...))`: true where a file is absent, and says so once, so that a skipped test
 * never looks like a passed one.
 */
export function sharedDataMissing(...relative: string[]): boolean {
  const absent = relative.filter((path) => sharedDataPath(path) === undefined);
  if (absent.length > 0) announceSkip('shared-data', `${absent.join(', ')} not found`);
  return absent.length > 0;
}
