import type { MessagePort } from 'node:worker_threads';
import { Meter } from './report/export/meter.ts';
import { hdf5Library } from './report/hdf5/hdf5-file.ts';
import { writeBinaryTables } from './report/package/binary-tables.ts';
import { offeredTables, tellMade } from './report/package/table-port.ts';
import { parquetWriter } from './report/parquet/parquet-writer.ts';
import { serveWork, type WorkControl } from './work-thread.ts';

export interface PackageWork {
  /** Exists; gets the files of `writeBinaryTables`. */
  folder: string;
  /** Gives the tables (table-port.ts). */
  tables: MessagePort;
}

/**
 * Thread entry: makes the tables of a data package that are not text, while the package's own thread writes text. That one
 * evaluates the run; meanwhile this one gets its libraries ready.
 */
async function work({ folder, tables }: PackageWork, { signal }: WorkControl): Promise<void> {
  try {
    parquetWriter();
    await hdf5Library();
    // The package's thread counts the rows; this one only listens whether it was cancelled.
    const supply = await offeredTables(tables, signal);
    await writeBinaryTables(supply, folder, new Meter(0, { signal }), (path) => tellMade(tables, path));
  } finally {
    tables.close();
  }
}

void serveWork(work);
