import { medianOf } from '../analysis/numerics/statistics.ts';

/** Stretches of time that a curve is divided into; each keeps at most four of its readings. */
const BUCKETS = 600;

/**
 * Fewer points for paper: of every bucket of time the first, lowest, highest and last reading, unchanged. Missing readings
 * and holes longer than max(10 x median distance, 60 s) become one NaN, which breaks the line.
 */
export function thinCurve(
  seconds: readonly number[],
  values: readonly number[],
): { seconds: number[]; values: number[] } {
  const out = { seconds: [] as number[], values: [] as number[] };
  const n = seconds.length;
  if (n === 0) return out;
  const distances = seconds.slice(1).map((at, i) => at - seconds[i]);
  const longest = Math.max(60, 10 * (distances.length > 0 ? medianOf(distances) : 0));
  const width = (seconds[n - 1] - seconds[0]) / BUCKETS || 1;
  let bucket: number[] = [];
  let current = -1;
  const flush = () => {
    if (bucket.length === 0) return;
    const least = bucket.reduce((best, i) => (values[i] < values[best] ? i : best));
    const most = bucket.reduce((best, i) => (values[i] > values[best] ? i : best));
    const kept = new Set([bucket[0], least, most, bucket.at(-1)!]);
    for (const i of [...kept].sort((a, b) => a - b)) {
      out.seconds.push(seconds[i]);
      out.values.push(values[i]);
    }
    bucket = [];
  };
  const breakLine = (at: number) => {
    flush();
    if (out.values.length > 0 && !Number.isNaN(out.values.at(-1))) {
      out.seconds.push(at);
      out.values.push(Number.NaN);
    }
  };
  let last = Number.NaN;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i])) {
      breakLine(seconds[i]);
      continue;
    }
    if (seconds[i] - last > longest) breakLine((seconds[i] + last) / 2);
    last = seconds[i];
    const index = Math.floor((seconds[i] - seconds[0]) / width);
    if (index !== current) flush();
    current = index;
    bucket.push(i);
  }
  flush();
  return out;
}
