import type { Severity } from '../../../../shared/domain/quality.ts';
import type { ChannelRole } from '../../../../shared/domain/role.ts';
import type { InstrumentHealth } from '../instrument.ts';
import type { Staleness } from './watchdog.ts';

/** How one channel stands. */
export interface ChannelCondition {
  role: ChannelRole;
  /** Null where silence is not watched. */
  staleness: Staleness | null;
  severity: Severity;
  missing: boolean;
  periodUs: number | null;
}

export type ConnectionState = 'off' | 'connected' | 'recovering';

/** The light and the one fact of a source. */
export function decideHealth(
  sourceId: string,
  connection: ConnectionState,
  channels: readonly ChannelCondition[],
): InstrumentHealth {
  if (connection === 'off') return { sourceId, state: 'off', fact: 'not connected' };
  if (connection === 'recovering') return { sourceId, state: 'alarm', fact: 'connection lost' };
  const count = (test: (channel: ChannelCondition) => boolean) => channels.filter(test).length;
  const of = (n: number, what: string) => `${n} of ${channels.length} channels ${what}`;

  const missing = count((channel) => channel.missing);
  if (missing > 0) return { sourceId, state: 'alarm', fact: of(missing, 'missing on the server') };
  const silent = count((channel) => channel.staleness === 'stale' || channel.staleness === 'alarm');
  if (silent > 0) {
    const alarm = count((channel) => channel.staleness === 'alarm') > 0;
    return { sourceId, state: alarm ? 'alarm' : 'warning', fact: of(silent, 'silent') };
  }
  const bad = count((channel) => channel.severity !== 'good');
  if (bad > 0) return { sourceId, state: 'warning', fact: of(bad, 'of bad quality') };

  const masses = channels.filter((channel) => channel.role === 'ion-current');
  const shown = masses.length > 0 ? masses : channels;
  const periods = shown.map((channel) => channel.periodUs).filter((period) => period !== null);
  const every = periods.length > 0 ? `, ${secondsText(Math.min(...periods) / 1e6)}` : '';
  const noun =
    masses.length > 0 ? (shown.length === 1 ? 'mass' : 'masses') : shown.length === 1 ? 'channel' : 'channels';
  return { sourceId, state: 'ok', fact: `${shown.length} ${noun}${every}` };
}

function secondsText(seconds: number): string {
  return seconds >= 0.1 ? `${seconds.toFixed(1)} s` : `${(seconds * 1000).toPrecision(2)} ms`;
}
