/**
 * First index whose time is >= `time`; `times.length` where none is.
 * @param times ascending
 */
export function lowerBound(times: Float64Array, time: number): number {
  return lowerBoundWithin(times, time, 0, times.length);
}

function lowerBoundWithin(times: Float64Array, time: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same, sought from an index that is not behind it: near ones are found in few steps. @param times ascending */
export function lowerBoundFrom(times: Float64Array, time: number, from: number): number {
  let low = from;
  let step = 1;
  while (low + step < times.length && times[low + step] < time) {
    low += step;
    step *= 2;
  }
  return lowerBoundWithin(times, time, low, Math.min(times.length, low + step));
}

/** First index whose time is > `time`; `times.length` where none is. @param times ascending */
export function firstBehind(times: Float64Array, time: number): number {
  const at = lowerBound(times, time);
  return at < times.length && times[at] === time ? at + 1 : at;
}

/** Value at `time` by a straight line between neighbours; NaN outside and where a neighbour is NaN. */
export function valueAt(times: Float64Array, values: Float64Array, time: number): number {
  const high = lowerBound(times, time);
  return valueBefore(times, values, time, high);
}

/** The same where the first index whose time is >= `time` is known. */
export function valueBefore(times: Float64Array, values: Float64Array, time: number, high: number): number {
  if (high === times.length) return Number.NaN;
  if (times[high] === time) return values[high];
  if (high === 0) return Number.NaN;
  const share = (time - times[high - 1]) / (times[high] - times[high - 1]);
  return values[high - 1] + share * (values[high] - values[high - 1]);
}

/**
 * Straight-line interpolation of one channel to other times. Missing values (NaN) are skipped; a stretch between two
 * good neighbours longer than `longestSeconds`, and everything outside, is NaN: never the last value.
 * @param sourceTimes ascending, seconds
 * @param targetTimes ascending, seconds
 */
export function resample(
  sourceTimes: Float64Array,
  sourceValues: Float64Array,
  targetTimes: Float64Array,
  longestSeconds: number,
): Float64Array {
  const out = new Float64Array(targetTimes.length).fill(Number.NaN);
  const n = sourceTimes.length;
  let next = 0;
  while (next < n && sourceValues[next] !== sourceValues[next]) next += 1;
  let last = -1;
  for (let i = 0; i < targetTimes.length; i++) {
    const time = targetTimes[i];
    while (next < n && sourceTimes[next] < time) {
      last = next;
      do next += 1;
      while (next < n && sourceValues[next] !== sourceValues[next]);
    }
    if (next === n) break;
    const after = sourceTimes[next];
    if (after === time) out[i] = sourceValues[next];
    else if (last >= 0) {
      const before = sourceTimes[last];
      const gap = after - before;
      if (gap <= longestSeconds) {
        out[i] = sourceValues[last] + ((time - before) / gap) * (sourceValues[next] - sourceValues[last]);
      }
    }
  }
  return out;
}
