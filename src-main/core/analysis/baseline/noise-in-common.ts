import { backwardSolve } from '../numerics/dense.ts';
import type { BaselineProblem } from './baseline-problem.ts';
import type { Stretch } from './cells.ts';
import type { LinkedBins } from './link-bins.ts';
import type { Seen } from './members.ts';

/**
 * Covariance of the estimated background of each bin with the noise of each anchor's mean, for anchors that are
 * quantified too (a final rest): that noise is in the amount and in the background alike and drops out in part.
 */
export type NoiseInCommon = { stretch: Stretch; bins: Float64Array }[];

/** What one unit of one anchor adds to the background of every bin, averaged over the members. */
export type AnchorWeights = { index: number; bins: Float64Array }[];

/** One row per anchor that lies in the quantified part of the run. */
export function startAnchorWeights({ frame, used }: BaselineProblem): AnchorWeights {
  const rows: AnchorWeights = [];
  used.forEach((anchor, index) => {
    if (frame.anchors[anchor].fromSeconds < frame.quantifiedFromSeconds) return;
    rows.push({ index, bins: new Float64Array(frame.bins.length) });
  });
  return rows;
}

/** background(bin) = (t + X C r)' L^-1 y, for the bins that lie near or behind such an anchor. */
export function addAnchorWeights(
  rows: AnchorWeights,
  problem: BaselineProblem,
  seen: Seen,
  { toAnchors }: LinkedBins,
  columns: readonly Float64Array[],
  covariance: Float64Array,
  reach: Float64Array,
  weight: number,
): void {
  if (rows.length === 0) return;
  const { frame, used, arena } = problem;
  const n = used.length;
  const size = columns.length;
  const first = frame.anchors[used[rows[0].index]].fromSeconds;
  const row = arena.take(n);
  for (let b = 0; b < frame.bins.length; b++) {
    if (frame.bins[b].toSeconds <= first) continue;
    for (let i = 0; i < n; i++) row[i] = toAnchors[b * n + i];
    for (let k = 0; k < size; k++) {
      let along = 0;
      for (let l = 0; l < size; l++) along += covariance[k * size + l] * reach[b * size + l];
      for (let i = 0; i < n; i++) row[i] += columns[k][i] * along;
    }
    backwardSolve(seen.factor, n, row);
    for (const { index, bins } of rows) bins[b] += weight * row[index];
  }
}

/**
 * Variance of every block's mean: its own scatter, but where an anchor reaches into it what the fit took that to scatter.
 * Noise that is in an amount and in its background drops out only if both count it alike.
 */
export function varianceOfBlocks({ frame, used, variance }: BaselineProblem, column: number): Float64Array {
  const { startSeconds, widthSeconds, count, whiteVariance } = frame.blocks;
  const out = whiteVariance[column].slice();
  const covered = new Float64Array(count);
  used.forEach((anchor, index) => {
    const { fromSeconds, toSeconds } = frame.anchors[anchor];
    const perBlock = (variance[index] * (toSeconds - fromSeconds)) / widthSeconds;
    const first = Math.max(0, Math.floor((fromSeconds - startSeconds) / widthSeconds));
    const last = Math.min(count - 1, Math.floor((toSeconds - startSeconds) / widthSeconds));
    for (let b = first; b <= last; b++) {
      const begin = startSeconds + b * widthSeconds;
      const overlap = Math.min(toSeconds, begin + widthSeconds) - Math.max(fromSeconds, begin);
      if (!(overlap > 0)) continue;
      out[b] = ((covered[b] > 0 ? covered[b] * out[b] : 0) + overlap * perBlock) / (covered[b] + overlap);
      covered[b] += overlap;
    }
  });
  return out;
}

/** As covariances, on the time of the run. */
export function noiseInCommon(rows: AnchorWeights, { frame, used, variance }: BaselineProblem): NoiseInCommon {
  return rows.map(({ index, bins }) => ({
    stretch: frame.anchors[used[index]],
    bins: bins.map((value) => value * variance[index]),
  }));
}
