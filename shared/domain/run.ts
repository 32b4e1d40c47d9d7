import { z } from 'zod';
import { channelSchema } from './channel.ts';
import { gasBottleSchema, setupSchema } from './gases.ts';
import { profileSchema } from './profile.ts';
import { sampleSchema } from './sample.ts';
import { sourceSchema } from './source.ts';

/** Where a run's samples came from. */
export const RUN_ORIGINS = ['recorded', 'simulated', 'imported'] as const;

/** What is known of a run besides its samples; a copy of every record it used. Times are laboratory UTC. */
export const runSchema = z.object({
  version: z.literal(1).default(1),
  id: z.uuid(),
  name: z.string().trim().min(1),
  origin: z.enum(RUN_ORIGINS),
  createdTime: z.iso.datetime(),
  softwareVersion: z.string(),
  sample: sampleSchema.nullable().default(null),
  setup: setupSchema.nullable().default(null),
  gases: z.array(gasBottleSchema).default([]),
  operator: z.string().default(''),
  tags: z.array(z.string()).default([]),
  notes: z.string().default(''),
  /** The profile used; passwords are not part of profiles. */
  profile: profileSchema.nullable().default(null),
  /** Epoch and speed of the laboratory clock (docs/decisions/0003-two-clocks.md). */
  labClock: z.object({ epochUtcUs: z.number().int(), speed: z.number().positive() }),
  /** Preset and seed of a simulated run. */
  simulation: z.object({ preset: z.string(), seed: z.number().int() }).nullable().default(null),
});
export type Run = z.infer<typeof runSchema>;

/** Everything fixed when a run file is made: what the raw samples mean. */
export const runHeaderSchema = z.object({
  run: runSchema,
  sources: z.array(sourceSchema).min(1),
  channels: z.array(channelSchema).min(1),
});
export type RunHeader = z.infer<typeof runHeaderSchema>;
