import { z } from 'zod';

/** A step of a source's own clock (daylight saving, NTP, a pause); found by `findClockJumps`. */
export const clockStepSchema = z.strictObject({
  /** Own-clock stamp of the last sample before the step; the shift holds for every sample that came after it. */
  fromUs: z.number(),
  /** Added to later stamps to take the step back out, seconds: a clock set one hour back needs +3600. */
  shiftSeconds: z.number(),
});
export type ClockStep = z.infer<typeof clockStepSchema>;

/** How one source's clock reaches the reference. */
export const sourceClockSchema = z.strictObject({
  sourceId: z.string().min(1),
  /** IANA zone of a local clock; null while unknown. */
  zone: z.string().nullable().default(null),
  /** UTC of a relative clock's zero; null takes the one stored with the source. */
  zeroUtcUs: z.number().nullable().default(null),
  /** Where the offset came from: the stamps alone, a person, or a fit of two records of one voltage. */
  method: z.enum(['stamps', 'manual', 'voltage-fit']).default('stamps'),
  /** Added to this source's time to reach the reference source's time. */
  offsetSeconds: z.number().default(0),
  /** Standard uncertainty. */
  offsetUncertaintySeconds: z.number().nonnegative().default(1),
  /** Relative rate: offset(t) = offsetSeconds + driftPpm * 1e-6 * (t - driftFromUs). */
  driftPpm: z.number().default(0),
  /** Where `offsetSeconds` holds, on this source's clock; null is the source's first sample. */
  driftFromUs: z.number().nullable().default(null),
  steps: z.array(clockStepSchema).default([]),
});
export type SourceClock = z.infer<typeof sourceClockSchema>;

/** Step 1, Sync: one time for all sources. */
export const syncRecipeSchema = z.strictObject({
  /** The clock everything is moved to; null takes the mass spectrometer. */
  referenceSourceId: z.string().nullable().default(null),
  /** A source that is not listed is taken by its stamps. */
  sources: z.array(sourceClockSchema).default([]),
});
export type SyncRecipe = z.infer<typeof syncRecipeSchema>;
