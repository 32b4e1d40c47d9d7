import type { Recipe } from '../../../shared/domain/recipe.ts';

/** Recipes a person went through, for undo and redo. Nothing in it is ever changed in place. */
export interface RecipeHistory {
  past: readonly Recipe[];
  present: Recipe;
  future: readonly Recipe[];
}

/** More steps back than anyone counts. */
const MOST_STEPS = 200;

export function startHistory(recipe: Recipe): RecipeHistory {
  return { past: [], present: recipe, future: [] };
}

/** A new recipe after the present one; the same recipe again is no step. */
export function changed(history: RecipeHistory, next: Recipe): RecipeHistory {
  if (isSameRecipe(history.present, next)) return history;
  return { past: [...history.past, history.present].slice(-MOST_STEPS), present: next, future: [] };
}

export function undone(history: RecipeHistory): RecipeHistory {
  const present = history.past.at(-1);
  if (!present) return history;
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future] };
}

export function redone(history: RecipeHistory): RecipeHistory {
  const [present, ...future] = history.future;
  if (!present) return history;
  return { past: [...history.past, history.present], present, future };
}

/** Equal in every choice, in whatever order the choices are written. */
export function isSameRecipe(a: Recipe, b: Recipe): boolean {
  return a === b || inOrder(a) === inOrder(b);
}

function inOrder(recipe: Recipe): string {
  return JSON.stringify(recipe, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
