import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import { proposeRecipe } from './propose-recipe.ts';
import { applySync, synchroniseRun } from './synchronise.ts';

/** The proposed recipe with the clocks fitted wherever two sources recorded the same voltage. */
export function proposeSynchronised(input: AnalysisInput): Recipe {
  const proposed = proposeRecipe(input);
  return applySync(proposed, synchroniseRun(input, proposed));
}
