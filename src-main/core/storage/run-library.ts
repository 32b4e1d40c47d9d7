import { constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import type { RunSummary } from '../../../shared/api/runs.ts';
import { renamePatiently, syncFile, syncFolder } from './durable-files.ts';
import { freeRunPath } from './file-names.ts';
import { fileId, readLibraryEntry } from './library-entry.ts';
import { fileStamp, LibraryIndex, withUniqueIds, type IndexedFiles } from './library-index.ts';
import { openRunFile } from './open-run-file.ts';
import { publishRunFile } from './publish-run-file.ts';
import { acquireRunLock, refuseLocked } from './run-lock.ts';
import { storageProblem, withProblems } from './storage-problems.ts';

const TRASH = '.trash';
/** What may stand beside a run whose recorder died. */
const COMPANIONS = ['-wal', '-shm', '-journal'];

/** A run file from elsewhere, and its name where that of its path means nothing. */
export interface RunFileToAdd {
  path: string;
  name?: string;
}

/** The runs in a folder, by id. Every `.dems` file is listed, also one that cannot be read. */
export class RunLibrary {
  readonly folder: string;
  #index: LibraryIndex;
  #paths = new Map<string, string>();

  /** @param indexPath where to remember what the files hold; may be deleted at any time */
  constructor(folder: string, indexPath: string) {
    this.folder = resolve(folder);
    this.#index = new LibraryIndex(indexPath, this.folder);
  }

  /** All runs, newest first, unreadable files last. @throws AppError `file-not-found` where the folder is missing */
  list(): RunSummary[] {
    const known = this.#index.read();
    const fileNames = withProblems(this.folder, 'read', () => readdirSync(this.folder))
      .filter(isRunFile)
      .sort();
    const files: IndexedFiles = {};
    for (const fileName of fileNames) {
      const path = join(this.folder, fileName);
      const stamp = fileStamp(path);
      const remembered = Object.hasOwn(known, fileName) ? known[fileName] : undefined;
      const isFresh = remembered?.stamp === stamp;
      files[fileName] = isFresh ? remembered : { stamp, summary: readLibraryEntry(path) };
    }
    this.#index.write(files);
    const summaries = withUniqueIds(
      fileNames.map((fileName) => files[fileName].summary),
      (position) => fileId(fileNames[position]),
    );
    this.#paths = new Map(summaries.map(({ runId }, i) => [runId, join(this.folder, fileNames[i])]));
    return summaries.sort(newestFirst);
  }

  /** @throws AppError `unknown-run` */
  pathOf(runId: string): string {
    const path = this.#paths.get(runId);
    if (path !== undefined && existsSync(path)) return path;
    this.list();
    const found = this.#paths.get(runId);
    if (found !== undefined) return found;
    throw unknownRun(`There is no run ${runId} in the library any more.`);
  }

  /** A free file for a new run of that name. */
  newPath(name: string): string {
    return freeRunPath(this.folder, name);
  }

  /**
   * Moves a run into `.trash`; nothing is deleted.
   * @throws AppError `run-locked` while it is recorded, `unknown-run`
   */
  trash(runId: string): { trashId: string } {
    const path = this.pathOf(runId);
    const trash = join(this.folder, TRASH);
    const lock = acquireRunLock(path);
    try {
      return withProblems(path, 'write', () => {
        mkdirSync(trash, { recursive: true });
        return { trashId: moveRun(path, trash) };
      });
    } finally {
      lock.release();
      this.refresh();
    }
  }

  /** Moves a run back from the trash. @throws AppError `unknown-run` */
  restore(trashId: string): { runId: string } {
    const path = join(this.folder, TRASH, trashId);
    if (basename(trashId) !== trashId || !isRunFile(trashId) || !existsSync(path))
      throw unknownRun(`There is no ${trashId} in the trash.`);
    const fileName = withProblems(path, 'write', () => moveRun(path, this.folder));
    return { runId: this.#idOf(join(this.folder, fileName)) };
  }

  /**
   * Takes run files from elsewhere into the library, by copy; files that are in it stay where they are.
   * @throws AppError for the first that is no run file, or is being recorded (`run-locked`); those before it are in
   */
  async add(files: readonly RunFileToAdd[]): Promise<{ runIds: string[] }> {
    const added: string[] = [];
    for (const { path, name } of files) added.push(await this.#add(resolve(path), name ?? basename(path)));
    return { runIds: added.map((path) => this.#idOf(path)) };
  }

  /** Something about a file has changed; it is looked at again. */
  refresh(): void {
    this.#paths.clear();
  }

  async #add(path: string, name: string): Promise<string> {
    if (dirname(path) === this.folder) return path;
    refuseLocked(path);
    openRunFile(path).close();
    const target = freeRunPath(this.folder, basename(name, extname(name)));
    const partial = `${target}.partial`;
    try {
      for (const companion of ['-wal', '-journal'])
        if (existsSync(path + companion)) await copyFile(path + companion, target + companion);
      // Not in one go: a run of days has hundreds of megabytes, and a recording must not wait for them.
      await copyFile(path, partial, constants.COPYFILE_FICLONE);
      syncFile(partial);
      publishRunFile(partial, target);
    } catch (error) {
      for (const file of [partial, `${target}-wal`, `${target}-journal`]) rmSync(file, { force: true });
      throw storageProblem(error, target, 'write');
    }
    return target;
  }

  #idOf(path: string): string {
    this.list();
    for (const [runId, known] of this.#paths) if (known === path) return runId;
    throw unknownRun(`${path} is not in the library.`);
  }
}

const isRunFile = (name: string) => name.endsWith('.dems') && !name.startsWith('.');

function newestFirst(a: RunSummary, b: RunSummary): number {
  return (b.startTime ?? '').localeCompare(a.startTime ?? '') || a.name.localeCompare(b.name, 'en');
}

/** Moves a run with what stands beside it; never over another. Its name there. */
function moveRun(path: string, folder: string): string {
  const base = basename(path, '.dems');
  let name = `${base}.dems`;
  for (let number = 2; existsSync(join(folder, name)); number++) name = `${base}-${number}.dems`;
  const target = join(folder, name);
  // The log goes first: cut off in between, the run is found at its old place without its newest samples, and they can
  // be found beside its new one; a log is never left where another run could take it for its own.
  for (const companion of COMPANIONS)
    if (existsSync(path + companion)) renamePatiently(path + companion, target + companion);
  renamePatiently(path, target);
  syncFolder(folder);
  return name;
}

function unknownRun(happened: string): AppError {
  return new AppError({
    code: 'unknown-run',
    happened,
    safe: 'Nothing was changed.',
    next: 'Look whether its file was moved or deleted in another program.',
  });
}
