import { specificCapacity } from '../../../../shared/domain/state-of-charge.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import { chargeAt, type CellRecord } from './cell-record.ts';
import { differentialCapacity, type DifferentialCapacity } from './differential-capacity.ts';

/** Readings of one half-cycle that dQ/dV is made from: several in every step of 5 mV. */
const READINGS = 2000;

/** dQ/dV of one half-cycle from the cell's record; empty where voltage is missing or does not move. */
export function halfCycleCapacity(
  record: CellRecord,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
  massGram: number,
): DifferentialCapacity {
  const { voltage } = record;
  if (!voltage) return { volt: new Float64Array(0), value: new Float64Array(0) };
  const { flatUs, values, line } = voltage;
  const first = lowerBound(flatUs, line.toFlatUs(fromSeconds));
  const end = lowerBound(flatUs, line.toFlatUs(toSeconds));
  const stride = Math.max(1, Math.floor((end - first) / READINGS));
  const count = Math.max(0, Math.ceil((end - first) / stride));
  const volt = Float64Array.from({ length: count }, (_, i) => values[first + i * stride]);
  const capacity = volt.map((_, i) =>
    specificCapacity(chargeAt(record, line.toSeconds(flatUs[first + i * stride])), massGram),
  );
  return differentialCapacity(volt, capacity);
}
