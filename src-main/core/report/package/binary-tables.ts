import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Entry } from '../export/entry.ts';
import type { Meter } from '../export/meter.ts';
import { writeEntry } from '../export/write-entries.ts';
import { Hdf5File } from '../hdf5/hdf5-file.ts';
import { rowsOf } from '../tables/run-tables.ts';
import type { FamilyHead, Part, TableFamily } from '../tables/table.ts';
import { parquetEntries, parquetEntry } from './package-entries.ts';
import type { TableSupply } from './table-supply.ts';

const HDF5_FILE = 'run.h5';
const PARQUET_ROOT = 'parquet/';

/**
 * Makes the tables of a package that are not text as files in a folder: HDF5 needs a file it can go back in, and a second
 * thread can make all of them (package-worker.ts) while the first one writes text.
 * @param made is told of every file that is there
 */
export async function writeBinaryTables<Family extends FamilyHead>(
  supply: TableSupply<Family>,
  folder: string,
  meter: Meter,
  made: (path: string) => void = () => {},
): Promise<void> {
  const { families } = supply;
  // First, because the package has to deflate it: it does so while the others are made.
  meter.begin(HDF5_FILE);
  const hdf5 = await Hdf5File.create(join(folder, HDF5_FILE), supply.head, 'shuffled');
  try {
    for (const family of families) {
      const add = hdf5.begin(family);
      for await (const table of supply.tables(family)) await add(table, meter);
    }
  } finally {
    hdf5.close();
  }
  made(HDF5_FILE);
  mkdirSync(join(folder, PARQUET_ROOT));
  for (const family of families) {
    const entry = parquetEntry(PARQUET_ROOT, family, supply.tables(family), 'split');
    meter.begin(entry.path);
    await writeEntry(join(folder, entry.path), entry, meter);
    made(entry.path);
  }
}

/** The Parquet tables of a package. */
export const parquetTables = (families: readonly TableFamily[]): Entry[] =>
  parquetEntries(PARQUET_ROOT, families, 'split');

/** The files of `writeBinaryTables` as entries. @param made resolves when this one is there; asked when it is needed */
export function binaryEntries(
  families: readonly TableFamily[],
  folder: string,
  made: (path: string) => Promise<void>,
): Entry[] {
  const fromFile = (entry: Omit<Entry, 'parts'>, rows: number): Entry => ({
    ...entry,
    async *parts() {
      await made(entry.path);
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
