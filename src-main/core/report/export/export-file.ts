import { mkdirSync, rmSync } from 'node:fs';
import type { ExportFormat } from '../../../../shared/api/export.ts';
import type { Recipe } from '../../../../shared/domain/recipe.ts';
import { bdfBytes, bdfTable } from '../bdf/bdf-bytes.ts';
import { writeHdf5 } from '../hdf5/hdf5-file.ts';
import type { Publication } from '../metadata/ro-crate.ts';
import { binaryEntries, writeBinaryTables } from '../package/binary-tables.ts';
import { bdfEntry, csvFolder, packageEntries, parquetFolder } from '../package/package-entries.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { rowsOf, runTables } from '../tables/run-tables.ts';
import { workbookSteps, writeWorkbook } from '../workbook/write-workbook.ts';
import { Meter, type Work } from './meter.ts';
import { writeEntry, writeZip } from './write-entries.ts';

/** Makes what `writeBinaryTables` makes of the same run by the recipe, in a folder that exists, somewhere else. */
export type BinaryTablesMaker = (recipe: Recipe, folder: string, signal: AbortSignal) => Promise<void>;

/**
 * Writes a run as one file at a path where nothing is yet; the caller gives it its final name (write-whole.ts), and
 * removes what is there after a failure. Several tables travel in a zip.
 * @param makeBinaryTables of a data package, in another thread; without it they are made here
 * @throws AppError `cancelled`, `no-current`
 */
export async function exportFile(
  run: ExportedRun,
  format: ExportFormat,
  path: string,
  publication: Publication,
  work: Work = {},
  makeBinaryTables?: BinaryTablesMaker,
): Promise<void> {
  const modified = new Date(run.reader.run().createdTime);
  switch (format) {
    case 'package':
      await writePackage(run, path, publication, work, makeBinaryTables);
      return;
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
  run: ExportedRun,
  path: string,
  publication: Publication,
  work: Work,
  makeBinaryTables: BinaryTablesMaker | undefined,
): Promise<void> {
  const scratch = `${path}.scratch`;
  const over = new AbortController();
  const signal = work.signal ? AbortSignal.any([work.signal, over.signal]) : over.signal;
  const { recipe } = run.evaluated.evaluation;
  let making: Promise<void> | undefined;
  try {
    mkdirSync(scratch);
    making = makeBinaryTables?.(recipe, scratch, signal);
    // Told where the zip needs them; until then nobody waits for it.
    making?.catch(() => {});
    const made = () => (making ??= writeBinaryTables(run, scratch, new Meter(0, { signal })));
    const list = packageEntries(run, publication, (families) => binaryEntries(families, scratch, made));
    await writeZip(path, list, new Date(run.reader.run().createdTime), new Meter(list.rows, work));
  } finally {
    // Nobody works in the folder any more when it is removed.
    over.abort();
    await making?.catch(() => {});
    rmSync(scratch, { recursive: true, force: true });
  }
}
