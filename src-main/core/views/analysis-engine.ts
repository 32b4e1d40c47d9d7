import type {
  AdaptedRecipe,
  BorrowedCalibration,
  EvaluationAnswer,
  EvaluationRequest,
  OpenedAnalysis,
  RecipeVersion,
  Sketch,
} from '../../../shared/api/analysis.ts';
import type { ClockPair } from '../../../shared/api/import.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { AnalysisSession } from '../analysis/pipeline/analysis-session.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { buildResults } from '../analysis/pipeline/build-results.ts';
import { proposeRecipe } from '../analysis/pipeline/propose-recipe.ts';
import { describeSketch } from '../analysis/pipeline/sketch-gas.ts';
import { proposeSync } from '../analysis/pipeline/propose-sync.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';
import { adaptRecipe } from './adapt-recipe.ts';
import { analysisFigure, sketchedCurves } from './analysis-figure.ts';
import { clockPairs, withOffsets, type ChosenOffset } from './clock-pairs.ts';
import { readAnalysisInput } from './read-analysis-input.ts';
import { recipeVersions } from './recipe-versions.ts';

/** Runs kept in memory for the next change of their recipe: 20 MB per million samples each. */
const KEPT_RUNS = 2;

/** A span that is moved for nothing moves so far each time. */
const REHEARSED_STEP_US = 60e6;

interface KeptRun {
  session: AnalysisSession;
  proposal: Recipe | undefined;
}

/** Evaluates stored runs. Synchronous: it lives in a thread of its own, and keeps no file open. */
export class AnalysisEngine {
  readonly #open: (path: string) => RunFileReader;
  /** By path, the one used last at the end. */
  readonly #runs = new Map<string, KeptRun>();
  #rehearsed = 0;

  constructor(open: (path: string) => RunFileReader) {
    this.#open = open;
  }

  /** Reads a run anew, and the recipe to begin with. */
  open(path: string, isRecording: boolean): OpenedAnalysis {
    const versions = this.#readAnew(path);
    const newest = versions.at(-1);
    return {
      recipe: newest?.recipe ?? this.propose(path),
      origin: newest ? 'stored' : 'proposed',
      versions,
      isRecording,
      bottles: [...this.#run(path).session.input.gases],
    };
  }

  /** The recipe from the run's phases, clocks fitted, as `opendems analyse` proposes it. */
  propose(path: string): Recipe {
    const run = this.#run(path);
    run.proposal ??= proposeRecipe(run.session.input, run.session);
    return run.proposal;
  }

  evaluate(path: string, { recipe, figure }: Pick<EvaluationRequest, 'recipe' | 'figure'>): EvaluationAnswer {
    const evaluation = this.#run(path).session.evaluate(recipe);
    return {
      results: buildResults(evaluation),
      zeroUs: evaluation.clocks.referenceUs(0),
      figure: analysisFigure(evaluation, figure),
    };
  }

  /** The gas of the figure while a baseline span is dragged; null where only an evaluation will do. */
  sketch(path: string, { recipe, figure }: Pick<EvaluationRequest, 'recipe' | 'figure'>): Sketch | null {
    const { gas: species } = figure;
    if (species === undefined) return null;
    const sketch = this.#runs.get(path)?.session.sketch(recipe, species);
    const curves = sketch && sketchedCurves(sketch, figure);
    return curves ? { ...describeSketch(sketch, species), curves } : null;
  }

  /** A sketch that nobody sees, as if a span had been moved a little further each time. @returns false where there is none */
  rehearseSketch(path: string, { recipe, figure }: Pick<EvaluationRequest, 'recipe' | 'figure'>): boolean {
    this.#rehearsed += 1;
    const spans = recipe.baseline.spans.map(({ fromUs, toUs }) => {
      const shortest = fromUs + (toUs - fromUs) / 2;
      return { fromUs, toUs: Math.round(Math.max(shortest, toUs - this.#rehearsed * REHEARSED_STEP_US)) };
    });
    return this.sketch(path, { recipe: { ...recipe, baseline: { ...recipe.baseline, spans } }, figure }) !== null;
  }

  /** Clocks of sources that recorded one voltage, at the offsets chosen, else fitted. */
  clocks(path: string, offsets: readonly ChosenOffset[]): { pairs: ClockPair[] } {
    const { input } = this.#run(path).session;
    return { pairs: clockPairs(input, proposeSync(input), offsets) };
  }

  /** The recipe to begin with, with these offsets. */
  recipeWithClocks(path: string, offsets: readonly ChosenOffset[]): { recipe: Recipe } {
    const recipe = this.#readAnew(path).at(-1)?.recipe ?? this.propose(path);
    return { recipe: { ...recipe, sync: withOffsets(recipe.sync, offsets) } };
  }

  /** A recipe of one run made to fit another. */
  adapt(path: string, recipe: Recipe, targetPath: string): AdaptedRecipe {
    const own = this.#run(path).session.evaluate(recipe);
    const proposal = this.propose(targetPath);
    const target = this.#run(targetPath).session.evaluate(proposal);
    return adaptRecipe(recipe, firstCurrentUs(own), {
      proposal,
      masses: target.input.channels.flatMap(({ role, mz }) => (role === 'ion-current' && mz ? [mz] : [])),
      channelIds: target.input.channels.map(({ id }) => id),
      firstCurrentUs: firstCurrentUs(target),
      toUs: target.clocks.referenceUs(target.massStage.grid.seconds.at(-1) ?? 0),
    });
  }

  /** What the newest recipe of a run, or its proposal, calibrates; a drift since then is the user's to judge. */
  sensitivities(path: string): BorrowedCalibration {
    const recipe = this.#readAnew(path).at(-1)?.recipe ?? this.propose(path);
    const { sensitivities } = buildResults(this.#run(path).session.evaluate(recipe));
    return {
      sensitivities: sensitivities.flatMap(({ species, kind, coulombPerMol, relativeUncertainty }) =>
        kind === 'gas' && coulombPerMol !== null && relativeUncertainty !== null
          ? [{ species, coulombPerMol, relativeUncertainty }]
          : [],
      ),
    };
  }

  #readAnew(path: string): RecipeVersion[] {
    const reader = this.#open(path);
    try {
      this.#keep(path, reader);
      return recipeVersions(reader);
    } finally {
      reader.close();
    }
  }

  #run(path: string): KeptRun {
    const known = this.#runs.get(path);
    if (known) {
      this.#runs.delete(path);
      this.#runs.set(path, known);
      return known;
    }
    const reader = this.#open(path);
    try {
      return this.#keep(path, reader);
    } finally {
      reader.close();
    }
  }

  #keep(path: string, reader: RunFileReader): KeptRun {
    const before = this.#runs.get(path);
    const input = readAnalysisInput(reader);
    const isSame = before !== undefined && before.session.input.rawSha256 === input.rawSha256;
    const run = isSame ? before : { session: new AnalysisSession(input), proposal: undefined };
    this.#runs.delete(path);
    this.#runs.set(path, run);
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size <= KEPT_RUNS) break;
      this.#runs.delete(oldest);
    }
    return run;
  }
}

/** First current as a stamp on the reference clock; null where none flowed. */
function firstCurrentUs({ cell, clocks }: Evaluation): number | null {
  return Number.isFinite(cell.firstCurrentSeconds) ? clocks.referenceUs(cell.firstCurrentSeconds) : null;
}
