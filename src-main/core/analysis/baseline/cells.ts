import type { BlockMeans } from '../carrier/mass-grid.ts';

/** A run of neighbouring blocks [first, end) taken together, and the time it covers. */
export interface Cell {
  first: number;
  end: number;
  fromSeconds: number;
  toSeconds: number;
}

/** Most anchors, and about how many bins: keeps the matrices small; more would add no information on a background. */
const MOST_ANCHORS = 40;
const USUAL_BINS = 28;

function cellOf(blocks: BlockMeans, first: number, end: number): Cell {
  const { startSeconds, widthSeconds } = blocks;
  return { first, end, fromSeconds: startSeconds + first * widthSeconds, toSeconds: startSeconds + end * widthSeconds };
}

/**
 * The whole run in about 30 bins: where backgrounds and their covariance are known. Bins end at the given times (ends of
 * phases and spans), so that what is known inside a span is not mixed with what is not known beside it.
 */
export function binsOf(blocks: BlockMeans, cutSeconds: readonly number[]): Cell[] {
  const { count, startSeconds, widthSeconds } = blocks;
  const size = Math.max(1, Math.ceil(count / USUAL_BINS));
  const cuts = new Set([0, count]);
  for (const seconds of cutSeconds) {
    const at = Math.round((seconds - startSeconds) / widthSeconds);
    if (at > 0 && at < count) cuts.add(at);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const bins: Cell[] = [];
  for (let k = 0; k + 1 < edges.length; k++) {
    const parts = Math.max(1, Math.round((edges[k + 1] - edges[k]) / size));
    for (let part = 0; part < parts; part++) {
      const first = edges[k] + Math.round(((edges[k + 1] - edges[k]) * part) / parts);
      const end = edges[k] + Math.round(((edges[k + 1] - edges[k]) * (part + 1)) / parts);
      if (end > first) bins.push(cellOf(blocks, first, end));
    }
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
