import { basename, join } from 'node:path';
import { EXPORT_ENDINGS } from '../../shared/api/export.ts';
import { recipeSchema, type Recipe } from '../../shared/domain/recipe.ts';
import { packageThread } from '../core/package-thread.ts';
import { addToArchive } from '../core/report/archive/add-to-archive.ts';
import { exportFile } from '../core/report/export/export-file.ts';
import { exportCsvFolder } from '../core/report/export/export-folder.ts';
import type { Work } from '../core/report/export/meter.ts';
import { writeWholeFile, writeWholeFolder } from '../core/report/export/write-whole.ts';
import type { Publication } from '../core/report/metadata/ro-crate.ts';
import { storedSettings } from '../core/report/report-context.ts';
import { exportedRun, type ExportedRun } from '../core/report/tables/exported-run.ts';
import { homeFolder } from '../core/storage/home.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { terminal } from './command.ts';
import type { ExportCommandOptions, ExportPlan } from './plan-export.ts';
import { cancelledByInterrupt, progressLine } from './progress-line.ts';
import { readDocument } from './read-document.ts';

/** `opendems export`: one file or folder per run, or an archive of many. Ctrl+C cancels and leaves nothing behind. */
export async function exportRuns(plan: ExportPlan, options: ExportCommandOptions): Promise<void> {
  const recipe = options.recipe === undefined ? undefined : readDocument(options.recipe, recipeSchema, 'recipe');
  const publication: Publication = {
    madeTime: new Date().toISOString(),
    laboratory: options.laboratory ?? storedSettings(homeFolder()).laboratory,
    licence: options.licence,
  };
  const interrupt = cancelledByInterrupt();
  try {
    for (const file of plan.files) {
      const line = progressLine(basename(file));
      try {
        const said = await exportOne(file, plan, recipe, options.every, publication, {
          signal: interrupt.signal,
          onProgress: line.progress,
        });
        line.end();
        terminal.note(said);
      } finally {
        line.end();
      }
    }
  } finally {
    interrupt.end();
  }
}

async function exportOne(
  file: string,
  { files, format, output }: ExportPlan,
  recipe: Recipe | undefined,
  everySeconds: number,
  publication: Publication,
  work: Work,
): Promise<string> {
  const reader = openRunFile(file);
  try {
    // Evaluated only when the place has been found free.
    const run = (): ExportedRun => exportedRun(reader, recipe);
    if (format === 'archive')
      return `${file}: ${await addToArchive(output, run(), publication.laboratory, work)} in ${output}`;
    const stem = basename(file).replace(/\.dems$/i, '');
    if (format === 'csv') {
      const folder = files.length === 1 ? output : join(output, stem);
      let count = 0;
      await writeWholeFolder(folder, async (partial) => {
        count = await exportCsvFolder(run(), partial, everySeconds, work);
      });
      return `${count} files in ${folder}`;
    }
    const path = files.length === 1 ? output : join(output, `${stem}${EXPORT_ENDINGS[format]}`);
    await writeWholeFile(path, (partial) => exportFile(run, format, partial, publication, work, packageThread()));
    return path;
  } finally {
    reader.close();
  }
}
