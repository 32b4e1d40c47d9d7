import { RECIPE_DOCUMENT } from '../../../shared/api/analysis.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import { openRunFileForAppend } from '../storage/run-file.ts';
import { recipeVersions } from '../views/recipe-versions.ts';

/** Appends the recipe to the run's documents. @throws AppError */
export function keepRecipe(path: string, recipe: Recipe) {
  const writer = openRunFileForAppend(path);
  try {
    writer.appendDocument(RECIPE_DOCUMENT, recipe);
    writer.flush();
    const versions = recipeVersions(writer.reader);
    // A run without a clean end must keep saying so.
    if (writer.reader.isOpenEnded()) writer.abandon();
    else {
      writer.finish();
      writer.reader.close();
    }
    return versions;
  } catch (error) {
    writer.abandon();
    throw error;
  }
}
