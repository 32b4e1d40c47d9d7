import { z } from 'zod';
import { baselineRecipeSchema } from './recipe-baseline.ts';
import { calibrationRecipeSchema } from './recipe-calibration.ts';
import { carrierRecipeSchema, vacuumRecipeSchema } from './recipe-carrier.ts';
import { delayRecipeSchema } from './recipe-delay.ts';
import { electrochemistryRecipeSchema } from './recipe-electrochemistry.ts';
import { interferenceRecipeSchema } from './recipe-interference.ts';
import { onsetRecipeSchema, quantifyRecipeSchema } from './recipe-quantify.ts';
import { syncRecipeSchema } from './recipe-sync.ts';

/**
 * Every choice of an evaluation, in the order of the recipe on screen. Results are a function of the raw samples
 * and this document alone. `recipeSchema.parse({})` is complete but knows no spans; `proposeRecipe` finds them.
 */
export const recipeSchema = z
  .object({
    version: z.literal(1).default(1),
    name: z.string().default(''),
    notes: z.string().default(''),
    sync: syncRecipeSchema.prefault({}),
    electrochemistry: electrochemistryRecipeSchema.prefault({}),
    carrier: carrierRecipeSchema.prefault({}),
    vacuum: vacuumRecipeSchema.prefault({}),
    delay: delayRecipeSchema.prefault({}),
    interference: interferenceRecipeSchema.prefault({}),
    baseline: baselineRecipeSchema.prefault({}),
    calibration: calibrationRecipeSchema.prefault({}),
    quantify: quantifyRecipeSchema.prefault({}),
    onset: onsetRecipeSchema.prefault({}),
  })
  .strict();
export type Recipe = z.infer<typeof recipeSchema>;

/** Steps of the recipe, for findings and for the window. */
export const RECIPE_STEPS = [
  'sync',
  'electrochemistry',
  'carrier',
  'vacuum',
  'delay',
  'interference',
  'baseline',
  'calibration',
  'quantify',
  'onset',
] as const;
export type RecipeStep = (typeof RECIPE_STEPS)[number];
