import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FileHandle } from '../../../shared/api/files.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import { storageProblem, withProblems } from '../storage/storage-problems.ts';

/** Recording must not lose its disk to an upload. */
const DISK_RESERVE_BYTES = 512 * 1024 * 1024;
/** A window that went away leaves its files; they are let go when nobody has asked for them for so long. */
const UNUSED_AFTER_US = 12 * 3600 * 1e6;

interface Incoming {
  path: string;
  name: string;
  bytes: number;
  /** Bytes that have arrived; null for a file that lies on the disk by itself. */
  received: number | null;
  usedUs: number;
}

/** Files that a person gave to the core: where they lie on the disk, or their uploaded bytes. shared/api/files.ts says how. */
export class IncomingFiles {
  #folder: string;
  #clock: HostClock;
  #files = new Map<string, Incoming>();

  /** @param folder for uploaded bytes, of this process alone */
  constructor(folder: string, clock: HostClock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Handles on files that the host was shown, by a dialog or a drop. @throws AppError where one cannot be looked at */
  offer(paths: readonly string[]): FileHandle[] {
    return paths.map((path) => {
      const stat = withProblems(path, 'read', () => statSync(path));
      if (!stat.isFile()) throw notAFile(basename(path));
      return this.#add({ path, name: basename(path), bytes: stat.size, received: null });
    });
  }

  /** Begins an upload. @throws AppError `disk-full` */
  begin(name: string, bytes: number): FileHandle {
    withProblems(this.#folder, 'write', () => mkdirSync(this.#folder, { recursive: true, mode: 0o700 }));
    const { bavail, bsize } = statfsSync(this.#folder);
    const free = bavail * bsize;
    if (bytes > free - DISK_RESERVE_BYTES) throw diskFull(name, bytes, free);
    const path = join(this.#folder, randomBytes(12).toString('hex'));
    withProblems(path, 'write', () => writeFileSync(path, '', { mode: 0o600, flag: 'wx' }));
    return this.#add({ path, name, bytes, received: 0 });
  }

  /** The next piece of an upload. @throws AppError `upload-broken` where it is not the next one */
  async append(handle: string, offset: number, data: Uint8Array): Promise<void> {
    const file = this.#get(handle);
    if (file.received !== offset || offset + data.length > file.bytes) throw uploadBroken(file.name);
    // Of two at once, the second is refused; while one is on its way, the file counts as broken off.
    file.received = Number.NaN;
    try {
      await appendFile(file.path, data);
    } catch (error) {
      throw storageProblem(error, file.path, 'write');
    }
    file.received = offset + data.length;
  }

  /** Where a file lies, whole. @throws AppError `unknown-file`, `upload-broken` */
  get(handle: string): { path: string; name: string; bytes: number } {
    const { path, name, bytes, received } = this.#get(handle);
    if (received !== null && received !== bytes) throw uploadBroken(name);
    return { path, name, bytes };
  }

  release(handles: readonly string[]): void {
    for (const handle of handles) {
      const file = this.#files.get(handle);
      this.#files.delete(handle);
      if (file && file.received !== null) rmSync(file.path, { force: true });
    }
  }

  #add(file: Omit<Incoming, 'usedUs'>): FileHandle {
    const nowUs = this.#clock.monotonicUs();
    this.release([...this.#files].filter(([, { usedUs }]) => nowUs - usedUs > UNUSED_AFTER_US).map(([old]) => old));
    const handle = randomBytes(16).toString('base64url');
    this.#files.set(handle, { ...file, usedUs: nowUs });
    return { handle, name: file.name, bytes: file.bytes };
  }

  #get(handle: string): Incoming {
    const file = this.#files.get(handle);
    if (!file) throw unknownFile();
    file.usedUs = this.#clock.monotonicUs();
    return file;
  }
}

function unknownFile(): AppError {
  return new AppError({
    code: 'unknown-file',
    happened: 'The program no longer has one of these files: it was restarted, or they were left for hours.',
    safe: 'The files on the disk are unchanged.',
    next: 'Choose them again.',
  });
}

function uploadBroken(name: string): AppError {
  return new AppError({
    code: 'upload-broken',
    happened: `${name} did not arrive whole.`,
    safe: 'The file on the disk is unchanged and nothing was made of it.',
    next: 'Choose it again.',
  });
}

function notAFile(name: string): AppError {
  return new AppError({
    code: 'not-a-file',
    happened: `${name} is a folder.`,
    safe: 'It was not touched.',
    next: 'Choose the files inside it.',
  });
}

function diskFull(name: string, bytes: number, free: number): AppError {
  const mega = (value: number) => `${Math.max(0, Math.round(value / 1e6))} MB`;
  return new AppError({
    code: 'disk-full',
    happened: `${name} has ${mega(bytes)}, and the disk of the program’s own folder has ${mega(free)} free.`,
    safe: 'Nothing was written; recording keeps its reserve.',
    next: 'Free space, or use the desktop program, which reads files where they are.',
  });
}
