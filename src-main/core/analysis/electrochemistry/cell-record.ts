import { integrateCharge } from '../../../../shared/domain/state-of-charge.ts';
import { heldValueAt, lowerBound, valueAt } from '../numerics/interpolation.ts';

/** The cell's record on the common time. */
export interface CellRecord {
  /** Of the current channel. */
  currentSeconds: Float64Array;
  current: Float64Array;
  /** Net charge since the first reading, coulomb, NaN where current was missing. */
  charge: Float64Array;
  bridgedSeconds: number;
  voltageSeconds: Float64Array;
  voltage: Float64Array;
}

/**
 * @param currentTimeUs on the cycler's own clock: charge is integrated on the current's own times
 * @param currentSeconds the same on the common time, ascending
 */
export function cellRecord(
  currentTimeUs: Float64Array,
  currentSeconds: Float64Array,
  current: Float64Array,
  voltageSeconds: Float64Array,
  voltage: Float64Array,
): CellRecord {
  const { chargeCoulomb, bridgedSeconds } = integrateCharge(currentTimeUs, current);
  return { currentSeconds, current, charge: chargeCoulomb, bridgedSeconds, voltageSeconds, voltage };
}

/** Net charge at a time, coulomb; held outside the record so that phases may begin with its first reading. */
export function chargeAt(record: CellRecord, seconds: number): number {
  const { currentSeconds, charge } = record;
  let value = heldValueAt(currentSeconds, charge, seconds);
  // Missing current leaves NaN: the charge is then that of the last good reading before.
  for (let i = lowerBound(currentSeconds, seconds) - 1; Number.isNaN(value) && i >= 0; i--) value = charge[i];
  return value;
}

/** Mean current between two times from the charge that passed, ampere; NaN where nothing passed in time. */
export function meanCurrent(record: CellRecord, fromSeconds: number, toSeconds: number): number {
  if (!(toSeconds > fromSeconds) || record.currentSeconds.length === 0) return Number.NaN;
  return (chargeAt(record, toSeconds) - chargeAt(record, fromSeconds)) / (toSeconds - fromSeconds);
}

/** Cell voltage at a time, V; NaN outside the record. */
export function voltageAt(record: CellRecord, seconds: number): number {
  return valueAt(record.voltageSeconds, record.voltage, seconds);
}
