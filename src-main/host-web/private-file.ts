import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes a file that only this user may read; its folder likewise. An existing file is replaced, never reused. */
export function writePrivateFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  chmodSync(dirname(path), 0o700);
  rmSync(path, { force: true });
  // `wx`: a link laid in the meantime is not followed.
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}
