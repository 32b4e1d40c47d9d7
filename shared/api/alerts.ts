import { z } from 'zod';

/** Standing state, not a toast: it is there as long as its cause is. */
export const alertSchema = z.object({
  /** Stable while the cause lasts, e.g. `channel-stale:qms.m32`. */
  id: z.string(),
  severity: z.enum(['info', 'warning', 'alarm']),
  /** What happened and what is safe. */
  sentence: z.string(),
  /** What to do next. */
  next: z.string(),
  /** Laboratory UTC, microseconds. */
  sinceUs: z.number(),
  seen: z.boolean(),
});
export type Alert = z.infer<typeof alertSchema>;
