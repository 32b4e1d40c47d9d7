import { lowerBound, type Columns, type Tail } from './curve.ts';

/**
 * History with the newest samples behind it, folded to buckets of `bucketWidth` as the history is, so that both look the
 * same. Samples that the history already holds by place are dropped: a line never runs backwards.
 */
export function joinTail(columns: Columns, tail: Tail | undefined, bucketWidth: number): Columns {
  if (!tail) return columns;
  const last = columns.x.at(-1) ?? Number.NEGATIVE_INFINITY;
  let i = lowerBound(tail.x, last, tail.length);
  if (tail.x[i] === last) i += 1;
  if (i >= tail.length) return columns;
  const x: number[] = [];
  const min: number[] = [];
  const max: number[] = [];
  let folded = false;
  let from = Number.NaN;
  for (; i < tail.length; i++) {
    const at = tail.x[i]!;
    const value = tail.value[i]!;
    const newest = x.length - 1;
    // A step back of the source's clock cannot be drawn on an axis that only goes on.
    if (newest >= 0 && at <= x[newest]!) continue;
    const isBreak = Number.isNaN(value);
    if (newest >= 0 && at - from < bucketWidth && !isBreak && !Number.isNaN(min[newest]!)) {
      min[newest] = Math.min(min[newest]!, value);
      max[newest] = Math.max(max[newest]!, value);
      folded = true;
    } else if (!(isBreak && Number.isNaN(min[newest] ?? 0))) {
      x.push(at);
      min.push(value);
      max.push(value);
      from = at;
    }
  }
  return {
    x: joined(columns.x, x),
    min: joined(columns.min, min),
    max: joined(columns.max, max),
    raw: columns.raw && !folded,
  };
}

function joined(head: Float64Array, tail: readonly number[]): Float64Array {
  const column = new Float64Array(head.length + tail.length);
  column.set(head);
  column.set(tail, head.length);
  return column;
}
