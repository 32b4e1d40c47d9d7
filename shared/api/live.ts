import { z } from 'zod';
import { channelSchema } from '../domain/channel.ts';
import { gasBottleSchema, setupSchema } from '../domain/gases.ts';
import { sampleSchema } from '../domain/sample.ts';
import { columnSchema, phaseViewSchema } from './views.ts';

/** What the new-run dialog sends. Records are copied into the run. */
export const newRunSchema = z.object({
  name: z.string().trim().min(1, 'give the run a name'),
  operator: z.string().default(''),
  tags: z.array(z.string()).default([]),
  notes: z.string().default(''),
  sample: sampleSchema,
  setup: setupSchema.nullable().default(null),
  gases: z.array(gasBottleSchema).default([]),
  profileName: z.string(),
});
export type NewRun = z.infer<typeof newRunSchema>;

export const RECORDING_STATES = ['idle', 'connecting', 'recording', 'not-writing', 'finishing'] as const;

/** Newest usable value of a channel, in its unit; stale once `ageSeconds` exceeds `staleAfterSeconds`. */
export const readoutSchema = z.object({
  channelId: z.string(),
  value: z.number().nullable(),
  /** Source time of the value, microseconds; null before the first. */
  timeUs: z.number().nullable(),
  ageSeconds: z.number().nullable(),
  staleAfterSeconds: z.number().nullable(),
  severity: z.enum(['good', 'uncertain', 'bad']).nullable(),
});
export type Readout = z.infer<typeof readoutSchema>;

export const healthSchema = z.object({
  sourceId: z.string(),
  name: z.string(),
  state: z.enum(['ok', 'warning', 'alarm', 'off']),
  fact: z.string(),
});

/** Everything a window needs to draw the header, status bar and readouts; sent whole, at most 4 times a second. */
export const liveStateSchema = z.object({
  state: z.enum(RECORDING_STATES),
  runId: z.string().nullable(),
  runName: z.string().nullable(),
  sampleName: z.string().nullable(),
  profileName: z.string().nullable(),
  simulated: z.boolean(),
  speed: z.number(),
  startedUtcUs: z.number().nullable(),
  labUtcUs: z.number(),
  channels: z.array(channelSchema),
  readouts: z.array(readoutSchema),
  health: z.array(healthSchema),
  phases: z.array(phaseViewSchema),
  socPercent: z.number().nullable(),
  capacityMilliampHourPerGram: z.number().nullable(),
  referenceOffsetVolt: z.number().nullable(),
  activeMassGram: z.number().nullable(),
  oneCMilliampPerGram: z.number().nullable(),
  samplesPerSecond: z.number(),
  newestSampleAgeSeconds: z.number().nullable(),
  /** Source clock minus laboratory clock of the mass spectrometer and its spread, seconds; null while unknown. */
  clockOffsetSeconds: z.number().nullable(),
  clockOffsetSpreadSeconds: z.number().nullable(),
  fileBytes: z.number(),
  diskFreeBytes: z.number().nullable(),
  sampleCount: z.number(),
  gapCount: z.number(),
});
export type LiveState = z.infer<typeof liveStateSchema>;

/** New samples since the last edge, straight from memory, folded if there are many. Coalesced for a slow window. */
export const liveEdgeSchema = z.object({
  runId: z.string(),
  /** Edges up to this flush are in views with `upToFlush` at or above it. */
  flush: z.number().int(),
  series: z.array(
    z.object({
      channelId: z.string(),
      /** Hours since run start. */
      hours: columnSchema,
      /** In the channel's unit; NaN where not usable. */
      value: columnSchema,
    }),
  ),
});
export type LiveEdge = z.infer<typeof liveEdgeSchema>;
