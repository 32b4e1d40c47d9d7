import { mkdirSync, rmSync } from 'node:fs';
import type { ExportFormat } from '../../../../shared/api/export.ts';
import { bdfBytes, bdfTable } from '../bdf/bdf-bytes.ts';
import { writeHdf5 } from '../hdf5/hdf5-file.ts';
import type { Publication } from '../metadata/ro-crate.ts';
import { binaryEntries, writeBinaryTables } from '../package/binary-tables.ts';
import { bdfEntry, csvFolder, packageEntries, parquetFolder } from '../package/package-entries.ts';
import { identityOf, type ExportedRun } from '../tables/exported-run.ts';
import { rowsOf, runTables } from '../tables/run-tables.ts';
import { workbookSteps, writeWorkbook } from '../workbook/write-workbook.ts';
import { Meter, type Work } from './meter.ts';
import { writeEntry, writeZip } from './write-entries.ts';

/**
 * Evaluates the same run by the same recipe and makes what `writeBinaryTables` makes, in a folder that exists, somewhere
 * else. Answers with the `identityOf` what it made.
 */
export type BinaryTablesMaker = (folder: string, signal: AbortSignal) => Promise<string>;

/**
 * Writes a run as one file at a path where nothing is yet; the caller gives it its final name (write-whole.ts), and
 * removes what is there after a failure. Several tables travel in a zip.
 * @param evaluate is called once
 * @param makeBinaryTables of a data package, in another thread; without it they are made here
 * @throws AppError `cancelled`, `no-current`
 */
export async function exportFile(
  evaluate: () => ExportedRun,
  format: ExportFormat,
  path: string,
  publication: Publication,
  work: Work = {},
  makeBinaryTables?: BinaryTablesMaker,
): Promise<void> {
  if (format === 'package') {
    await writePackage(evaluate, path, publication, work, makeBinaryTables);
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
  makeBinaryTables: BinaryTablesMaker | undefined,
): Promise<void> {
  const scratch = `${path}.scratch`;
  const over = new AbortController();
  const signal = work.signal ? AbortSignal.any([work.signal, over.signal]) : over.signal;
  let elsewhere: Promise<string> | undefined;
  try {
    mkdirSync(scratch);
    // Before the evaluation here, so that both threads evaluate at the same time.
    elsewhere = makeBinaryTables?.(scratch, signal);
    // Told where the zip needs them; until then nobody waits for it.
    elsewhere?.catch(() => {});
    const run = evaluate();
    let making: Promise<void> | undefined;
    const made = () => (making ??= binaryTablesOf(run, scratch, elsewhere, signal));
    const list = packageEntries(run, publication, (families) => binaryEntries(families, scratch, made));
    await writeZip(path, list, new Date(run.reader.run().createdTime), new Meter(list.rows, work));
  } finally {
    // Nobody works in the folder any more when it is removed.
    over.abort();
    await elsewhere?.catch(() => {});
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Waits for the tables made elsewhere, and makes them here where there are none or of something else. */
async function binaryTablesOf(
  run: ExportedRun,
  folder: string,
  elsewhere: Promise<string> | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (elsewhere) {
    if ((await elsewhere) === identityOf(run)) return;
    // A recipe was saved or samples came in between the two evaluations.
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
  }
  await writeBinaryTables(run, folder, new Meter(0, { signal }));
}
