import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportedRun } from '../tables/exported-run.ts';

/** Where a run stands in an archive: hive partitions, readable by eye. */
export interface ArchivePlace {
  laboratory: string;
  instrument: string;
  /** Name of the run and the beginning of its rawSha256: one run has one place, whatever it is called. */
  run: string;
}

const HASH_LETTERS = 12;

export function archivePlace({ reader, evaluated }: ExportedRun, laboratory: string): ArchivePlace {
  const { setup, name } = reader.run();
  const spectrometer = reader.sources().find(({ kind }) => kind === 'mass-spectrometer');
  const instrument = setup && setup.massSpectrometer !== '' ? setup.massSpectrometer : spectrometer?.name;
  return {
    laboratory: partitionName(laboratory),
    instrument: partitionName(instrument ?? ''),
    run: `${partitionName(name)}-${hashOf(evaluated.results.rawSha256)}`,
  };
}

/** What ends the names of a run's folders. */
export const hashOf = (rawSha256: string): string => rawSha256.slice(0, HASH_LETTERS);

export function partitionPath({ laboratory, instrument, run }: ArchivePlace): string[] {
  return [`laboratory=${laboratory}`, `instrument=${instrument}`, `run=${run}`];
}

/** Letters, digits, `.`, `_` and `-`: what no engine and no file system takes amiss. */
export function partitionName(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  return plain === '' ? 'unknown' : plain;
}

const scratchPrefix = `.partial-${process.pid}-`;

/** Where this process makes the tables of a run before they take their place. */
export const scratchFolder = (folder: string, rawSha256: string): string =>
  join(folder, `${scratchPrefix}${hashOf(rawSha256)}`);

/** Removes what a thread of this process that had to be ended was working in. */
export function removeScratchFolders(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (name.startsWith(scratchPrefix)) rmSync(join(folder, name), { recursive: true, force: true });
}
