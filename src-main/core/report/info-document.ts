import { utcUsOf } from '../../../shared/domain/source-time.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import type { InfoDocument } from '../../../shared/domain/info-document.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';

/** Everything about a run file but its samples. */
export function infoDocument(reader: RunFileReader): InfoDocument {
  const sources = reader.sources();
  const channels = reader.channels();
  const sourceOf = new Map(sources.map((source) => [source.id, source]));
  const sourceOfChannel = new Map(channels.map(({ channel }) => [channel.id, sourceOf.get(channel.sourceId)!]));
  const iso = (sourceId: string | null, timeUs: number | null) => {
    const source = sourceId === null ? undefined : sourceOf.get(sourceId);
    return timeUs === null ? null : isoFromUs(source ? utcUsOf(source, timeUs) : timeUs);
  };
  return {
    run: reader.run(),
    sources,
    channels: channels.map(({ channel, samples, firstTimeUs, lastTimeUs }) => ({
      id: channel.id,
      name: channel.name,
      role: channel.role,
      mz: channel.mz,
      unit: channel.unit,
      sourceId: channel.sourceId,
      samples,
      firstTime: samples > 0 ? iso(channel.sourceId, firstTimeUs) : null,
      lastTime: samples > 0 ? iso(channel.sourceId, lastTimeUs) : null,
    })),
    events: reader.events().map(({ timeUs, fromUs, toUs, ...event }) => {
      const sourceId = event.sourceId ?? (event.channelId ? sourceOfChannel.get(event.channelId)?.id : null) ?? null;
      return { ...event, time: isoFromUs(timeUs), fromTime: iso(sourceId, fromUs), toTime: iso(sourceId, toUs) };
    }),
    gaps: reader.gaps().map(({ fromUs, toUs, ...gap }) => {
      const sourceId = sourceOfChannel.get(gap.channelId)?.id ?? null;
      return {
        ...gap,
        fromTime: iso(sourceId, fromUs),
        toTime: iso(sourceId, toUs),
        lengthSeconds: (toUs - fromUs) / 1e6,
      };
    }),
    openEnded: reader.isOpenEnded(),
    rawSha256: reader.rawSha256(),
  };
}
