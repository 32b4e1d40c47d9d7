import type { RunEvent } from '../../../shared/domain/event.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { ChannelSummary } from '../storage/run-file-contract.ts';
import { axisClock } from './axis-clock.ts';

/**
 * Time zero of every view of a run, laboratory UTC in microseconds: when its recording started. A run without that event
 * (another program's file) starts with its first sample; channels that report on change may be older and do not count.
 */
export function runZeroUtcUs(events: RunEvent[], channels: ChannelSummary[], sources: Source[]): number {
  const started = events.find((event) => event.kind === 'run-started');
  return started ? started.timeUs : (firstSampleUs(channels, sources) ?? 0);
}

/** Earliest sample on the time axis, of periodic channels if there are any; undefined without samples. */
function firstSampleUs(channels: ChannelSummary[], sources: Source[]): number | undefined {
  const withSamples = channels.filter((summary) => summary.samples > 0);
  const periodic = withSamples.filter((summary) => summary.channel.updates === 'periodic');
  const times = (periodic.length > 0 ? periodic : withSamples).map(({ channel, firstTimeUs }) =>
    axisClock(
      sources.find((source) => source.id === channel.sourceId),
      0,
    ).toAxisUs(firstTimeUs),
  );
  return times.length > 0 ? Math.min(...times) : undefined;
}
