import { utcUsOf } from '../../../shared/domain/source-time.ts';
import type { Source } from '../../../shared/domain/source.ts';

/** Puts the times of one source on the run's time axis: UTC, microseconds. */
export interface AxisClock {
  toAxisUs(timeUs: number): number;
  /** The same for a column; gives back the column itself where nothing changes. */
  column(timeUs: Float64Array): Float64Array;
}

/**
 * The clock of a source as far as it is known. A source whose clock is not tied to UTC (relative without a zero, local
 * without a zone) is laid with its own zero at the start of the run, so that it can be seen until it is synchronised.
 */
export function axisClock(source: Source | undefined, runZeroUtcUs: number): AxisClock {
  if (!source || source.clockKind === 'utc') return { toAxisUs: (timeUs) => timeUs, column: (timeUs) => timeUs };
  const toAxisUs = (timeUs: number) => {
    const utcUs = utcUsOf(source, timeUs);
    if (!Number.isNaN(utcUs)) return utcUs;
    return source.clockKind === 'relative' ? runZeroUtcUs + timeUs : timeUs;
  };
  return { toAxisUs, column: (timeUs) => shiftedColumn(timeUs, toAxisUs) };
}

/** Zones shift by whole steps: where both ends shift alike, so does everything between; a time is costly to convert. */
function shiftedColumn(timeUs: Float64Array, toAxisUs: (timeUs: number) => number): Float64Array {
  const n = timeUs.length;
  if (n === 0) return timeUs;
  const shift = toAxisUs(timeUs[0]) - timeUs[0];
  if (toAxisUs(timeUs[n - 1]) - timeUs[n - 1] === shift) return timeUs.map((t) => t + shift);
  return timeUs.map(toAxisUs);
}
