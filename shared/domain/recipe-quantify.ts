import { z } from 'zod';
import { flowReferenceSchema } from './channel.ts';
import { spanSchema } from './recipe-span.ts';

/** Step 7, Quantify (science.md 1.5, 1.6, 2). */
export const quantifyRecipeSchema = z.strictObject({
  /** Gases to report; `mz` null takes the gas's usual mass. */
  species: z
    .array(z.strictObject({ species: z.string().min(1), mz: z.number().positive().nullable().default(null) }))
    .default([
      { species: 'H2', mz: null },
      { species: 'O2', mz: null },
      { species: 'CO2', mz: null },
      { species: 'SO2', mz: null },
    ]),
  per: z.enum(['gram', 'area', 'cell']).default('gram'),
  /** Gases without calibration: A per gram, B as it is, C over one common maximum of all compared samples. */
  normalisedOption: z.enum(['A', 'B', 'C']).default('A'),
  /** The common maximum of option C, in the unit of option A. */
  commonMaximum: z.number().positive().nullable().default(null),
  flow: z
    .strictObject({
      /** `channel`: the flow controller's reading; `given`: the number below. */
      source: z.enum(['channel', 'given']).default('channel'),
      millilitrePerMinute: z.number().positive().nullable().default(null),
      /** What a millilitre means; null takes the channel's own. */
      reference: flowReferenceSchema.nullable().default(null),
      /** Gas conversion factor; null takes the set-up's. */
      conversionFactor: z.number().positive().nullable().default(null),
      /** Accuracy of the controller as data sheets give it, half-widths. */
      readingPercent: z.number().nonnegative().default(0.5),
      fullScalePercent: z.number().nonnegative().default(0.1),
      fullScaleMillilitrePerMinute: z.number().positive().default(20),
    })
    .prefault({}),
  /** Declared beforehand, beside the phases. */
  windows: z.array(z.strictObject({ label: z.string().min(1), span: spanSchema })).default([]),
  /** Relative uncertainty of the active mass known otherwise; null computes it from the sample's half-widths. */
  massRelativeUncertainty: z.number().nonnegative().nullable().default(null),
  /** Li2CO3 found by titration, weight percent of the active material, for the check of CO2. */
  titratedCarbonatePercent: z.number().nonnegative().nullable().default(null),
});
export type QuantifyRecipe = z.infer<typeof quantifyRecipeSchema>;

/** Ways to say when a gas began (science.md 5). */
export const ONSET_METHODS = ['threshold', 'tangent', 'derivative'] as const;
export type OnsetMethod = (typeof ONSET_METHODS)[number];

/** Step 8, Onset. */
export const onsetRecipeSchema = z.strictObject({
  /** R* per gas, nmol/min/g; a gas that is not listed gets its own decision threshold, rounded up. */
  levels: z
    .array(z.strictObject({ species: z.string().min(1), nanomolPerMinutePerGram: z.number().positive() }))
    .default([]),
  /** The first is the one printed; the others stand beside it. */
  methods: z.array(z.enum(ONSET_METHODS)).min(1).default(['threshold', 'tangent']),
  sigmas: z.number().positive().default(3),
  consecutiveBlocks: z.number().int().min(1).default(3),
  draws: z.number().int().min(50).max(10_000).default(200),
});
export type OnsetRecipe = z.infer<typeof onsetRecipeSchema>;
