import { mkdirSync, rmSync } from 'node:fs';
import type { ExportFormat } from '../../../../shared/api/export.ts';
import { bdfBytes, bdfTable } from '../bdf/bdf-bytes.ts';
import { writeHdf5 } from '../hdf5/hdf5-file.ts';
import type { Publication } from '../metadata/ro-crate.ts';
import { bdfEntry, csvFolder, packageEntries, parquetFolder } from '../package/package-entries.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { rowsOf, runTables } from '../tables/run-tables.ts';
import { workbookSteps, writeWorkbook } from '../workbook/write-workbook.ts';
import { Meter, type Work } from './meter.ts';
import { writeEntry, writeZip } from './write-entries.ts';

/**
 * Writes a run as one file at a path where nothing is yet; the caller gives it its final name (write-whole.ts), and
 * removes what is there after a failure. Several tables travel in a zip. @throws AppError `cancelled`, `no-current`
 */
export async function exportFile(
  run: ExportedRun,
  format: ExportFormat,
  path: string,
  publication: Publication,
  work: Work = {},
): Promise<void> {
  const modified = new Date(run.reader.run().createdTime);
  switch (format) {
    case 'package': {
      const scratch = `${path}.scratch`;
      const { rows, list } = packageEntries(run, publication, scratch);
      const meter = new Meter(rows, work);
      try {
        mkdirSync(scratch);
        await writeZip(path, list(meter), modified, meter);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
      return;
    }
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
