import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RunSummary } from '../../../shared/api/runs.ts';
import { openRunFileForAppend } from '../storage/run-file.ts';
import type { RunFileWriter } from '../storage/run-file-contract.ts';
import { RunLibrary as RunFolder, type RunFileToAdd } from '../storage/run-library.ts';
import { withProblems } from '../storage/storage-problems.ts';
import type { RunChange, RunLibrary } from './stores.ts';

/** Tag of the runs that a first start makes; the storage tells by it what an example is. */
export const EXAMPLE_TAG = 'example';

/** The library in the folder that the settings name, which may change while the program runs. */
export class LibraryService implements RunLibrary {
  #folderNow: () => string;
  #indexPath: string;
  #runs: RunFolder;

  /** @param indexPath what the library remembers of its files; may be deleted at any time */
  constructor(folder: () => string, indexPath: string) {
    this.#folderNow = folder;
    this.#indexPath = indexPath;
    this.#runs = this.#open();
  }

  get folder(): string {
    return this.#runs.folder;
  }

  list(): RunSummary[] {
    return this.#runs.list().map((run) => ({ ...run, tags: run.tags.filter((tag) => tag !== EXAMPLE_TAG) }));
  }

  pathOf(runId: string): string {
    return this.#runs.pathOf(runId);
  }

  newPath(name: string): string {
    return this.#runs.newPath(name);
  }

  update(runId: string, change: RunChange, utcUs: number): void {
    const writer = openRunFileForAppend(this.pathOf(runId));
    try {
      applyChange(writer, change, utcUs);
      // A run without a clean end must keep saying so.
      if (writer.reader.isOpenEnded()) writer.abandon();
      else {
        writer.finish();
        writer.reader.close();
      }
    } catch (error) {
      writer.abandon();
      throw error;
    }
  }

  trash(runId: string): { trashId: string } {
    return this.#runs.trash(runId);
  }

  restore(trashId: string): { runId: string } {
    return this.#runs.restore(trashId);
  }

  add(files: readonly RunFileToAdd[]): Promise<{ runIds: string[] }> {
    return this.#runs.add(files);
  }

  refresh(): void {
    if (resolve(this.#folderNow()) !== this.folder) this.#runs = this.#open();
    this.#runs.refresh();
  }

  #open(): RunFolder {
    const folder = this.#folderNow();
    withProblems(folder, 'write', () => mkdirSync(folder, { recursive: true }));
    return new RunFolder(folder, this.#indexPath);
  }
}

/** Changes what is known of a run besides its samples; a new name leaves an event. */
export function applyChange(writer: RunFileWriter, change: RunChange, utcUs: number): void {
  const before = writer.reader.run();
  // The mark of an example is no tag of the user's; it stays when those are changed.
  const isExample = before.tags.includes(EXAMPLE_TAG);
  writer.updateRun(change.tags && isExample ? { ...change, tags: [EXAMPLE_TAG, ...change.tags] } : change);
  if (change.name === undefined || change.name === before.name) return;
  writer.appendEvent({
    timeUs: Math.round(utcUs),
    kind: 'renamed',
    severity: 'info',
    text: `Renamed from ${before.name} to ${change.name}.`,
    sourceId: null,
    channelId: null,
    fromUs: null,
    toUs: null,
    data: { before: before.name, after: change.name },
  });
}
