import { z } from 'zod';
import { PHASE_KINDS } from './phase.ts';

/** A phase set by hand, microseconds on the cycler's own clock. */
export const givenPhaseSchema = z.strictObject({
  kind: z.enum(PHASE_KINDS),
  number: z.number().int().nonnegative(),
  fromUs: z.number(),
  toUs: z.number(),
});

/** How the cell's record is read (science.md 5). */
export const electrochemistryRecipeSchema = z.strictObject({
  /** Channels; null takes the first with the role. */
  currentChannelId: z.string().nullable().default(null),
  voltageChannelId: z.string().nullable().default(null),
  /** -1 where the file counts discharge positive. */
  currentSign: z.union([z.literal(1), z.literal(-1)]).default(1),
  /** `automatic`: the cycler's own step and cycle counters where they are recorded, else the current. */
  stepsFrom: z.enum(['automatic', 'current', 'counters']).default('automatic'),
  /** Rest is |I| below the larger of these two for at least `minimumRestSeconds`. */
  restCurrentAmpere: z.number().positive().default(1e-6),
  restPercentOfNominal: z.number().positive().default(1),
  /** The current "nominal" means; null takes the 95th percentile of |I|. */
  nominalCurrentAmpere: z.number().positive().nullable().default(null),
  minimumRestSeconds: z.number().nonnegative().default(60),
  /** Fragments shorter than this join their neighbours. */
  mergeFragmentsSeconds: z.number().nonnegative().default(60),
  /** Phases set by hand win over detected ones; null detects. */
  phases: z.array(givenPhaseSchema).nullable().default(null),
  /** mAh/g; null takes the sample's. */
  theoreticalCapacityMilliampHourPerGram: z.number().positive().nullable().default(null),
});
export type ElectrochemistryRecipe = z.infer<typeof electrochemistryRecipeSchema>;
