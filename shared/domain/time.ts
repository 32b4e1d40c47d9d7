/** Stored time: whole microseconds in a Float64. Text: ISO 8601, UTC, six decimals. */

export const MICROSECONDS_PER_HOUR = 3.6e9;

/** ISO UTC text with microseconds, e.g. `2026-11-22T04:57:08.123456Z`; `null` for a missing time. */
export function isoFromUs(us: number): string | null {
  if (!Number.isFinite(us)) return null;
  const milliseconds = Math.floor(us / 1000);
  const rest = Math.round(us - milliseconds * 1000);
  const iso = new Date(milliseconds).toISOString();
  return `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/** Microseconds of an ISO text that names its zone; throws RangeError on anything else. */
export function usFromIso(text: string): number {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (!match) throw new RangeError(`not an ISO time with a zone: ${text}`);
  const milliseconds = Date.parse(`${match[1]}${match[3]}`);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not a time: ${text}`);
  return milliseconds * 1000 + Math.round(Number(`0.${match[2] ?? '0'}`) * 1e6);
}
