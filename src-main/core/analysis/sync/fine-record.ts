import { quantileOf } from '../numerics/statistics.ts';
import { usualSpacing, type VoltageRecord } from './voltage-record.ts';

/** The record that is interpolated, with what interpolation between two of its readings is worth. */
export interface FineRecord extends VoltageRecord {
  /** Longest stretch interpolated across. */
  longestSeconds: number;
  /** Volt per second at every reading, 0 where it is no more than noise: noise must not look like information. */
  slope: Float64Array;
  /** Variance of a value interpolated behind each reading: near a leap between two readings nobody knows when it was. */
  leapVariance: Float64Array;
}

/** Share of a leap between two readings that an interpolated value in it may be off by. */
const LEAP_SHARE = 0.3;
/** A slope is believed from so many standard deviations. */
const SLOPE_SIGMAS = 3;

/**
 * Prepares the record that is interpolated.
 * @param coarseSpacing usual step of the record it is compared with, seconds
 */
export function fineRecord(record: VoltageRecord, coarseSpacing: number): FineRecord {
  const { seconds, volt } = record;
  const n = volt.length;
  const spacing = usualSpacing(seconds);
  const bends = new Float64Array(Math.max(0, n - 2));
  for (let i = 0; i < bends.length; i++) bends[i] = Math.abs(volt[i] - 2 * volt[i + 1] + volt[i + 2]);
  // A second difference of independent readings scatters with sqrt(6) of one of them.
  const sigma = scatterOf(bends) / Math.sqrt(6);
  const around = Math.max(2, Math.round(coarseSpacing / spacing));
  const leapVariance = new Float64Array(n);
  for (let i = 0; i < bends.length; i++) {
    if (!(bends[i] > 10 * sigma)) continue;
    const variance = (LEAP_SHARE * bends[i]) ** 2;
    const end = Math.min(n - 1, i + 1 + around);
    for (let j = Math.max(0, i - around); j <= end; j++) if (leapVariance[j] < variance) leapVariance[j] = variance;
  }
  return { ...record, longestSeconds: Math.max(10 * spacing, 5), slope: slopes(record, around, sigma), leapVariance };
}

/** Standard deviation from absolute values; rounded readings of a quiet channel make more than half of them zero. */
function scatterOf(absolute: Float64Array): number {
  const stride = Math.max(1, Math.ceil(absolute.length / 4000));
  const thin = Float64Array.from({ length: Math.ceil(absolute.length / stride) }, (_, i) => absolute[i * stride]);
  return Math.max(quantileOf(thin, 0.5) / 0.6745, quantileOf(thin, 0.8) / 1.2816);
}

/** Mean of so many readings behind each one less the mean before it, over the time between; 0 within noise. */
function slopes({ seconds, volt }: VoltageRecord, around: number, sigma: number): Float64Array {
  const n = volt.length;
  const out = new Float64Array(n);
  if (2 * around >= n) return out;
  let voltDifference = 0;
  let timeDifference = 0;
  for (let k = 1; k <= around; k++) {
    voltDifference += volt[around + k] - volt[around - k];
    timeDifference += seconds[around + k] - seconds[around - k];
  }
  const least = SLOPE_SIGMAS * sigma * Math.sqrt(2 * around);
  for (let i = around; i + around < n; i++) {
    if (Math.abs(voltDifference) > least) out[i] = voltDifference / timeDifference;
    if (i + around + 1 >= n) break;
    voltDifference += volt[i + around + 1] - volt[i + 1] - volt[i] + volt[i - around];
    timeDifference += seconds[i + around + 1] - seconds[i + 1] - seconds[i] + seconds[i - around];
  }
  return out;
}
