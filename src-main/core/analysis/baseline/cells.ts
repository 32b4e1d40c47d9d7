import type { BlockMeans } from '../carrier/mass-grid.ts';

/** A run of neighbouring blocks [first, end) taken together, and the time it covers. */
export interface Cell {
  first: number;
  end: number;
  fromSeconds: number;
  toSeconds: number;
}

/** Most cells of one kind: keeps the matrices small; more would add no information on a background. */
const MOST_ANCHORS = 40;
const MOST_BINS = 32;

function cellOf(blocks: BlockMeans, first: number, end: number): Cell {
  const { startSeconds, widthSeconds } = blocks;
  return { first, end, fromSeconds: startSeconds + first * widthSeconds, toSeconds: startSeconds + end * widthSeconds };
}

/** The whole run in at most 32 even bins: where backgrounds and their covariance are known. */
export function binsOf(blocks: BlockMeans): Cell[] {
  const size = Math.max(1, Math.ceil(blocks.count / MOST_BINS));
  const bins: Cell[] = [];
  for (let first = 0; first < blocks.count; first += size) {
    bins.push(cellOf(blocks, first, Math.min(blocks.count, first + size)));
  }
  return bins;
}

/**
 * Blocks that lie wholly inside the spans, neighbours joined where there are many. A block at an end is taken if the
 * span covers all of it.
 */
export function anchorsOf(
  blocks: BlockMeans,
  spans: readonly { fromSeconds: number; toSeconds: number }[],
): { anchors: Cell[]; blockCount: number } {
  const ranges = spans.map((span) => ({
    first: Math.max(0, Math.ceil((span.fromSeconds - blocks.startSeconds) / blocks.widthSeconds - 1e-6)),
    end: Math.min(blocks.count, Math.floor((span.toSeconds - blocks.startSeconds) / blocks.widthSeconds + 1e-6)),
  }));
  const blockCount = ranges.reduce((sum, range) => sum + Math.max(0, range.end - range.first), 0);
  const size = Math.max(1, Math.ceil(blockCount / MOST_ANCHORS));
  const anchors: Cell[] = [];
  for (const { first, end } of ranges) {
    for (let at = first; at < end; at += size) anchors.push(cellOf(blocks, at, Math.min(end, at + size)));
  }
  return { anchors, blockCount };
}

/** Mean of a per-block quantity over a cell, NaN blocks left out. */
export function meanInCell(values: Float64Array, cell: Cell): number {
  let sum = 0;
  let count = 0;
  for (let i = cell.first; i < cell.end; i++) {
    const value = values[i];
    if (value !== value) continue;
    sum += value;
    count += 1;
  }
  return count > 0 ? sum / count : Number.NaN;
}
