import type { Recipe } from '../../shared/domain/recipe.ts';
import { Meter } from './report/export/meter.ts';
import { writeBinaryTables } from './report/package/binary-tables.ts';
import { exportedRun, identityOf } from './report/tables/exported-run.ts';
import { openRunFile } from './storage/open-run-file.ts';
import { serveWork, type WorkControl } from './work-thread.ts';

export interface PackageWork {
  /** Path of the run file. */
  run: string;
  /** The one the package is made by; null for the run's own. */
  recipe: Recipe | null;
  /** Exists; gets the files of `writeBinaryTables`. */
  folder: string;
}

/**
 * Thread entry: makes the tables of a data package that are not text, while the package's own thread writes text. Answers
 * with what they were made of.
 */
async function work({ run, recipe, folder }: PackageWork, { signal }: WorkControl): Promise<string> {
  const reader = openRunFile(run);
  try {
    const evaluated = exportedRun(reader, recipe ?? undefined);
    // The package's thread counts the rows; this one only listens whether it was cancelled.
    await writeBinaryTables(evaluated, folder, new Meter(0, { signal }));
    return identityOf(evaluated);
  } finally {
    reader.close();
  }
}

void serveWork(work);
