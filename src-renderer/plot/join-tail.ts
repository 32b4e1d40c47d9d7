import { ColumnRoom } from './column-room.ts';
import { lowerBound, type Columns, type Tail } from './curve.ts';

/**
 * History with the newest samples behind it, folded to buckets of `bucketWidth` as the history is, so that both look the
 * same. Samples that the history already holds by place are dropped: a line never runs backwards.
 *
 * @param room where the columns are put together; those of the picture before are overwritten
 */
export function joinTail(
  columns: Columns,
  tail: Tail | undefined,
  bucketWidth: number,
  room: ColumnRoom = new ColumnRoom(),
): Columns {
  if (!tail) return columns;
  const head = columns.x.length;
  const last = columns.x.at(-1) ?? Number.NEGATIVE_INFINITY;
  let i = lowerBound(tail.x, last, tail.length);
  if (tail.x[i] === last) i += 1;
  if (i >= tail.length) return columns;
  const { x, min, max } = room.take(columns, tail.length - i);
  let end = head;
  let folded = false;
  let from = Number.NaN;
  for (; i < tail.length; i++) {
    const at = tail.x[i]!;
    const value = tail.value[i]!;
    const newest = end - 1;
    // A step back of the source's clock cannot be drawn on an axis that only goes on.
    if (newest >= head && at <= x[newest]!) continue;
    const isBreak = Number.isNaN(value);
    if (newest >= head && at - from < bucketWidth && !isBreak && !Number.isNaN(min[newest]!)) {
      min[newest] = Math.min(min[newest]!, value);
      max[newest] = Math.max(max[newest]!, value);
      folded = true;
    } else if (!(isBreak && newest >= head && Number.isNaN(min[newest]!))) {
      x[end] = at;
      min[end] = value;
      max[end] = value;
      end += 1;
      from = at;
    }
  }
  return { x: x.subarray(0, end), min: min.subarray(0, end), max: max.subarray(0, end), raw: columns.raw && !folded };
}
