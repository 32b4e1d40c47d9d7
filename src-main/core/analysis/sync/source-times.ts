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
 * Calendar stamps with every known clock step taken out; a reading whose time another one already had is NaN. Returns the
 * input itself where there is nothing to do, which is nearly always.
 * @param timeUs on the source's own clock, in order of arrival
 */
export function flatStamps(source: Source, clock: SourceClock, timeUs: Float64Array): Float64Array {
  let stamps = calendarTimes(source, clock, timeUs);
  if (clock.steps.length > 0) {
    const steps = [...clock.steps].sort((a, b) => a.fromUs - b.fromUs);
    const shifted = new Float64Array(stamps.length);
    let shiftUs = 0;
    let nextStep = 0;
    for (let i = 0; i < shifted.length; i++) {
      // A step holds from the sample after the one that bears its stamp.
      const previousUs = i > 0 ? timeUs[i - 1] : Number.NEGATIVE_INFINITY;
      while (nextStep < steps.length && previousUs >= steps[nextStep].fromUs) {
        shiftUs += steps[nextStep].shiftSeconds * 1e6;
        nextStep += 1;
      }
      shifted[i] = stamps[i] + shiftUs;
    }
    stamps = shifted;
  }
  if (stepRange(stamps).smallest > 0 || stamps.length < 2) return stamps;
  const ordered = stamps.slice();
  dropStepsBack(ordered);
  return ordered;
}

/** A straight line from flat stamps (microseconds) to seconds on the reference clock and back. */
export interface ClockLine {
  toSeconds(flatUs: number): number;
  toFlatUs(seconds: number): number;
  /** All stamps of a channel as seconds. */
  allToSeconds(flatUs: Float64Array): Float64Array;
}

/**
 * seconds = (flat - zero) + offset + drift (flat - from) (science.md 4: t_cell = t_MS - delta_clock).
 * @param zeroUs calendar microseconds of the reference's first sample
 * @param fromUs flat stamp at which the offset holds, where there is a drift
 */
export function clockLine(clock: SourceClock, zeroUs: number, fromUs: number): ClockLine {
  const rate = clock.driftPpm * 1e-6;
  const scale = (1 + rate) * 1e-6;
  // Written around `fromUs`, so that microseconds since 1970 lose no digits.
  const atFrom = (fromUs - zeroUs) / 1e6 + clock.offsetSeconds;
  return {
    toSeconds: (flatUs) => atFrom + (flatUs - fromUs) * scale,
    toFlatUs: (seconds) => fromUs + (seconds - atFrom) / scale,
    allToSeconds: (flatUs) => {
      const out = new Float64Array(flatUs.length);
      for (let i = 0; i < out.length; i++) out[i] = atFrom + (flatUs[i] - fromUs) * scale;
      return out;
    },
  };
}

/** Smallest and largest step between neighbouring stamps; NaN where a stamp is missing. */
export function stepRange(stamps: Float64Array): { smallest: number; largest: number } {
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  let previous = stamps[0];
  let hasNaN = previous !== previous;
  for (let i = 1; i < stamps.length; i++) {
    const stamp = stamps[i];
    const step = stamp - previous;
    if (step < smallest) smallest = step;
    if (step > largest) largest = step;
    if (step !== step) hasNaN = true;
    previous = stamp;
  }
  return hasNaN ? { smallest: Number.NaN, largest: Number.NaN } : { smallest, largest };
}

function dropStepsBack(values: Float64Array): void {
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > latest) latest = values[i];
    else values[i] = Number.NaN;
  }
}
