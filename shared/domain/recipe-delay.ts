import { z } from 'zod';

/** Transport delay and washout of one gas; uncertainties are standard uncertainties. */
export const delaySchema = z.strictObject({
  delaySeconds: z.number().nonnegative().default(5),
  delayUncertaintySeconds: z.number().nonnegative().default(5),
  washoutSeconds: z.number().nonnegative().default(100),
  washoutUncertaintySeconds: z.number().nonnegative().default(40),
  /** `gas-step`: fitted to a change of gas; `headspace`: volume over flow; `assumed`: nobody measured it. */
  origin: z.enum(['given', 'gas-step', 'headspace', 'assumed']).default('assumed'),
});
export type Delay = z.infer<typeof delaySchema>;

/** Step 3, Delay (science.md 4). */
export const delayRecipeSchema = z.strictObject({
  /** For every gas that is not listed. */
  standard: delaySchema.prefault({}),
  species: z.array(delaySchema.extend({ species: z.string().min(1) })).default([]),
  /** For the rate on display only; amounts never use it. */
  deconvolution: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** Savitzky-Golay window; null is three washout times. */
      windowSeconds: z.number().positive().nullable().default(null),
    })
    .prefault({}),
});
export type DelayRecipe = z.infer<typeof delayRecipeSchema>;
