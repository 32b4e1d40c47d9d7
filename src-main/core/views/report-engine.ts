import { statSync } from 'node:fs';
import type { ReportPreview } from '../../../shared/api/report.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { recipeSha256 } from '../analysis/pipeline/recipe-hash.ts';
import { reportBody } from '../report/html/report-html.ts';
import { REPORT_CSS } from '../report/html/report-css.ts';
import { evaluateRun, type EvaluatedRun } from '../report/evaluate-run.ts';
import { buildReport } from '../report/report-model/build-report.ts';
import type { ReportContext } from '../report/report-model/report-document.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';

/** Evaluated runs kept while a person chooses; each holds its samples. */
const KEPT_RUNS = 3;

/** What a preview is asked for; the operator is the runs' own where the context names none. */
export interface PreviewRequest {
  recipe: Recipe | null;
  context: ReportContext;
}

/** Previews of reports. Synchronous: it lives in a worker; no file stays open between questions. */
export class ReportEngine {
  #open: (path: string) => RunFileReader;
  /** By path, the one used last at the end. */
  #kept = new Map<string, { stamp: string; run: EvaluatedRun }>();

  constructor(open: (path: string) => RunFileReader) {
    this.#open = open;
  }

  /** @throws AppError */
  preview(paths: readonly string[], { recipe, context }: PreviewRequest): ReportPreview {
    const runs = paths.map((path) => this.#run(path, recipe));
    const report = buildReport(runs, { ...context, operator: context.operator || operatorsOf(runs) });
    const halfCycles = runs.map(({ results }) =>
      results.phases.filter(({ kind }) => kind === 'charge' || kind === 'discharge').map(({ label }) => label),
    );
    return {
      body: reportBody(report),
      css: REPORT_CSS,
      title: [report.title, runs.map(({ run }) => run.sample?.name ?? run.name).join(', ')].join(' '),
      halfCycles: halfCycles[0]!.filter((label) => halfCycles.every((labels) => labels.includes(label))),
      species: [...new Set(runs.flatMap(({ results }) => results.gases.map((gas) => gas.species)))],
    };
  }

  #run(path: string, recipe: Recipe | null): EvaluatedRun {
    const { mtimeMs, size } = statSync(path);
    const stamp = `${mtimeMs}/${size}/${recipe === null ? 'own' : recipeSha256(recipe)}`;
    const known = this.#kept.get(path);
    this.#kept.delete(path);
    const run = known?.stamp === stamp ? known.run : this.#evaluate(path, recipe);
    this.#kept.set(path, { stamp, run });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_RUNS) break;
      this.#kept.delete(oldest);
    }
    return run;
  }

  #evaluate(path: string, recipe: Recipe | null): EvaluatedRun {
    const reader = this.#open(path);
    try {
      return evaluateRun(reader, recipe ?? undefined);
    } finally {
      reader.close();
    }
  }
}

const operatorsOf = (runs: readonly EvaluatedRun[]): string =>
  [...new Set(runs.map(({ run }) => run.operator).filter((name) => name !== ''))].join(', ');
