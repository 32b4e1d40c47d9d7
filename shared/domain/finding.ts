import { z } from 'zod';
import { RECIPE_STEPS } from './recipe.ts';

/**
 * Something an evaluation wants known.
 * - `info`: good to know; `warning`: the number stands but may mislead; `refusal`: the number is not given.
 */
export const findingSchema = z.object({
  /** Stable, kebab-case. */
  code: z.string().regex(/^[a-z0-9-]+$/),
  severity: z.enum(['info', 'warning', 'refusal']),
  /** What was found, one sentence with the offending value. */
  sentence: z.string(),
  /** What to do next, one sentence. */
  next: z.string(),
  step: z.enum(RECIPE_STEPS),
  species: z.string().nullable().default(null),
  mz: z.number().nullable().default(null),
  /** Label of the interval concerned. */
  interval: z.string().nullable().default(null),
});
export type Finding = z.infer<typeof findingSchema>;
