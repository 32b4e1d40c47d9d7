import { RECIPE_DOCUMENT, type RecipeVersion } from '../../../shared/api/analysis.ts';
import { AppError } from '../../../shared/api/errors.ts';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';

/** Every recipe kept in a run, oldest first. @throws AppError where one was written by a newer program */
export function recipeVersions(reader: Pick<RunFileReader, 'documents'>): RecipeVersion[] {
  return reader.documents(RECIPE_DOCUMENT).map(({ number, content }) => {
    const recipe = recipeSchema.safeParse(content);
    if (!recipe.success) throw unreadable(number);
    return { number, recipe: recipe.data };
  });
}

function unreadable(number: number): AppError {
  return new AppError({
    code: 'recipe-unreadable',
    happened: `Recipe ${number} in this run cannot be read by this version of the program.`,
    safe: 'The run and all its recipes are unchanged.',
    next: 'Open the run with the version that wrote it, or a newer one.',
  });
}
