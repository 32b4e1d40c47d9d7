/**
 * The Electron that end-to-end tests drive: `OPENDEMS_ELECTRON`, else the same as `npm start`.
 * As a program it prints the path.
 */
import { fileURLToPath } from 'node:url';
import { findElectron } from './electron-runtime.mjs';

/** @returns {Promise<{path: string | undefined, why: string}>} */
export async function electronForTests() {
  if (process.env.OPENDEMS_ELECTRON) return { path: process.env.OPENDEMS_ELECTRON, why: '' };
  return findElectron((line) => console.error(line));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { path, why } = await electronForTests();
  if (path) console.log(path);
  else {
    console.error(why);
    process.exitCode = 1;
  }
}
