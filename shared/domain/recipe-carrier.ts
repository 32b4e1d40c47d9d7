import { z } from 'zod';
import { spanSchema } from './recipe-span.ts';

/** Step 2, Carrier: what ion currents are divided by (science.md 1.2). */
export const carrierRecipeSchema = z.strictObject({
  /** `channel`: divide by the carrier's ion current; `none`: ion currents as they are (amount fraction by direct sensitivity). */
  mode: z.enum(['channel', 'none']).default('channel'),
  /** 4 for helium, 36 for argon (40 saturates). */
  mz: z.number().positive().default(4),
  /** Single readings farther from both neighbours than so many robust standard deviations are left out and counted; 0 keeps all. */
  spikeSigmas: z.number().nonnegative().default(8),
  /** A step of the carrier's ion current by more than this marks the interval suspect, percent. */
  stepPercent: z.number().positive().default(2),
  /** A deviation of the flow by more than this marks the interval suspect, percent. */
  flowDeviationPercent: z.number().positive().default(1),
});
export type CarrierRecipe = z.infer<typeof carrierRecipeSchema>;

/** The part of an ion current that does not come through the capillary (science.md 1.2). */
export const vacuumRecipeSchema = z.strictObject({
  /**
   * `regressor`: unknown share of the background, carried as 1/I(carrier) in the baseline with its variance;
   * `measured`: mean over `spans` with the inlet shut, subtracted before the ratio; `none`: all background follows the carrier.
   */
  mode: z.enum(['regressor', 'measured', 'none']).default('regressor'),
  spans: z.array(spanSchema).default([]),
  /** Electrometer zero to subtract first, ampere. */
  electrometerZero: z.array(z.strictObject({ mz: z.number().positive(), ampere: z.number() })).default([]),
});
export type VacuumRecipe = z.infer<typeof vacuumRecipeSchema>;
