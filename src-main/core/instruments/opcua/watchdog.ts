/** How long a periodic channel may be silent, microseconds of laboratory time. */
export interface StalenessLimits {
  staleUs: number;
  alarmUs: number;
}

export type Staleness = 'fresh' | 'stale' | 'alarm';

/** Taken for a channel whose period is not learnt yet. */
const UNKNOWN_PERIOD_US = 20e6;
const STALE_PERIODS = 3;
const ALARM_PERIODS = 10;
const ALARM_US = 30e6;
/** What publishing, network and a busy computer may add, host milliseconds. */
const STALE_ALLOWANCE_MS = 500;
/** Never alarm earlier than this: an alarm costs a reconnection. */
const ALARM_HOST_MS = 10_000;

/**
 * Limits of silence: stale at 3 periods, alarm at 10 periods or 30 s, whichever is sooner (opcua.md 3, rule 7).
 * Delays of the host grow with the speed of the laboratory and are allowed for.
 */
export function stalenessLimits(periodUs: number | null, speed: number, publishingIntervalMs: number): StalenessLimits {
  const period = periodUs ?? UNKNOWN_PERIOD_US;
  const labUs = (hostMs: number) => hostMs * 1000 * speed;
  const staleUs = STALE_PERIODS * period + labUs(2 * publishingIntervalMs + STALE_ALLOWANCE_MS);
  const alarmUs = Math.max(staleUs, Math.min(ALARM_PERIODS * period, ALARM_US), labUs(ALARM_HOST_MS));
  return { staleUs, alarmUs };
}

export function decideStaleness(silentUs: number, limits: StalenessLimits): Staleness {
  if (silentUs > limits.alarmUs) return 'alarm';
  return silentUs > limits.staleUs ? 'stale' : 'fresh';
}

/** Whether silence calls for a new connection, for a look, or for nothing. */
export type SilenceVerdict = 'none' | 'probe' | 'reconnect';

/**
 * Silence of every watched channel at alarm level: the connection itself is in doubt, whatever it claims.
 * Silence of some: the instrument may simply be off, and a new connection could cost the others samples, so look first
 * whether the server has newer values than were delivered.
 */
export function decideSilence(states: readonly Staleness[]): SilenceVerdict {
  if (!states.includes('alarm')) return 'none';
  return states.every((state) => state !== 'fresh') ? 'reconnect' : 'probe';
}
