import type { PreviewChannel } from '../../../shared/api/import.ts';
import { formatFixed } from '../../format/numbers.ts';
import { formatUtc } from '../../format/times.ts';

type Times = Pick<PreviewChannel, 'clock' | 'firstUs' | 'lastUs'>;

/** What the times of a clock are, after them. */
export const CLOCK_WORDS: Record<PreviewChannel['clock'], string> = {
  utc: 'UTC',
  local: 'local time, zone unknown',
  elapsed: 'since an unknown zero',
};

/** A time of a file as a person reads it: `2020-01-31 11:00:01`, or seconds where there is no date. */
export function shownTime(us: number, clock: PreviewChannel['clock']): string {
  return clock === 'elapsed' ? `${formatFixed(us / 1e6, 2)} s` : formatUtc(us);
}

/** From the first to the last reading of several channels on one clock; undefined without one. */
export function wholeSpan(channels: readonly Times[]): Times | undefined {
  const [first] = channels;
  if (!first || channels.some(({ clock }) => clock !== first.clock)) return undefined;
  return {
    clock: first.clock,
    firstUs: Math.min(...channels.map(({ firstUs }) => firstUs)),
    lastUs: Math.max(...channels.map(({ lastUs }) => lastUs)),
  };
}
