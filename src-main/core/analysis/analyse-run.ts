import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { Results } from '../../../shared/domain/results.ts';
import type { AnalysisInput } from './analysis-input.ts';
import { AnalysisSession } from './pipeline/analysis-session.ts';
import { buildResults } from './pipeline/build-results.ts';

/** Results of one recipe on one run: the same input and recipe give the same document, byte by byte. */
export function analyseRun(input: AnalysisInput, recipe: Recipe): Results {
  return buildResults(new AnalysisSession(input).evaluate(recipe));
}
