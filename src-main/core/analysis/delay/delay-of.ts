import type { Delay, DelayRecipe } from '../../../../shared/domain/recipe-delay.ts';

/** Delay and washout of a gas: its own entry, else the standard one. */
export function delayOf(recipe: DelayRecipe, species: string): Delay {
  const own = recipe.species.find((entry) => entry.species === species);
  if (!own) return recipe.standard;
  const { species: _, ...delay } = own;
  return delay;
}
