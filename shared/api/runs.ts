import { z } from 'zod';
import { channelSchema } from '../domain/channel.ts';
import { gapSchema, runEventSchema } from '../domain/event.ts';
import { runSchema } from '../domain/run.ts';
import { sourceSchema } from '../domain/source.ts';
import { phaseViewSchema } from './views.ts';

/** A row of the library. */
export const runSummarySchema = z.object({
  runId: z.string(),
  name: z.string(),
  sampleName: z.string(),
  operator: z.string(),
  origin: z.enum(['recorded', 'simulated', 'imported']),
  state: z.enum(['recording', 'finished', 'needs-recovery', 'unreadable']),
  /** Why it cannot be read, if it cannot. */
  problem: z.string().nullable(),
  startTime: z.string().nullable(),
  lengthSeconds: z.number().nullable(),
  cycles: z.number().nullable(),
  gases: z.array(z.string()),
  tags: z.array(z.string()),
  isExample: z.boolean(),
  sizeBytes: z.number(),
  samples: z.number(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** One stored or recording run in full, without samples. */
export const runDescriptionSchema = z.object({
  run: runSchema,
  sources: z.array(sourceSchema),
  channels: z.array(
    z.object({
      channel: channelSchema,
      samples: z.number(),
      firstTimeUs: z.number().nullable(),
      lastTimeUs: z.number().nullable(),
    }),
  ),
  /** Time zero of views: when recording started, else the first sample; laboratory UTC, microseconds. */
  zeroUtcUs: z.number(),
  events: z.array(runEventSchema),
  gaps: z.array(gapSchema),
  phases: z.array(phaseViewSchema),
  isRecording: z.boolean(),
  sizeBytes: z.number(),
});
export type RunDescription = z.infer<typeof runDescriptionSchema>;
