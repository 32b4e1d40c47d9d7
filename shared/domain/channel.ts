import { z } from 'zod';
import { CHANNEL_ROLES } from './role.ts';
import { UNITS } from './units.ts';

/** Reference conditions of a volume flow; mandatory on flow channels because "ml/min" alone is 7 % ambiguous. */
export const flowReferenceSchema = z.object({
  temperatureCelsius: z.number().min(-50).max(100),
  pressurePascal: z.number().positive(),
});

/**
 * One measured quantity of one source. Stored values are raw, as the instrument gave them;
 * the value in `unit` is `raw * scale + offset`.
 */
export const channelSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string().min(1),
  role: z.enum(CHANNEL_ROLES),
  /** Mass-to-charge ratio for ion currents, else null. Fractional masses of tuned peaks are kept. */
  mz: z.number().positive().nullable().default(null),
  unit: z.enum(UNITS),
  sourceId: z.string(),
  scale: z.number().default(1),
  offset: z.number().default(0),
  flowReference: flowReferenceSchema.nullable().default(null),
  /** `on-change`: silence is no fault (set points, step counters); `periodic`: silence is watched. */
  updates: z.enum(['periodic', 'on-change']).default('periodic'),
  /** Where it came from: node id or column name. */
  origin: z.string().default(''),
});

export type Channel = z.infer<typeof channelSchema>;
