import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A virus scanner or a backup program may hold a file for a moment (Windows). */
const RENAME_TRIES = 10;
const RENAME_WAIT_MS = 20;

/** Makes a file's contents survive a power cut. */
export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes names in a folder survive a power cut; Windows does that by itself and refuses to be asked. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Waits in place: these writes are small and rare, and their callers need them done. */
function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isHeldByAnother(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EPERM', 'EBUSY', 'EACCES'].includes(String(error.code));
}

/** Renames, trying again while another program holds one of the files. */
export function renamePatiently(from: string, to: string): void {
  for (let attempt = 1; ; attempt++)
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (!isHeldByAnother(error) || attempt === RENAME_TRIES) throw error;
      pause(RENAME_WAIT_MS);
    }
}

/**
 * Gives a finished file its name, durably, without ever replacing another file.
 * @throws an `EEXIST` error if the name is taken
 */
export function publishFile(from: string, to: string): void {
  try {
    linkSync(from, to);
    unlinkSync(from);
  } catch (error) {
    // Some file systems (exFAT) have no links: look first, then rename.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' || code === 'ENOENT') throw error;
    if (existsSync(to)) throw Object.assign(new Error(`${to} exists`, { cause: error }), { code: 'EEXIST' });
    renamePatiently(from, to);
  }
  syncFolder(dirname(to));
}

/**
 * Replaces a small file at once and for good: temporary file in the same folder, fsync, rename, fsync of the folder.
 * After a crash there is the old or the new content, never a part.
 */
export function writeDurably(path: string, content: string | Uint8Array, mode = 0o644): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w', mode);
    try {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renamePatiently(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}
