import { z } from 'zod';
import { profileSchema } from '../domain/profile.ts';

/** Faults of the simulated lab an operator can provoke to see what the program does. */
export const labFaultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stall'), seconds: z.number().positive() }),
  z.object({ kind: z.literal('drop'), seconds: z.number().positive() }),
  z.object({ kind: z.literal('bad-quality'), channelId: z.string(), seconds: z.number().positive() }),
  z.object({ kind: z.literal('filament-off'), seconds: z.number().positive() }),
  z.object({ kind: z.literal('clock-jump'), source: z.enum(['qms', 'mfc', 'cycler']), seconds: z.number() }),
  z.object({ kind: z.literal('namespace-moved') }),
  z.object({ kind: z.literal('restart') }),
]);
export type LabFault = z.infer<typeof labFaultSchema>;

/** One line of the commissioning list. */
export const checkSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'ok', 'warning', 'alarm', 'skipped']),
  title: z.string(),
  fact: z.string(),
  /** What it means and what to do, where there is something to say. */
  detail: z.string(),
});
export type Check = z.infer<typeof checkSchema>;

export const commissioningSchema = z.object({
  profileName: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  startedUtcUs: z.number(),
  progress: z.number().min(0).max(1),
  checks: z.array(checkSchema),
  /** Per channel: newest value, quality, learnt period. */
  channels: z.array(
    z.object({
      channelId: z.string(),
      value: z.number().nullable(),
      severity: z.enum(['good', 'uncertain', 'bad']).nullable(),
      samples: z.number(),
      medianIntervalSeconds: z.number().nullable(),
      sourceAgeSeconds: z.number().nullable(),
    }),
  ),
});
export type Commissioning = z.infer<typeof commissioningSchema>;

/** A stored profile with its standing. */
export const profileEntrySchema = z.object({
  profile: profileSchema,
  inUse: z.boolean(),
  builtIn: z.boolean(),
});
export type ProfileEntry = z.infer<typeof profileEntrySchema>;
