import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import type { WrittenFile } from '../../../shared/api/files.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { HostRequest } from '../host-messages.ts';
import { writeError } from '../report/export/write-problem.ts';
import { renamePatiently, syncFile, syncFolder } from '../storage/durable-files.ts';
import { storageProblem, withProblems } from '../storage/storage-problems.ts';
import { plainFileName } from './plain-file-name.ts';

/** A file that nobody downloads is removed after this. */
const DOWNLOAD_VALID_MS = 3600 * 1000;

/** A written file that the web host may give out once. */
export interface DownloadOffer {
  handle: string;
  path: string;
  name: string;
}

export interface OutgoingOptions {
  /** For files on their way to a download, of this process alone. */
  folder: string;
  clock: HostClock;
  /** Whether the host can ask the person where a file shall go; else it is downloaded. */
  hasDialogs: boolean;
  askHost: (request: HostRequest) => Promise<unknown>;
  offerDownload: (offer: DownloadOffer) => void;
}

interface Target {
  /** Final path; null for a download. */
  path: string | null;
  name: string;
}

/** Files made for a person: saved where they said, or given to their browser. shared/api/files.ts says how. */
export class OutgoingFiles {
  #options: OutgoingOptions;
  #targets = new Map<string, Target>();
  #saved = new Map<string, string>();

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** Asks for the place of a file; null where the person changed their mind. */
  async saveAs(suggestedName: string): Promise<string | null> {
    const name = plainFileName(suggestedName);
    if (!this.#options.hasDialogs) return this.#remember({ path: null, name });
    const path = (await this.#options.askHost({ kind: 'choose-save-path', suggestedName: name })) as string | null;
    return path === null ? null : this.#remember({ path, name: basename(path) });
  }

  /**
   * Lets `work` write a file and gives it to the person whole; a target serves once. `work` gets a path with the
   * target's extension; when it throws or `signal` is aborted, what it wrote is removed and nothing else was touched.
   * @throws AppError, and whatever `work` throws
   */
  async write(
    target: string,
    work: (path: string) => Promise<void> | void,
    signal?: AbortSignal,
  ): Promise<WrittenFile> {
    const known = this.#targets.get(target);
    if (!known) throw targetUsed();
    this.#targets.delete(target);
    return known.path === null
      ? this.#writeForDownload(known.name, work, signal)
      : this.#writeInPlace(known.path, work, signal);
  }

  /** Shows a saved file in the system's own window. @throws AppError where it was not saved by this program */
  async reveal(handle: string): Promise<void> {
    const path = this.#saved.get(handle);
    if (path === undefined) throw targetUsed();
    await this.#options.askHost({ kind: 'reveal', path });
  }

  async #writeInPlace(path: string, work: (path: string) => Promise<void> | void, signal?: AbortSignal) {
    // Beside its final place, so that the rename is on one disk; the extension stays for writers that look at it.
    const part = partOf(path);
    const bytes = await whole(part, work, signal, () => {
      renamePatiently(part, path);
      syncFolder(dirname(path));
    });
    const saved = randomBytes(16).toString('base64url');
    this.#saved.set(saved, path);
    return { name: basename(path), bytes, download: null, saved };
  }

  async #writeForDownload(name: string, work: (path: string) => Promise<void> | void, signal?: AbortSignal) {
    const { folder, clock, offerDownload } = this.#options;
    const handle = randomBytes(32).toString('base64url');
    const path = join(folder, handle, name);
    withProblems(folder, 'write', () => mkdirSync(dirname(path), { recursive: true, mode: 0o700 }));
    const bytes = await whole(path, work, signal, () => offerDownload({ handle, path, name }));
    clock.after(DOWNLOAD_VALID_MS, () => rmSync(dirname(path), { recursive: true, force: true }));
    return { name, bytes, download: handle, saved: null };
  }

  #remember(target: Target): string {
    const handle = randomBytes(16).toString('base64url');
    this.#targets.set(handle, target);
    return handle;
  }
}

/** Where a file is written that will stand at `path`. */
const partOf = (path: string): string =>
  join(dirname(path), `.part-${randomBytes(6).toString('hex')}-${basename(path)}`);

/** Where a file will stand that is being written: what a person is told of. */
export const finalOf = (part: string): string =>
  join(dirname(part), basename(part).replace(/^\.part-[0-9a-f]{12}-/, ''));

/** Writes all of a file that `OutgoingFiles.write` asked for. @throws AppError that names the place the person chose */
export function writeOutgoing(part: string, bytes: Uint8Array | string): void {
  try {
    writeFileSync(part, bytes);
  } catch (error) {
    throw writeError(finalOf(part), error);
  }
}

/** Writes a file through to the disk and publishes it, or leaves nothing. @returns its bytes */
async function whole(
  part: string,
  work: (path: string) => Promise<void> | void,
  signal: AbortSignal | undefined,
  publish: () => void,
): Promise<number> {
  try {
    await work(part);
    signal?.throwIfAborted();
    syncFile(part);
    const { size } = statSync(part);
    publish();
    return size;
  } catch (error) {
    // Removing what never was fails where its folder is none, and would hide why.
    if (existsSync(part)) rmSync(part, { force: true });
    throw storageProblem(error, finalOf(part), 'write');
  }
}

function targetUsed(): AppError {
  return new AppError({
    code: 'target-used',
    happened: 'The place for this file is no longer known.',
    safe: 'Nothing was written.',
    next: 'Choose it again.',
  });
}
