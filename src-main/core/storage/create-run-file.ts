import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import { runHeaderSchema, type RunHeader } from '../../../shared/domain/run.ts';
import { syncFile } from './durable-files.ts';
import { enterLogMode } from './log-mode.ts';
import { existsProblem, publishRunFile } from './publish-run-file.ts';
import { decideRecordingFolder, probeFolder } from './recording-folder.ts';
import type { RunFileWriter } from './run-file-contract.ts';
import { insertHeader } from './run-file-rows.ts';
import { defineRunFile, MAX_CHANNELS, PAGE_BYTES } from './run-file-schema.ts';
import { acquireRunLock } from './run-lock.ts';
import { Sqlite } from './sqlite.ts';
import { withProblems } from './storage-problems.ts';
import { StoredRunWriter } from './stored-run-writer.ts';

export interface CreateOptions {
  /**
   * For making a whole run at once (simulation, import): nothing is durable before `finish`, which gives the file its
   * name; until then it is `<path>.partial`, thrown away by `abandon`. Many times faster; network folders are allowed.
   */
  bulk?: boolean;
}

/**
 * Makes a run file and opens it for appending. A failure leaves no file behind.
 * @throws AppError `run-file-exists`, `folder-missing`, `folder-not-writable`, `network-folder`, `run-locked`, `disk-full`
 */
export function createRunFile(path: string, header: RunHeader, options: CreateOptions = {}): RunFileWriter {
  const absolute = resolve(path);
  const json = JSON.stringify(checkHeader(header));
  checkFolder(absolute, options.bulk === true);
  const lock = acquireRunLock(absolute);
  const partial = `${absolute}.partial`;
  let sqlite: Sqlite | undefined;
  let isPublished = false;
  try {
    if (existsSync(absolute)) throw existsProblem(absolute);
    return withProblems(absolute, 'write', () => {
      // Under the lock a left-over can only be of a program that died.
      rmSync(partial, { force: true });
      sqlite = new Sqlite(partial, 'create');
      fillNewFile(sqlite, json);
      if (options.bulk) return new StoredRunWriter(sqlite, lock, { path: absolute, bulkPath: partial });
      sqlite.detach();
      syncFile(partial);
      publishRunFile(partial, absolute);
      isPublished = true;
      sqlite.attach(absolute, 'write');
      enterLogMode(sqlite);
      return new StoredRunWriter(sqlite, lock, { path: absolute, bulkPath: undefined });
    });
  } catch (error) {
    sqlite?.close();
    rmSync(partial, { force: true });
    if (isPublished) rmSync(absolute, { force: true });
    lock.release();
    throw error;
  }
}

/** No journal on the disk and no waiting for it: the file counts only from its publication on. */
function fillNewFile(sqlite: Sqlite, headerJson: string): void {
  sqlite.pragma('page_size', PAGE_BYTES);
  sqlite.pragma('journal_mode', 'MEMORY');
  sqlite.pragma('synchronous', 'OFF');
  sqlite.transaction('IMMEDIATE', () => {
    defineRunFile(sqlite);
    insertHeader(sqlite, headerJson);
  });
}

/** @throws Error where the header breaks its contract */
function checkHeader(header: RunHeader): RunHeader {
  const checked = runHeaderSchema.parse(header);
  const sourceIds = new Set(checked.sources.map(({ id }) => id));
  const channelIds = new Set(checked.channels.map(({ id }) => id));
  if (sourceIds.size < checked.sources.length) throw new Error('two sources have the same id');
  if (channelIds.size < checked.channels.length) throw new Error('two channels have the same id');
  if (channelIds.size > MAX_CHANNELS) throw new Error(`more than ${MAX_CHANNELS} channels`);
  for (const { id, sourceId } of checked.channels)
    if (!sourceIds.has(sourceId)) throw new Error(`channel ${id} names no source of the run: ${sourceId}`);
  return checked;
}

function checkFolder(path: string, isBulk: boolean): void {
  const folder = dirname(path);
  const refuse = (code: string, happened: string) =>
    new AppError({
      code,
      happened,
      safe: 'Nothing was written.',
      next: 'Choose another folder, or make this one usable.',
    });
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw refuse('folder-missing', `There is no folder ${folder}.`);
  if (existsSync(path)) throw existsProblem(path);
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw refuse('folder-not-writable', `The folder ${folder} may not be written by this user.`);
  }
  const refusal = isBulk ? undefined : decideRecordingFolder(probeFolder(folder));
  if (refusal) throw refusal;
}
