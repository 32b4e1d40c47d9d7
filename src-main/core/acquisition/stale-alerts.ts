import type { Alert } from '../../../shared/api/alerts.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { RunEvent } from '../../../shared/domain/event.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { AlertChange } from './decide-alerts.ts';

/** Silent channels of a source make one alert: twenty lines about one stopped instrument hide the one that matters. */
export class StaleAlerts {
  #sources: Map<string, Source>;
  #channels: Map<string, Channel>;
  #stale = new Map<string, RunEvent>();

  constructor(sources: Source[], channels: Channel[]) {
    this.#sources = new Map(sources.map((source) => [source.id, source]));
    this.#channels = new Map(channels.map((channel) => [channel.id, channel]));
  }

  /** The change to the standing alerts that a `channel-stale` or `channel-restored` event makes. */
  take(event: RunEvent): AlertChange[] {
    const channel = event.channelId === null ? undefined : this.#channels.get(event.channelId);
    if (!channel || (event.kind !== 'channel-stale' && event.kind !== 'channel-restored')) return [];
    if (event.kind === 'channel-stale') this.#stale.set(channel.id, event);
    else this.#stale.delete(channel.id);
    return [this.#decide(channel.sourceId)];
  }

  #decide(sourceId: string): AlertChange {
    const id = `channel-stale:${sourceId}`;
    const events = [...this.#stale.values()].filter(
      (event) => this.#channels.get(event.channelId!)?.sourceId === sourceId,
    );
    if (events.length === 0) return { clear: id };
    const watched = [...this.#channels.values()].filter(
      (channel) => channel.sourceId === sourceId && channel.updates === 'periodic',
    ).length;
    const first = events.reduce((a, b) => (a.timeUs <= b.timeUs ? a : b));
    const name = this.#sources.get(sourceId)?.name ?? sourceId;
    const others = events.length - 1;
    const sentence =
      others === 0 ? first.text : `${name}: ${events.length} of ${watched} channels are silent. ${first.text}`;
    const severity: Alert['severity'] = events.some((event) => event.severity === 'alarm') ? 'alarm' : 'warning';
    return {
      raise: {
        id,
        severity,
        sentence: `${sentence} What was recorded is safe; the hole is marked.`,
        next: 'Check that the instrument still measures and that its gateway still publishes.',
        sinceUs: first.timeUs,
      },
    };
  }
}
