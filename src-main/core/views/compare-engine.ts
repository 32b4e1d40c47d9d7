import { statSync } from 'node:fs';
import type { Compared, CompareRequest, FigureChoices, FigureExport } from '../../../shared/api/compare.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { arrangeFigure } from '../../../shared/figure/figure-arrangement.ts';
import { compareFigure } from '../report/compare-figure.ts';
import { compareRuns } from '../report/compare-runs.ts';
import { evaluateRun, type EvaluatedRun } from '../report/evaluate-run.ts';
import { renderFigure, type FigureOrigin } from '../report/render-figure.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';

/** Evaluated runs kept for the next figure of them; each holds its samples. */
const KEPT_RUNS = 6;

/** A run file and the recipe it is evaluated by; without one by its newest. */
export interface ComparedRun {
  path: string;
  recipe?: Recipe | undefined;
}

/** Figures and differences of stored runs. It lives in a worker; no file stays open between questions. */
export class CompareEngine {
  #open: (path: string) => RunFileReader;
  /** By path and recipe, the one used last at the end; `stamp` changes with the file. */
  #kept = new Map<string, { stamp: string; run: EvaluatedRun }>();

  constructor(open: (path: string) => RunFileReader) {
    this.#open = open;
  }

  /** @throws AppError */
  compare(wanted: readonly ComparedRun[], request: Omit<CompareRequest, 'runs'>): Compared {
    const runs = wanted.map((one) => this.#run(one));
    return {
      content: compareFigure(runs, request),
      choices: choicesOf(runs),
      comparison: compareRuns(runs, request.halfCycle),
    };
  }

  /** Bytes of a file. @throws AppError */
  async render(
    wanted: readonly ComparedRun[],
    { request, arrangement, format, print }: FigureExport,
    origin: FigureOrigin,
  ): Promise<Uint8Array> {
    const runs = wanted.map((one) => this.#run(one));
    return renderFigure(arrangeFigure(compareFigure(runs, request), arrangement), format, print, origin);
  }

  #run({ path, recipe }: ComparedRun): EvaluatedRun {
    const { mtimeMs, size } = statSync(path);
    const stamp = `${mtimeMs}/${size}`;
    const key = recipe === undefined ? path : `${path}\n${JSON.stringify(recipe)}`;
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    const run = known?.stamp === stamp ? known.run : this.#evaluate(path, recipe);
    this.#kept.set(key, { stamp, run });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_RUNS) break;
      this.#kept.delete(oldest);
    }
    return run;
  }

  #evaluate(path: string, recipe: Recipe | undefined): EvaluatedRun {
    const reader = this.#open(path);
    try {
      return evaluateRun(reader, recipe);
    } finally {
      reader.close();
    }
  }
}

function choicesOf(runs: readonly EvaluatedRun[]): FigureChoices {
  return {
    halfCycles: common(runs, ({ results }) =>
      results.phases.filter(({ kind }) => kind === 'charge' || kind === 'discharge').map(({ label }) => label),
    ),
    gases: common(runs, ({ evaluation }) =>
      evaluation.gases.filter(({ quantifier }) => quantifier !== undefined).map(({ species }) => species),
    ).map((species) => ({
      species,
      isNormalised: runs[0].results.gases.some(
        (gas) => gas.species === species && gas.quantity === 'normalised-ion-current',
      ),
    })),
    masses: common(runs, ({ evaluation }) => evaluation.massStage.grid.masses.map((mass) => Math.round(mass))),
  };
}

/** What every run has, in the order of the first. */
function common<Value>(runs: readonly EvaluatedRun[], valuesOf: (run: EvaluatedRun) => Value[]): Value[] {
  const [first, ...others] = runs.map(valuesOf);
  return [...new Set(first)].filter((value) => others.every((values) => values.includes(value)));
}
