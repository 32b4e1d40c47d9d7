import { statSync } from 'node:fs';
import type { Compared, CompareRequest } from '../../../shared/api/compare.ts';
import { drawFigure } from '../../../shared/figure/draw-figure.ts';
import { figureCsv } from '../../../shared/figure/figure-csv.ts';
import { compareFigure } from '../report/compare-figure.ts';
import { FIGURE_PRESETS } from '../report/compare-options.ts';
import { compareRuns } from '../report/compare-runs.ts';
import { evaluateRun, type EvaluatedRun } from '../report/evaluate-run.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';

/** Evaluated runs kept for the next figure of them; each holds its samples. */
const KEPT_RUNS = 4;

/** Figures and differences of stored runs. Synchronous: it lives in a worker; no file stays open between questions. */
export class CompareEngine {
  #open: (path: string) => RunFileReader;
  /** By path, the one used last at the end; `stamp` changes with the file. */
  #kept = new Map<string, { stamp: string; run: EvaluatedRun }>();

  constructor(open: (path: string) => RunFileReader) {
    this.#open = open;
  }

  /** @throws AppError */
  compare(paths: readonly string[], request: Omit<CompareRequest, 'runIds'>): Compared {
    const runs = paths.map((path) => this.#run(path));
    const { figure, halfCycle, x, layout, normalisation, widthMillimetre } = request;
    const comparison = compareRuns(runs, halfCycle);
    const model = compareFigure(runs, { rows: FIGURE_PRESETS[figure], x, halfCycle, layout, normalisation });
    return {
      svg: drawFigure(model, widthMillimetre),
      csv: figureCsv(model),
      caption: model.caption,
      halfCycles: commonHalfCycles(runs),
      comparison,
    };
  }

  #run(path: string): EvaluatedRun {
    const { mtimeMs, size } = statSync(path);
    const stamp = `${mtimeMs}/${size}`;
    const known = this.#kept.get(path);
    this.#kept.delete(path);
    const run = known?.stamp === stamp ? known.run : this.#evaluate(path);
    this.#kept.set(path, { stamp, run });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_RUNS) break;
      this.#kept.delete(oldest);
    }
    return run;
  }

  #evaluate(path: string): EvaluatedRun {
    const reader = this.#open(path);
    try {
      return evaluateRun(reader);
    } finally {
      reader.close();
    }
  }
}

function commonHalfCycles(runs: readonly EvaluatedRun[]): string[] {
  const [first, ...others] = runs.map(({ results }) =>
    results.phases.filter(({ kind }) => kind === 'charge' || kind === 'discharge').map(({ label }) => label),
  );
  return first.filter((label) => others.every((labels) => labels.includes(label)));
}
