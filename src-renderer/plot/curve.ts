/** Samples that arrived after the last view, in order; `length` counts the used part of the columns. */
export interface Tail {
  x: Float64Array;
  value: Float64Array;
  length: number;
}

/** Folded columns of one curve: per bucket its place on x and its extremes; NaN is a gap. */
export interface Columns {
  x: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** True where every bucket is one sample. */
  raw: boolean;
}

export const NO_COLUMNS: Columns = {
  x: new Float64Array(0),
  min: new Float64Array(0),
  max: new Float64Array(0),
  raw: true,
};

/** First index with `x[index] >= at`; the columns' length if there is none. */
export function lowerBound(x: Float64Array, at: number, length: number = x.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Smallest and largest value within [from, to]; undefined where there is none. */
export function extremesWithin(
  columns: Columns,
  from: number,
  to: number,
  positiveOnly: boolean,
): { min: number; max: number } | undefined {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = lowerBound(columns.x, from); i < columns.x.length && columns.x[i]! <= to; i++) {
    const low = columns.min[i]!;
    const high = columns.max[i]!;
    if (low < min && (!positiveOnly || low > 0)) min = low;
    if (positiveOnly && low <= 0 && high > 0 && high < min) min = high;
    if (high > max) max = high;
  }
  if (!(max >= min)) return undefined;
  return positiveOnly && !(max > 0) ? undefined : { min, max };
}

/** What stands nearest to `at`, at most `reach` away: the value, or both extremes of a folded bucket. */
export function nearest(
  columns: Columns,
  at: number,
  reach: number,
): { x: number; min: number; max: number } | undefined {
  let best: { x: number; min: number; max: number } | undefined;
  const offer = (x: number, min: number, max: number) => {
    if (Number.isNaN(min) || Math.abs(x - at) > reach) return;
    if (!best || Math.abs(x - at) < Math.abs(best.x - at)) best = { x, min, max };
  };
  const place = lowerBound(columns.x, at);
  for (let i = Math.max(0, place - 2); i < Math.min(columns.x.length, place + 2); i++)
    offer(columns.x[i]!, columns.min[i]!, columns.max[i]!);
  return best;
}

/** Newest value of a curve, for its direct label. */
export function lastValue(columns: Columns, to: number): number | undefined {
  for (let i = Math.min(columns.x.length - 1, lowerBound(columns.x, to)); i >= 0; i--) {
    if (columns.x[i]! > to || Number.isNaN(columns.min[i]!)) continue;
    return (columns.min[i]! + columns.max[i]!) / 2;
  }
  return undefined;
}

/** Middle of the highest bucket within any of the ranges, and its place; undefined where there is none. */
export function highestWithin(
  { x, min, max }: Columns,
  ranges: readonly { from: number; to: number }[],
): { x: number; value: number } | undefined {
  let best: { x: number; value: number } | undefined;
  for (const { from, to } of ranges) {
    const end = lowerBound(x, to);
    for (let i = lowerBound(x, from); i < end; i++) {
      const value = (min[i]! + max[i]!) / 2;
      if (value > (best?.value ?? Number.NEGATIVE_INFINITY)) best = { x: x[i]!, value };
    }
  }
  return best;
}
