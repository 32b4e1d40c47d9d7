import { z } from 'zod';

/** One number of one sample with U (95.45 %); null where there is none. */
const comparedValueSchema = z.object({
  value: z.number().nullable(),
  U: z.number().nullable(),
  /** As it is to be printed, in `10^exponent unit`. */
  printed: z.string(),
});

/** One quantity of all samples, and how much each differs from the first. */
export const comparisonRowSchema = z.object({
  group: z.enum(['cell', 'amount', 'peak', 'onset']),
  species: z.string().nullable(),
  quantity: z.string(),
  /** As printed, without the power of ten. */
  unit: z.string(),
  exponent: z.number().int(),
  values: z.array(comparedValueSchema),
  /** One per sample after the first; null where one of the two is missing or they cannot be compared. */
  differences: z.array(
    z.object({ value: z.number(), U: z.number(), isSignificant: z.boolean(), printed: z.string() }).nullable(),
  ),
  /** One per entry of the comparison's `replicates`: mean and standard deviation of its cells; null where too few have a value. */
  spreads: z.array(z.object({ n: z.number().int(), mean: z.number(), s: z.number(), printed: z.string() }).nullable()),
});
export type ComparisonRow = z.infer<typeof comparisonRowSchema>;

/** Runs compared in one half-cycle: the document of `opendems compare --json`. */
export const comparisonSchema = z.object({
  version: z.literal(1),
  softwareVersion: z.string(),
  halfCycle: z.string(),
  samples: z.array(
    z.object({
      name: z.string(),
      run: z.string(),
      rawSha256: z.string(),
      recipeSha256: z.string(),
      /** What normalised ion currents were multiplied by for a common scale; 1 for the first run. */
      normalisedScale: z.number(),
    }),
  ),
  /** Samples with three cells or more, by the places of these among `samples`. */
  replicates: z.array(z.object({ name: z.string(), indices: z.array(z.number().int()) })),
  rows: z.array(comparisonRowSchema),
  /** What the table says, and what it cannot say. */
  sentences: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparisonSchema>;
