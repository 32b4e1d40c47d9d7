/** The Electron that end-to-end tests drive: `OPENDEMS_ELECTRON`, else the same as `npm start`. */
import { findElectron } from './electron-runtime.mjs';

/** @returns {Promise<{path: string | undefined, why: string}>} */
export async function electronForTests() {
  if (process.env.OPENDEMS_ELECTRON) return { path: process.env.OPENDEMS_ELECTRON, why: '' };
  return findElectron((line) => console.log(line));
}
