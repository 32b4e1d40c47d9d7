import { z } from 'zod';
import { spanSchema } from './recipe-span.ts';

/**
 * Shapes a background may take (science.md 1.3); `walk` beside any of them is the slow wandering no formula knows.
 * - `constant`, `linear`: a, a + d t
 * - `exponential`: a + b exp(-t/tau); `exponential-linear` adds d t, `two-exponentials-linear` another decay
 * - `power-linear`: a + b (1 + t/t0)^-p + d t, p from 1/2 (plastics) to 1 (metal)
 */
export const BASELINE_MODELS = [
  'constant',
  'linear',
  'exponential',
  'exponential-linear',
  'two-exponentials-linear',
  'power-linear',
] as const;
export type BaselineModel = (typeof BASELINE_MODELS)[number];

/** Step 5, Baseline. */
export const baselineRecipeSchema = z.strictObject({
  /** Where no gas is evolved: the OCV period and a final rest. */
  spans: z.array(spanSchema).default([]),
  /** Length of the block means everything is fitted to; seconds for an experiment of minutes. */
  blockSeconds: z.number().min(1).max(7200).default(600),
  /** Candidates; the result is their average by posterior weight, and their spread is part of the uncertainty. */
  models: z
    .array(z.enum(BASELINE_MODELS))
    .min(1)
    .default(['exponential-linear', 'two-exponentials-linear', 'power-linear']),
  /** Allow the background to wander between the spans, by as much as it wanders inside them. */
  walk: z.boolean().default(true),
  /**
   * Prior standard deviation of the slope, percent of the background's level per 10 h; null takes what backgrounds usually
   * do (up to 1 % either way), unless the spans say clearly that this one drifts by more.
   */
  slopePriorPercentPer10Hours: z.number().positive().nullable().default(null),
  /** Fewest blocks a fit is believed with. */
  minimumBlocks: z.number().int().min(3).default(6),
  /** Own choices for single masses. */
  masses: z
    .array(
      z.strictObject({
        mz: z.number().positive(),
        spans: z.array(spanSchema).nullable().default(null),
        models: z.array(z.enum(BASELINE_MODELS)).min(1).nullable().default(null),
      }),
    )
    .default([]),
});
export type BaselineRecipe = z.infer<typeof baselineRecipeSchema>;
