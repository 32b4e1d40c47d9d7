import { z } from 'zod';

/** What can happen to a run besides samples. */
export const EVENT_KINDS = [
  'run-started',
  'run-stopped',
  'run-resumed',
  'annotation',
  'setpoint-written',
  'connection-lost',
  'connection-restored',
  'server-restarted',
  'node-missing',
  'channel-stale',
  'channel-restored',
  'quality-changed',
  'clock-step',
  'queue-overflow',
  'revised-settings',
  'storage-trouble',
  'storage-restored',
  'scan-number-skipped',
  'stamp-fallback',
  'security-warning',
  'computer-suspended',
  'computer-resumed',
  'import-finding',
  'renamed',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/**
 * Something that happened to a run, appended and never changed.
 * `timeUs` is laboratory UTC of the recorder; `fromUs`, `toUs` are exact bounds on the clock of `sourceId`, where given.
 */
export const runEventSchema = z.object({
  timeUs: z.number().int(),
  kind: z.enum(EVENT_KINDS),
  severity: z.enum(['info', 'warning', 'alarm']),
  text: z.string(),
  sourceId: z.string().nullable().default(null),
  channelId: z.string().nullable().default(null),
  fromUs: z.number().int().nullable().default(null),
  toUs: z.number().int().nullable().default(null),
  data: z.record(z.string(), z.unknown()).default({}),
});
export type RunEvent = z.infer<typeof runEventSchema>;

/** An event with nothing but what it needs; bounds, channel and data where there are any. */
export function runEvent(event: Pick<RunEvent, 'timeUs' | 'kind' | 'severity' | 'text'> & Partial<RunEvent>): RunEvent {
  return {
    sourceId: null,
    channelId: null,
    fromUs: null,
    toUs: null,
    data: {},
    ...event,
    timeUs: Math.round(event.timeUs),
  };
}

/** Why samples are missing. */
export const GAP_CAUSES = [
  'connection-lost',
  'server-restarted',
  'recorder-stopped',
  'stalled',
  'node-missing',
  'queue-overflow',
  'scan-stopped',
  'clock-step',
  'damaged-block',
  'unknown',
] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

/**
 * Missing samples of one channel: none was received with a source time strictly between `fromUs` and `toUs`
 * (the last sample before and the first after, on the source's own clock).
 */
export const gapSchema = z.object({
  channelId: z.string(),
  fromUs: z.number().int(),
  toUs: z.number().int(),
  cause: z.enum(GAP_CAUSES),
  /** How it was filled later, e.g. `history`; null while it is open. */
  filledBy: z.string().nullable().default(null),
  text: z.string().default(''),
});
export type Gap = z.infer<typeof gapSchema>;
