const formats = new Map<string, Intl.DateTimeFormat>();

/** Offset of a zone from UTC at a UTC time, microseconds; throws RangeError for an unknown zone. */
function zoneOffsetUs(zone: string, utcUs: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  const seconds = Math.floor(utcUs / 1e6);
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(seconds * 1000)) part[type] = Number(value);
  const wall = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) / 1000;
  return (wall - seconds) * 1e6;
}

/** True where the program knows the zone's name. */
export function isKnownZone(zone: string): boolean {
  try {
    zoneOffsetUs(zone, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * UTC of wall-clock stamps in a zone. Where daylight saving ends an hour occurs twice: the first pass is taken until
 * the stamps step back, the second after it.
 * @param localUs wall-clock microseconds as if they were UTC, in order of arrival
 */
export function utcFromLocal(localUs: Float64Array, zone: string): Float64Array {
  const out = new Float64Array(localUs.length);
  if (localUs.length === 0) return out;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < localUs.length; i++) {
    minimum = Math.min(minimum, localUs[i]);
    maximum = Math.max(maximum, localUs[i]);
  }
  const day = 86_400e6;
  // Changes of offset, found by bisection between days that differ.
  const changes: { localUs: number; before: number; after: number }[] = [];
  for (let from = minimum - day; from < maximum + day; from += day) {
    const before = zoneOffsetUs(zone, from);
    const after = zoneOffsetUs(zone, from + day);
    if (before === after) continue;
    let low = from;
    let high = from + day;
    while (high - low > 1e6) {
      const middle = Math.floor((low + high) / 2e6) * 1e6;
      if (middle === low || middle === high) break;
      if (zoneOffsetUs(zone, middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ localUs: high + before, before, after });
  }
  const first = zoneOffsetUs(zone, minimum - day);
  let steppedBack = 0;
  for (let i = 0; i < localUs.length; i++) {
    if (i > 0 && localUs[i] < localUs[i - 1] - 1800e6) steppedBack += 1;
    let offset = first;
    let passed = 0;
    for (const change of changes) {
      const repeated = change.before > change.after;
      // The repeated hour lies before the change's wall time; it counts as passed only once the stamps have gone back.
      const ambiguousFrom = repeated ? change.localUs + (change.after - change.before) : change.localUs;
      const isPast = localUs[i] >= change.localUs || (localUs[i] >= ambiguousFrom && repeated && steppedBack > passed);
      if (!isPast) break;
      offset = change.after;
      if (repeated) passed += 1;
    }
    out[i] = localUs[i] - offset;
  }
  return out;
}
