import { medianOf } from '../numerics/statistics.ts';

/** One record of a voltage, seconds ascending; NaN where missing. */
export interface VoltageRecord {
  seconds: Float64Array;
  volt: Float64Array;
}

/** The finite, ascending readings alone; the record itself where all of them are. */
export function usableReadings(record: VoltageRecord): VoltageRecord {
  const { seconds, volt } = record;
  const n = seconds.length;
  if (isUsable(record)) return record;
  const kept: VoltageRecord = { seconds: new Float64Array(n), volt: new Float64Array(n) };
  let count = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    // Comparisons with NaN are false: a missing stamp or value fails here.
    if (!(seconds[i] > latest) || !Number.isFinite(volt[i])) continue;
    latest = seconds[i];
    kept.seconds[count] = latest;
    kept.volt[count] = volt[i];
    count += 1;
  }
  return { seconds: kept.seconds.subarray(0, count), volt: kept.volt.subarray(0, count) };
}

function isUsable({ seconds, volt }: VoltageRecord): boolean {
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < seconds.length; i++) {
    if (!(seconds[i] > latest) || !Number.isFinite(volt[i])) return false;
    latest = seconds[i];
  }
  return true;
}

/** Usual step between two readings, seconds; NaN below two. */
export function usualSpacing(seconds: Float64Array): number {
  const count = Math.max(0, seconds.length - 1);
  const stride = Math.max(1, Math.ceil(count / 4000));
  return medianOf(
    Float64Array.from({ length: Math.ceil(count / stride) }, (_, i) => seconds[i * stride + 1] - seconds[i * stride]),
  );
}

/** Every so many readings of a record. */
export function thinned({ seconds, volt }: VoltageRecord, stride: number): VoltageRecord {
  if (stride <= 1) return { seconds, volt };
  const count = Math.ceil(seconds.length / stride);
  const out: VoltageRecord = { seconds: new Float64Array(count), volt: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    out.seconds[i] = seconds[i * stride];
    out.volt[i] = volt[i * stride];
  }
  return out;
}
