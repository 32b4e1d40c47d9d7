import type { BlockMeans, MassGrid } from '../carrier/mass-grid.ts';
import { firstBehind, lowerBound } from '../numerics/interpolation.ts';

/** Any stretch of time. */
export interface Stretch {
  fromSeconds: number;
  toSeconds: number;
}

/** A run of neighbouring blocks [first, end) taken together, and the time it covers. */
export interface Bin extends Stretch {
  first: number;
  end: number;
}

/** A part of a baseline span, cut at the reading: readings [firstReading, endReading) of the grid's common times. */
export interface Anchor extends Stretch {
  firstReading: number;
  endReading: number;
}

/** Most anchors, and about how many bins: keeps the matrices small; more would add no information on a background. */
const MOST_ANCHORS = 40;
const USUAL_BINS = 28;

/**
 * The whole run in about 30 bins: where backgrounds and their covariance are known. Bins end at the given times (ends of
 * phases and spans), so that what is known inside a span is not mixed with what is not known beside it.
 */
export function binsOf(blocks: BlockMeans, cutSeconds: readonly number[]): Bin[] {
  const { count, startSeconds, widthSeconds } = blocks;
  const size = Math.max(1, Math.ceil(count / USUAL_BINS));
  const cuts = new Set([0, count]);
  for (const seconds of cutSeconds) {
    const at = Math.round((seconds - startSeconds) / widthSeconds);
    if (at > 0 && at < count) cuts.add(at);
  }
  const edges = [...cuts].sort((a, b) => a - b);
  const bins: Bin[] = [];
  for (let k = 0; k + 1 < edges.length; k++) {
    const parts = Math.max(1, Math.round((edges[k + 1] - edges[k]) / size));
    for (let part = 0; part < parts; part++) {
      const first = edges[k] + Math.round(((edges[k + 1] - edges[k]) * part) / parts);
      const end = edges[k] + Math.round(((edges[k + 1] - edges[k]) * (part + 1)) / parts);
      if (end <= first) continue;
      bins.push({
        first,
        end,
        fromSeconds: startSeconds + first * widthSeconds,
        toSeconds: startSeconds + end * widthSeconds,
      });
    }
  }
  return bins;
}

/**
 * The spans in even parts of at least one block's length, neighbours joined where there are many. A span begins and ends
 * at the reading, wherever the blocks of the run have their edges.
 */
export function anchorsOf(
  { seconds, blocks }: Pick<MassGrid, 'seconds' | 'blocks'>,
  spans: readonly Stretch[],
): { anchors: Anchor[]; blockCount: number } {
  const runEnd = seconds.length > 0 ? seconds[seconds.length - 1] : Number.NEGATIVE_INFINITY;
  const clipped = spans.map(({ fromSeconds, toSeconds }) => ({
    fromSeconds: Math.max(fromSeconds, blocks.startSeconds),
    toSeconds: Math.min(toSeconds, Math.max(runEnd, blocks.startSeconds)),
  }));
  const blocksIn = clipped.map(({ fromSeconds, toSeconds }) =>
    Math.max(0, Math.floor((toSeconds - fromSeconds) / blocks.widthSeconds + 1e-6)),
  );
  const blockCount = blocksIn.reduce((sum, count) => sum + count, 0);
  const size = Math.max(1, Math.ceil(blockCount / MOST_ANCHORS));
  const anchors: Anchor[] = [];
  clipped.forEach(({ fromSeconds, toSeconds }, s) => {
    const parts = Math.ceil(blocksIn[s] / size);
    let firstReading = lowerBound(seconds, fromSeconds);
    for (let part = 0; part < parts; part++) {
      const from = fromSeconds + ((toSeconds - fromSeconds) * part) / parts;
      const to = fromSeconds + ((toSeconds - fromSeconds) * (part + 1)) / parts;
      // The last part takes a reading that lies on the span's very end.
      const endReading = part + 1 === parts ? firstBehind(seconds, toSeconds) : lowerBound(seconds, to);
      if (endReading > firstReading) anchors.push({ fromSeconds: from, toSeconds: to, firstReading, endReading });
      firstReading = endReading;
    }
  });
  return { anchors, blockCount };
}

/** Mean of a per-block quantity over whole blocks, NaN blocks left out. */
export function meanInBin(values: Float64Array, bin: Bin): number {
  let sum = 0;
  let count = 0;
  for (let i = bin.first; i < bin.end; i++) {
    const value = values[i];
    if (value !== value) continue;
    sum += value;
    count += 1;
  }
  return count > 0 ? sum / count : Number.NaN;
}

/** The same for all bins. */
export function meansInBins(values: Float64Array, bins: readonly Bin[]): Float64Array {
  const out = new Float64Array(bins.length);
  for (let b = 0; b < out.length; b++) out[b] = meanInBin(values, bins[b]);
  return out;
}

/** Mean of a per-block quantity over any stretch, blocks weighted by what of them lies inside; NaN blocks left out. */
export function meanInStretch(
  values: Float64Array,
  { startSeconds, widthSeconds, count }: BlockMeans,
  { fromSeconds, toSeconds }: Stretch,
): number {
  const first = Math.max(0, Math.floor((fromSeconds - startSeconds) / widthSeconds));
  const last = Math.min(count - 1, Math.floor((toSeconds - startSeconds) / widthSeconds));
  let sum = 0;
  let weight = 0;
  for (let b = first; b <= last; b++) {
    const begin = startSeconds + b * widthSeconds;
    const overlap = Math.min(toSeconds, begin + widthSeconds) - Math.max(fromSeconds, begin);
    if (!(overlap > 0) || values[b] !== values[b]) continue;
    sum += overlap * values[b];
    weight += overlap;
  }
  return weight > 0 ? sum / weight : Number.NaN;
}
