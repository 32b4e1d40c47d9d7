import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../export/entry.ts';
import type { Meter } from '../export/meter.ts';
import { writeEntry } from '../export/write-entries.ts';
import { writeHdf5 } from '../hdf5/hdf5-file.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { rowsOf, runTables } from '../tables/run-tables.ts';
import type { Part, TableFamily } from '../tables/table.ts';
import { parquetEntries } from './package-entries.ts';

const HDF5_FILE = 'run.h5';

/**
 * Makes the tables of a package that are not text as files in a folder: HDF5 needs a file it can go back in, and a second
 * thread can make all of them (package-worker.ts) while the first one writes text.
 */
export async function writeBinaryTables(run: ExportedRun, folder: string, meter: Meter): Promise<void> {
  const families = runTables(run);
  // First, because the package has to deflate it.
  meter.begin(HDF5_FILE);
  await writeHdf5(join(folder, HDF5_FILE), run, families, meter, 'shuffled');
  mkdirSync(join(folder, 'parquet'));
  for (const entry of parquetTables(families)) {
    meter.begin(entry.path);
    await writeEntry(join(folder, entry.path), entry, meter);
  }
}

/** The Parquet tables of a package. */
export const parquetTables = (families: readonly TableFamily[]): Entry[] =>
  parquetEntries('parquet/', families, 'split');

/** The files of `writeBinaryTables` as entries. @param made resolves when they are there, asked when the first is needed */
export function binaryEntries(families: readonly TableFamily[], folder: string, made: () => Promise<void>): Entry[] {
  const fromFile = (entry: Omit<Entry, 'parts'>, rows: number): Entry => ({
    ...entry,
    async *parts() {
      await made();
      yield* fileParts(join(folder, entry.path), rows);
    },
  });
  return [
    fromFile(
      {
        path: HDF5_FILE,
        mediaType: 'application/x-hdf5',
        description: 'Every table as HDF5 with groups in the manner of NeXus, for h5py, MATLAB, Igor, Origin.',
        isCompressed: false,
      },
      rowsOf(families),
    ),
    ...parquetTables(families).map((entry, i) => fromFile(entry, rowsOf([families[i]]))),
  ];
}

/** A file in stretches, with its rows spread evenly over them. */
async function* fileParts(path: string, rows: number): AsyncGenerator<Part> {
  const { size } = statSync(path);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes = chunk as Uint8Array;
    yield { bytes, rows: (rows * bytes.length) / size };
  }
}
