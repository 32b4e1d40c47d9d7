import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { Results } from '../../../shared/domain/results.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { AnalysisSession } from '../analysis/pipeline/analysis-session.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { buildResults, cellNumbers, type CellNumbers } from '../analysis/pipeline/build-results.ts';
import { proposeRecipe } from '../analysis/pipeline/propose-recipe.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';
import { readAnalysisInput } from '../views/read-analysis-input.ts';
import { recipeVersions } from '../views/recipe-versions.ts';

/** A run with its evaluation: curves and results come from the same numbers. */
export interface EvaluatedRun {
  run: Run;
  evaluation: Evaluation;
  results: Results;
  numbers: CellNumbers;
}

/**
 * Evaluates a stored run as `opendems analyse` does: by the given recipe, else the newest one kept in the run, else the
 * proposed one with the clocks fitted. Reads all samples. @throws AppError
 */
export function evaluateRun(
  reader: Pick<RunFileReader, 'run' | 'sources' | 'channels' | 'events' | 'gaps' | 'documents' | 'read'>,
  given?: Recipe,
): EvaluatedRun {
  const input = readAnalysisInput(reader);
  const session = new AnalysisSession(input);
  const recipe = given ?? recipeVersions(reader).at(-1)?.recipe ?? proposeRecipe(input, session);
  const evaluation = session.evaluate(recipe);
  return { run: reader.run(), evaluation, results: buildResults(evaluation), numbers: cellNumbers(evaluation) };
}
