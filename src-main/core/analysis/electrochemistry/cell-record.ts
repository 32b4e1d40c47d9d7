import { integrateCharge } from '../../../../shared/domain/state-of-charge.ts';
import { lowerBound, lowerBoundFrom, valueAt, valueBefore } from '../numerics/interpolation.ts';
import type { ClockLine } from '../sync/source-times.ts';

/** One channel kept on its own stamps: looking up a few times in a long channel needs no copy of it. */
export interface StampedSeries {
  flatUs: Float64Array;
  values: Float64Array;
  line: ClockLine;
}

/** The cell's record. */
export interface CellRecord {
  current: StampedSeries;
  /** Net charge since the first reading, coulomb, on the current's stamps; NaN where current was missing. */
  charge: StampedSeries;
  bridgedSeconds: number;
  voltage: StampedSeries | undefined;
}

/**
 * @param timeUs of the current as stamped: charge is integrated on the current's own times
 * @param current ampere, positive charges
 */
export function cellRecord(
  timeUs: Float64Array,
  current: StampedSeries,
  voltage: StampedSeries | undefined,
): CellRecord {
  const { chargeCoulomb, bridgedSeconds } = integrateCharge(timeUs, current.values);
  return { current, charge: { ...current, values: chargeCoulomb }, bridgedSeconds, voltage };
}

/** Net charge at a time, coulomb; held outside the record so that phases may begin with its first reading. */
export function chargeAt({ charge }: CellRecord, seconds: number): number {
  const us = charge.line.toFlatUs(seconds);
  return chargeBefore(charge, us, lowerBound(charge.flatUs, us));
}

/** The same at many ascending times: the record is walked through once. */
export function chargesAt({ charge }: CellRecord, seconds: Float64Array): Float64Array {
  const out = new Float64Array(seconds.length);
  let at = 0;
  for (let i = 0; i < out.length; i++) {
    const us = charge.line.toFlatUs(seconds[i]);
    at = lowerBoundFrom(charge.flatUs, us, at);
    out[i] = chargeBefore(charge, us, at);
  }
  return out;
}

/** @param next index of the first stamp that is not before `us` */
function chargeBefore({ flatUs, values }: StampedSeries, us: number, next: number): number {
  const last = flatUs.length - 1;
  if (last < 0) return Number.NaN;
  let value = next === 0 ? values[0] : next > last ? values[last] : valueBefore(flatUs, values, us, next);
  // Missing current leaves NaN: the charge is then that of the last good reading before.
  for (let i = Math.min(next - 1, last); Number.isNaN(value) && i >= 0; i--) value = values[i];
  return value;
}

/** Mean current between two times from the charge that passed, ampere; NaN where nothing passed in time. */
export function meanCurrent(record: CellRecord, fromSeconds: number, toSeconds: number): number {
  if (!(toSeconds > fromSeconds) || record.charge.flatUs.length === 0) return Number.NaN;
  return (chargeAt(record, toSeconds) - chargeAt(record, fromSeconds)) / (toSeconds - fromSeconds);
}

/** Cell voltage at a time, V; NaN outside the record. */
export function voltageAt({ voltage }: CellRecord, seconds: number): number {
  return voltage ? valueAt(voltage.flatUs, voltage.values, voltage.line.toFlatUs(seconds)) : Number.NaN;
}
