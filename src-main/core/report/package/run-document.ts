import { z } from 'zod';
import { channelSchema } from '../../../../shared/domain/channel.ts';
import { gapSchema, runEventSchema } from '../../../../shared/domain/event.ts';
import type { Results } from '../../../../shared/domain/results.ts';
import { runSchema } from '../../../../shared/domain/run.ts';
import { sourceSchema } from '../../../../shared/domain/source.ts';
import type { RunSamples } from '../tables/run-samples.ts';
import { SOFTWARE_VERSION } from '../../version.ts';

/**
 * `run.json` of a data package: all of a run but its samples, as the run file has it, so that with the samples every
 * result can be computed again. Times in `events` and `gaps` are microseconds as stamped.
 */
export const runDocumentSchema = z.object({
  version: z.literal(1),
  softwareVersion: z.string(),
  rawSha256: z.string(),
  run: runSchema,
  sources: z.array(sourceSchema).min(1),
  channels: z.array(channelSchema).min(1),
  events: z.array(runEventSchema),
  gaps: z.array(gapSchema),
});
export type RunDocument = z.infer<typeof runDocumentSchema>;

/**
 * Connection profiles stay in the laboratory: addresses and user names are nobody else's business.
 * @param results name the hash of the samples they were computed from, which are the ones given out
 */
export function runDocument(reader: Omit<RunSamples, 'read'>, { rawSha256 }: Pick<Results, 'rawSha256'>): RunDocument {
  return {
    version: 1,
    softwareVersion: SOFTWARE_VERSION,
    rawSha256,
    run: { ...reader.run(), profile: null },
    sources: reader.sources(),
    channels: reader.channels().map(({ channel }) => channel),
    events: reader.events(),
    gaps: reader.gaps(),
  };
}
