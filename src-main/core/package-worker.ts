import type { Recipe } from '../../shared/domain/recipe.ts';
import { Meter } from './report/export/meter.ts';
import { writeBinaryTables } from './report/package/binary-tables.ts';
import { exportedRun } from './report/tables/exported-run.ts';
import { openRunFile } from './storage/open-run-file.ts';
import { serveWork, type WorkControl } from './work-thread.ts';

export interface PackageWork {
  /** Path of the run file. */
  run: string;
  /** The one the whole package is made by. */
  recipe: Recipe;
  /** Exists; gets the files of `writeBinaryTables`. */
  folder: string;
}

/** Thread entry: makes the tables of a data package that are not text, while the package's own thread writes text. */
async function work({ run, recipe, folder }: PackageWork, { signal }: WorkControl): Promise<void> {
  const reader = openRunFile(run);
  try {
    // The package's thread counts the rows; this one only listens whether it was cancelled.
    await writeBinaryTables(exportedRun(reader, recipe), folder, new Meter(0, { signal }));
  } finally {
    reader.close();
  }
}

void serveWork(work);
