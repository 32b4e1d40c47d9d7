import type { Recipe } from '../../shared/domain/recipe.ts';
import { writeOutgoing } from './api/outgoing-files.ts';
import { evaluateRun } from './report/evaluate-run.ts';
import { renderReport, type ReportFormat } from './report/report-file.ts';
import type { ReportContext } from './report/report-model/report-document.ts';
import { openRunFile } from './storage/open-run-file.ts';
import { serveWork, type WorkControl } from './work-thread.ts';

export interface ReportWork {
  paths: readonly string[];
  recipe: Recipe | null;
  /** An empty operator stands for the runs' own. */
  context: ReportContext;
  format: ReportFormat;
  output: string;
}

/** Thread entry: evaluates the runs and writes their report. */
async function work({ paths, recipe, context, format, output }: ReportWork, { signal, progress }: WorkControl) {
  const steps = paths.length + 1;
  const runs = paths.map((path, i) => {
    signal.throwIfAborted();
    progress(i, steps, `Evaluating run ${i + 1} of ${paths.length}`);
    const reader = openRunFile(path);
    try {
      return evaluateRun(reader, recipe ?? undefined);
    } finally {
      reader.close();
    }
  });
  progress(paths.length, steps, 'Setting the pages');
  const operators = [...new Set(runs.map(({ run }) => run.operator).filter((name) => name !== ''))];
  const bytes = await renderReport(runs, { ...context, operator: context.operator || operators.join(', ') }, format);
  signal.throwIfAborted();
  writeOutgoing(output, bytes);
}

void serveWork(work);
