import { DateTime } from 'luxon';
import type { Source } from './source.ts';

/**
 * UTC microseconds of a stored time; NaN where the source's clock is not yet tied to UTC.
 * A local time that a daylight-saving step makes ambiguous takes its first occurrence.
 */
export function utcUsOf(source: Pick<Source, 'clockKind' | 'zone' | 'zeroUtcUs'>, timeUs: number): number {
  if (source.clockKind === 'utc') return timeUs;
  if (source.clockKind === 'relative') return source.zeroUtcUs === null ? Number.NaN : source.zeroUtcUs + timeUs;
  if (source.zone === null) return Number.NaN;
  const wall = DateTime.fromMillis(Math.floor(timeUs / 1000), { zone: 'utc' }).setZone(source.zone, {
    keepLocalTime: true,
  });
  return wall.isValid ? wall.toMillis() * 1000 + (((timeUs % 1000) + 1000) % 1000) : Number.NaN;
}
