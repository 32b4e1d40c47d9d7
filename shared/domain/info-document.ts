import { z } from 'zod';
import { channelSchema } from './channel.ts';
import { gapSchema, runEventSchema } from './event.ts';
import { runSchema } from './run.ts';
import { sourceSchema } from './source.ts';

const isoTime = z.string().nullable();

/** What `opendems info --json` prints. Times are ISO UTC; null where a source's clock is not tied to UTC. */
export const infoDocumentSchema = z.object({
  run: runSchema,
  sources: z.array(sourceSchema),
  channels: z.array(
    channelSchema.pick({ id: true, name: true, role: true, mz: true, unit: true, sourceId: true }).extend({
      samples: z.number().int(),
      firstTime: isoTime,
      lastTime: isoTime,
    }),
  ),
  events: z.array(
    runEventSchema
      .omit({ timeUs: true, fromUs: true, toUs: true })
      .extend({ time: isoTime, fromTime: isoTime, toTime: isoTime }),
  ),
  gaps: z.array(
    gapSchema
      .omit({ fromUs: true, toUs: true })
      .extend({ fromTime: isoTime, toTime: isoTime, lengthSeconds: z.number() }),
  ),
  /** True while the run has no clean end: it is being recorded, or its recorder died. */
  openEnded: z.boolean(),
  rawSha256: z.string(),
});
export type InfoDocument = z.infer<typeof infoDocumentSchema>;
