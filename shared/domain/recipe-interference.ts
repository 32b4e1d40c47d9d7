import { z } from 'zod';

/** One line of an ionisation pattern as used, percent of the base peak. */
export const patternEditSchema = z.strictObject({
  species: z.string().min(1),
  mz: z.number().positive(),
  percent: z.number().min(0).max(100),
  /** Standard uncertainty in percent of the base peak; null takes the table's. */
  uncertaintyPercent: z.number().nonnegative().nullable().default(null),
  origin: z.string().default('entered by hand'),
});
export type PatternEdit = z.infer<typeof patternEditSchema>;

/** Step 4, Interference (science.md 3). */
export const interferenceRecipeSchema = z.strictObject({
  /** Off: every gas is read from its own mass alone. */
  enabled: z.boolean().default(true),
  /** Gases in the matrix. */
  species: z.array(z.string().min(1)).default(['H2', 'H2O', 'N2', 'CO', 'O2', 'H2S', 'Ar', 'CO2', 'SO2']),
  /** Masses in the matrix; null takes the base peaks and, where two gases share one, what tells them apart. */
  masses: z.array(z.number().positive()).nullable().default(null),
  /** Replaces or adds lines of the table in assets/ionisation-patterns.json. */
  edits: z.array(patternEditSchema).default([]),
  /** Refused above this condition number of the weighted matrix. */
  conditionLimit: z.number().positive().default(1000),
  airLeak: z
    .strictObject({
      /**
       * `check`: report only; `correct`: take a rise of air that sets in and stays as background, and subtract from O2 where
       * nitrogen's excess passes its decision threshold.
       */
      mode: z.enum(['off', 'check', 'correct']).default('correct'),
      /** O2 per N2 that leaks in: 0.268 viscous, 0.251 molecular flow. */
      oxygenPerNitrogen: z.number().positive().default(0.2595),
      oxygenPerNitrogenHalfWidth: z.number().nonnegative().default(0.0085),
      /** k(N2)/k(O2), used while nitrogen has no calibration of its own. */
      nitrogenSensitivityRatio: z.number().positive().default(1.08),
      nitrogenSensitivityRatioUncertainty: z.number().nonnegative().default(0.15),
    })
    .prefault({}),
});
export type InterferenceRecipe = z.infer<typeof interferenceRecipeSchema>;
