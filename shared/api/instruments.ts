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

/** A server's certificate that nobody has accepted yet. */
export const untrustedCertificateSchema = z.object({
  endpoint: z.string(),
  /** SHA-1, upper-case hexadecimal, as the server's own tools show it. */
  thumbprint: z.string(),
  subject: z.string(),
  /** Days, ISO. */
  validFrom: z.string(),
  validTo: z.string(),
});
export type UntrustedCertificate = z.infer<typeof untrustedCertificateSchema>;

export const commissioningSchema = z.object({
  profileName: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  startedUtcUs: z.number(),
  progress: z.number().min(0).max(1),
  checks: z.array(checkSchema),
  /** Why the test failed, where a person has to accept the server's certificate first. */
  untrusted: untrustedCertificateSchema.nullable(),
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
