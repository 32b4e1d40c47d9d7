import { specificCapacity } from '../../../../shared/domain/state-of-charge.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import { oncePer } from '../numerics/once-per.ts';
import { chargesAt, type CellRecord } from './cell-record.ts';
import { differentialCapacity, type DifferentialCapacity } from './differential-capacity.ts';

/** Readings of one half-cycle that dQ/dV is made from: several in every step of 5 mV. */
const READINGS = 2000;

const knownOf = oncePer((_record: CellRecord) => new Map<string, DifferentialCapacity>());

/** dQ/dV of one half-cycle from the cell's record, calculated once for each record; empty where voltage is missing or does not move. */
export function halfCycleCapacity(
  record: CellRecord,
  { fromSeconds, toSeconds }: { fromSeconds: number; toSeconds: number },
  massGram: number,
): DifferentialCapacity {
  const known = knownOf(record);
  const key = `${fromSeconds} ${toSeconds} ${massGram}`;
  const value = known.get(key) ?? calculate(record, fromSeconds, toSeconds, massGram);
  known.set(key, value);
  return value;
}

function calculate(record: CellRecord, fromSeconds: number, toSeconds: number, massGram: number): DifferentialCapacity {
  const { voltage } = record;
  if (!voltage) return { volt: new Float64Array(0), value: new Float64Array(0) };
  const { flatUs, values, line } = voltage;
  const first = lowerBound(flatUs, line.toFlatUs(fromSeconds));
  const end = lowerBound(flatUs, line.toFlatUs(toSeconds));
  const stride = Math.max(1, Math.floor((end - first) / READINGS));
  const count = Math.max(0, Math.ceil((end - first) / stride));
  const volt = new Float64Array(count);
  const seconds = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const at = first + i * stride;
    volt[i] = values[at];
    seconds[i] = line.toSeconds(flatUs[at]);
  }
  const capacity = chargesAt(record, seconds).map((charge) => specificCapacity(charge, massGram));
  return differentialCapacity(volt, capacity);
}
