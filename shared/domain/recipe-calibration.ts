import { z } from 'zod';
import { gasBottleSchema } from './gases.ts';
import { spanSchema } from './recipe-span.ts';

/** A plateau of known gas. */
export const calibrationPointSchema = z.strictObject({
  span: spanSchema,
  /** `zero`: carrier without the gas; `gas`: from the bottle. */
  kind: z.enum(['zero', 'gas']),
  /** Name of the bottle in the recipe or the run; null for zero gas without certificate. */
  bottle: z.string().nullable().default(null),
  /** Share of the bottle's gas in a dilution with carrier, 1 undiluted. */
  dilution: z.number().positive().max(1).default(1),
  dilutionRelativeUncertainty: z.number().nonnegative().default(0),
  /** Before or after the measurement. */
  when: z.enum(['pre', 'post']).default('post'),
});
export type CalibrationPoint = z.infer<typeof calibrationPointSchema>;

/** Step 6, Calibration (science.md 1.4, 2). */
export const calibrationRecipeSchema = z.strictObject({
  /** Bottles known to the recipe; they win over the run's of the same name. */
  bottles: z.array(gasBottleSchema).default([]),
  points: z.array(calibrationPointSchema).default([]),
  /** What k does between a single calibration and the measurement: k(end)/k(start) - 1 as this instrument's history has it. */
  historicDriftPercent: z.number().default(0),
  historicDriftHalfRangePercent: z.number().nonnegative().default(3),
  /** Sensitivity F in C/mol, ixdat's convention: k = F F_c / I(carrier). Standard uncertainties, relative. */
  direct: z
    .array(
      z.strictObject({
        species: z.string().min(1),
        coulombPerMol: z.number(),
        relativeUncertainty: z.number().nonnegative().default(0.1),
      }),
    )
    .default([]),
  /** Charge of a known reaction as the calibration. */
  electrochemical: z
    .array(
      z.strictObject({
        species: z.string().min(1),
        span: spanSchema,
        electronsPerMolecule: z.number().positive(),
        /** Share of the charge that makes this gas. */
        efficiencyPercent: z.number().positive().max(100).default(100),
        efficiencyUncertaintyPercent: z.number().nonnegative().default(2),
      }),
    )
    .default([]),
  /** Off unless asked for: k as a multiple of a calibrated gas's, printed as "estimate, x/: spread". */
  estimates: z
    .array(
      z.strictObject({
        species: z.string().min(1),
        relativeTo: z.string().min(1).default('CO2'),
        /** 0.95 is k(SO2)/k(CO2) with a transmission that falls with the root of the mass (science.md 2). */
        factor: z.number().positive().default(0.95),
        spread: z.number().min(1).default(2),
      }),
    )
    .default([]),
  /** Relative standard uncertainty of linearity between calibration level and sample. */
  linearityRelativeUncertainty: z.number().nonnegative().default(0),
});
export type CalibrationRecipe = z.infer<typeof calibrationRecipeSchema>;
