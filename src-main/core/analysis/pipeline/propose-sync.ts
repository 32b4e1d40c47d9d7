import { recipeSchema } from '../../../../shared/domain/recipe.ts';
import type { SyncRecipe } from '../../../../shared/domain/recipe-sync.ts';
import type { SyncPair } from '../../../../shared/domain/results.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import { stampClock } from '../sync/source-times.ts';
import { applySync, certainSteps, synchroniseRun } from './synchronise.ts';

/** Steps that are certain taken out, and clocks fitted wherever two sources recorded the same voltage. */
export function proposeSync(input: AnalysisInput): { sync: SyncRecipe; pairs: SyncPair[] } {
  const { sync } = recipeSchema.parse({});
  const sources = certainSteps(input).map(({ sourceId, steps }) => ({ ...stampClock(sourceId), steps }));
  const stepped = { ...sync, sources };
  const pairs = synchroniseRun(input, stepped);
  return { sync: applySync(stepped, pairs), pairs };
}
