import { mkdirSync, rmSync } from 'node:fs';
import type { ExportFormat } from '../../../../shared/api/export.ts';
import { bdfBytes, bdfTable } from '../bdf/bdf-bytes.ts';
import { writeHdf5 } from '../hdf5/hdf5-file.ts';
import type { Publication } from '../metadata/ro-crate.ts';
import { binaryEntries, writeBinaryTables } from '../package/binary-tables.ts';
import { bdfEntry, csvFolder, packageEntries, parquetFolder } from '../package/package-entries.ts';
import { tableSupply, type TableSupply } from '../package/table-supply.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import type { KeptTable } from '../tables/kept-tables.ts';
import type { TableFamily } from '../tables/table.ts';
import { rowsOf, runTables } from '../tables/run-tables.ts';
import { workbookSteps, writeWorkbook } from '../workbook/write-workbook.ts';
import { Meter, type Work } from './meter.ts';
import { writeEntry, writeZip } from './write-entries.ts';

/** Makes what `writeBinaryTables` makes, in a folder that exists, in a thread that begins at once. */
export type StartBinaryTables = (folder: string, signal: AbortSignal) => BinaryTablesThread;

export interface BinaryTablesThread {
  /** What it makes them of; it waits for it. */
  give(supply: TableSupply<TableFamily<KeptTable>>): void;
  /** Resolves when this file is there. @throws AppError, and whatever ended the thread before */
  made(path: string): Promise<void>;
  /** Settles when nobody works in the folder any more. */
  ended: Promise<void>;
}

/**
 * Writes a run as one file at a path where nothing is yet; the caller gives it its final name (write-whole.ts), and
 * removes what is there after a failure. Several tables travel in a zip.
 * @param evaluate is called once
 * @param startThread for the tables of a data package that are not text; without it they are made here
 * @throws AppError `cancelled`, `no-current`
 */
export async function exportFile(
  evaluate: () => ExportedRun,
  format: ExportFormat,
  path: string,
  publication: Publication,
  work: Work = {},
  startThread?: StartBinaryTables,
): Promise<void> {
  if (format === 'package') {
    await writePackage(evaluate, path, publication, work, startThread);
    return;
  }
  const run = evaluate();
  const modified = new Date(run.reader.run().createdTime);
  switch (format) {
    case 'csv': {
      const folder = csvFolder(run);
      const meter = new Meter(folder.rows, work);
      await writeZip(path, folder, modified, meter);
      return;
    }
    case 'parquet': {
      const folder = parquetFolder(run);
      const meter = new Meter(folder.rows, work);
      await writeZip(path, folder, modified, meter);
      return;
    }
    case 'bdf': {
      // Refused before a file is begun.
      bdfBytes(run.evaluated);
      await writeEntry(path, bdfEntry(run, path), new Meter(bdfTable(run.evaluated)?.rows ?? 0, work));
      return;
    }
    case 'hdf5': {
      const families = runTables(run);
      await writeHdf5(path, run, families, new Meter(rowsOf(families), work));
      return;
    }
    case 'xlsx':
      await writeWorkbook(path, run, new Meter(workbookSteps(run), work));
  }
}

async function writePackage(
  evaluate: () => ExportedRun,
  path: string,
  publication: Publication,
  work: Work,
  startThread: StartBinaryTables | undefined,
): Promise<void> {
  const scratch = `${path}.scratch`;
  const over = new AbortController();
  const signal = work.signal ? AbortSignal.any([work.signal, over.signal]) : over.signal;
  let elsewhere: BinaryTablesThread | undefined;
  try {
    mkdirSync(scratch);
    // Before the evaluation, so that the thread is ready when there is something to write.
    elsewhere = startThread?.(scratch, signal);
    const run = evaluate();
    const list = packageEntries(run, publication, (families) => {
      const supply = tableSupply(run, families);
      elsewhere?.give(supply);
      let here: Promise<void> | undefined;
      const madeHere = () => (here ??= writeBinaryTables(supply, scratch, new Meter(0, { signal })));
      return binaryEntries(families, scratch, elsewhere?.made ?? madeHere);
    });
    await writeZip(path, list, new Date(run.reader.run().createdTime), new Meter(list.rows, work));
  } finally {
    // Nobody works in the folder any more when it is removed.
    over.abort();
    await elsewhere?.ended.catch(() => {});
    rmSync(scratch, { recursive: true, force: true });
  }
}
