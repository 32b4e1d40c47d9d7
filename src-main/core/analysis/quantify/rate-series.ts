import { lowerBound } from '../numerics/interpolation.ts';

/** Rate of one gas and its running integral on the mass spectrometer's times, delay not yet taken out. */
export interface RateSeries {
  seconds: Float64Array;
  /** Per second; NaN where missing. */
  rate: Float64Array;
  /** Integral since the first reading, bridged linearly where readings are missing. */
  cumulative: Float64Array;
  /** Stretches longer than the longest step that were bridged. */
  bridged: { fromSeconds: number; toSeconds: number }[];
}

/** Trapezoids on actual times; nothing is clipped or smoothed (science.md 1.6, 6.4). @param rate NaN where missing */
export function rateSeries(seconds: Float64Array, rate: Float64Array, longestStepSeconds: number): RateSeries {
  const n = seconds.length;
  const cumulative = new Float64Array(n);
  const bridged: RateSeries['bridged'] = [];
  let last = -1;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const value = rate[i];
    if (value === value) {
      if (last >= 0) {
        const step = seconds[i] - seconds[last];
        const area = ((value + rate[last]) / 2) * step;
        if (step > longestStepSeconds) bridged.push({ fromSeconds: seconds[last], toSeconds: seconds[i] });
        // Between two good readings the running integral is a straight line.
        for (let j = last + 1; j < i; j++) cumulative[j] = sum + (area * (seconds[j] - seconds[last])) / step;
        sum += area;
      }
      last = i;
    }
    cumulative[i] = sum;
  }
  return { seconds, rate, cumulative, bridged };
}

/** Running integral at any time, exact for the trapezoids; held outside. */
export function integralAt(series: RateSeries, time: number): number {
  const { seconds, cumulative, rate } = series;
  const n = seconds.length;
  if (n === 0) return 0;
  if (time <= seconds[0]) return 0;
  if (time >= seconds[n - 1]) return cumulative[n - 1];
  const high = lowerBound(seconds, time);
  const low = high - 1;
  const step = seconds[high] - seconds[low];
  const part = time - seconds[low];
  const a = rate[low];
  const b = rate[high];
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return cumulative[low] + ((cumulative[high] - cumulative[low]) * part) / step;
  }
  return cumulative[low] + a * part + ((b - a) * part * part) / (2 * step);
}

/** Mean rate over a short window around a time, for the washout term; 0 where nothing was measured near. */
export function rateNear(series: RateSeries, time: number, halfWindowSeconds: number): number {
  const { seconds, rate } = series;
  let sum = 0;
  let count = 0;
  for (let i = lowerBound(seconds, time - halfWindowSeconds); i < seconds.length; i++) {
    if (seconds[i] > time + halfWindowSeconds) break;
    if (rate[i] !== rate[i]) continue;
    sum += rate[i];
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

/** Seconds bridged inside an interval. */
export function bridgedSeconds(series: RateSeries, fromSeconds: number, toSeconds: number): number {
  return series.bridged.reduce(
    (sum, gap) => sum + Math.max(0, Math.min(toSeconds, gap.toSeconds) - Math.max(fromSeconds, gap.fromSeconds)),
    0,
  );
}
