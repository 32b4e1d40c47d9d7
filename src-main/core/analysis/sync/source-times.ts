import type { SourceClock } from '../../../../shared/domain/recipe-sync.ts';
import type { Source } from '../../../../shared/domain/source.ts';
import { utcFromLocal, isKnownZone } from './local-time.ts';

/** The clock of a source that no recipe mentions: its stamps. */
export function stampClock(sourceId: string): SourceClock {
  return {
    sourceId,
    zone: null,
    zeroUtcUs: null,
    method: 'stamps',
    offsetSeconds: 0,
    offsetUncertaintySeconds: 1,
    driftPpm: 0,
    driftFromUs: null,
    steps: [],
  };
}

/** True where the source's stamps can be put on the calendar. */
export function hasDate(source: Source, clock: SourceClock): boolean {
  if (source.clockKind === 'utc') return true;
  if (source.clockKind === 'local') return (clock.zone ?? source.zone) !== null;
  return (clock.zeroUtcUs ?? source.zeroUtcUs) !== null;
}

/**
 * Microseconds by the source's own idea of UTC (or of its own zero where nothing better is known), before offset,
 * drift and steps. Returns the input itself where there is nothing to do.
 */
export function calendarTimes(source: Source, clock: SourceClock, timeUs: Float64Array): Float64Array {
  if (source.clockKind === 'local') {
    const zone = clock.zone ?? source.zone;
    return zone !== null && isKnownZone(zone) ? utcFromLocal(timeUs, zone) : timeUs;
  }
  if (source.clockKind === 'relative') {
    const zero = clock.zeroUtcUs ?? source.zeroUtcUs ?? 0;
    return zero === 0 ? timeUs : timeUs.map((us) => us + zero);
  }
  return timeUs;
}

/**
 * Seconds since `zeroUs` on the reference clock:
 * calendar time + offset + drift since `driftFromUs` + every clock step that came before (science.md 4).
 * @param timeUs on the source's own clock, in order of arrival
 * @param zeroUs calendar microseconds of the reference's first sample
 * @returns seconds; not ascending where an unknown step back remains
 */
export function referenceSeconds(
  source: Source,
  clock: SourceClock,
  timeUs: Float64Array,
  zeroUs: number,
): Float64Array {
  const calendar = calendarTimes(source, clock, timeUs);
  const out = new Float64Array(timeUs.length);
  const rate = clock.driftPpm * 1e-6;
  const from = clock.driftFromUs ?? timeUs[0] ?? 0;
  const steps = [...clock.steps].sort((a, b) => a.fromUs - b.fromUs);
  let shift = clock.offsetSeconds;
  if (steps.length === 0 && rate === 0) {
    for (let i = 0; i < out.length; i++) out[i] = (calendar[i] - zeroUs) / 1e6 + shift;
    return out;
  }
  let nextStep = 0;
  for (let i = 0; i < out.length; i++) {
    // A step holds from the sample after the one that bears its stamp.
    const previousUs = i > 0 ? timeUs[i - 1] : Number.NEGATIVE_INFINITY;
    while (nextStep < steps.length && previousUs >= steps[nextStep].fromUs) {
      shift += steps[nextStep].shiftSeconds;
      nextStep += 1;
    }
    out[i] = (calendar[i] - zeroUs) / 1e6 + shift + (rate * (timeUs[i] - from)) / 1e6;
  }
  return out;
}

/** How many readings do not come later than one before them: they cannot be integrated. */
export function countStepsBack(seconds: Float64Array): number {
  let latest = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (let i = 0; i < seconds.length; i++) {
    if (seconds[i] <= latest) count += 1;
    else latest = seconds[i];
  }
  return count;
}
