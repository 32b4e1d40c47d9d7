import type { ExportFormat } from '../../shared/api/export.ts';
import type { Recipe } from '../../shared/domain/recipe.ts';
import { finalOf } from './api/outgoing-files.ts';
import { packageThread } from './package-thread.ts';
import { addToArchive } from './report/archive/add-to-archive.ts';
import { exportFile } from './report/export/export-file.ts';
import { writeError } from './report/export/write-problem.ts';
import type { Publication } from './report/metadata/ro-crate.ts';
import { exportedRun } from './report/tables/exported-run.ts';
import { openRunFile } from './storage/open-run-file.ts';
import { serveWork, type WorkControl } from './work-thread.ts';

export type ExportWork =
  | { kind: 'file'; run: string; format: ExportFormat; path: string; recipe: Recipe | null; publication: Publication }
  | { kind: 'archive'; runs: { path: string; name: string }[]; folder: string; laboratory: string };

/** Thread entry: writes a run as a file, or adds runs to an archive and says what became of each. */
async function work(task: ExportWork, { signal, progress }: WorkControl): Promise<string[]> {
  if (task.kind === 'file') {
    const { run, format, path, recipe, publication } = task;
    progress(0, 1, 'Evaluating');
    const reader = openRunFile(run);
    try {
      const told = {
        signal,
        onProgress: (done: number, total: number, doing: string) => progress(total === 0 ? 1 : done / total, 1, doing),
      };
      const evaluate = () => exportedRun(reader, recipe ?? undefined);
      await exportFile(evaluate, format, path, publication, told, packageThread());
      return [];
    } catch (error) {
      throw writeError(finalOf(path), error);
    } finally {
      reader.close();
    }
  }
  const { runs, folder, laboratory } = task;
  const said: string[] = [];
  for (const [index, { path, name }] of runs.entries()) {
    progress(index / runs.length, 1, `Evaluating ${name}`);
    const reader = openRunFile(path);
    try {
      const outcome = await addToArchive(folder, exportedRun(reader), laboratory, {
        signal,
        onProgress: (done, total, doing) =>
          progress((index + (total === 0 ? 1 : done / total)) / runs.length, 1, `${name}: ${doing}`),
      });
      said.push(`${name}: ${outcome}`);
    } finally {
      reader.close();
    }
  }
  return said;
}

void serveWork(work);
