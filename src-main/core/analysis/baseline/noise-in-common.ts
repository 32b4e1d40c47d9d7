import { backwardSolve, dotRange } from '../numerics/dense.ts';
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

/** First bin that lies near or behind such an anchor; the number of bins without one. */
export function firstBinConcerned(rows: AnchorWeights, { frame, used }: BaselineProblem): number {
  if (rows.length === 0) return frame.bins.length;
  const first = frame.anchors[used[rows[0].index]].fromSeconds;
  const bin = frame.bins.findIndex(({ toSeconds }) => toSeconds > first);
  return bin < 0 ? frame.bins.length : bin;
}

/**
 * Adds the weighted lever of one member, X C r of background(bin) = (t + X C r)' L^-1 y, to the rows (bins x anchors) of
 * its strength of wandering.
 * @param reach r of every bin, bins x parameters
 */
export function addLevers(
  levers: Float64Array,
  firstBin: number,
  columns: readonly Float64Array[],
  covariance: Float64Array,
  reach: Float64Array,
  weight: number,
): void {
  const size = columns.length;
  const bins = reach.length / size;
  const n = levers.length / bins;
  for (let b = firstBin; b < bins; b++) {
    for (let k = 0; k < size; k++) {
      const along = weight * dotRange(covariance, k * size, reach, b * size, size);
      const column = columns[k];
      for (let i = 0; i < n; i++) levers[b * n + i] += along * column[i];
    }
  }
}

/** What all members of one strength of wandering together say: t counts as often as they weigh. */
export function addAnchorWeights(
  rows: AnchorWeights,
  firstBin: number,
  { factor }: Seen,
  { toAnchors }: LinkedBins,
  levers: Float64Array,
  share: number,
): void {
  const n = Math.round(Math.sqrt(factor.length));
  for (let b = firstBin; b * n < levers.length; b++) {
    for (let i = b * n; i < (b + 1) * n; i++) levers[i] += share * toAnchors[i];
    backwardSolve(factor, n, levers, b * n);
    for (const { index, bins } of rows) bins[b] += levers[b * n + index];
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
