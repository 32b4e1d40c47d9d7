import { dotRange, forwardSolve } from '../numerics/dense.ts';
import { RIPPLE_SIGMA, type BaselineProblem, type Wandering, type Whitened } from './baseline-problem.ts';

/** What the anchors say of the wandering at the bins, for one strength of it; arrays live in the arena. */
export interface LinkedBins {
  /** K(bins, anchors) seen through the factor: bins x anchors. */
  toAnchors: Float64Array;
  /** K(bins, anchors) of the wandering alone, as it is. */
  wander: Float64Array;
  /** What the anchors leave unknown of the wandering, bins x bins, lower triangle. */
  covariance: Float64Array;
}

/**
 * @param currentBins background and air at the bins: the flicker is a share of both
 * @param rippleBins ripple times level at the bins; zeros where the share of the vacuum is not asked
 */
export function linkBins(
  problem: BaselineProblem,
  whitened: Whitened,
  wandering: Wandering,
  currentBins: Float64Array,
  rippleBins: Float64Array,
): LinkedBins {
  const { frame, used, seen, level, ripple, arena } = problem;
  const n = used.length;
  const all = frame.anchors.length;
  const bins = frame.bins.length;
  const walk = (wandering.walk * level) ** 2;
  const flicker = wandering.flicker ** 2;
  const rippleVariance = RIPPLE_SIGMA ** 2;
  const toAnchors = arena.take(bins * n);
  const wander = arena.take(bins * n);
  const { binsToAnchors, amongBins } = frame;
  for (let b = 0; b < bins; b++) {
    const row = b * n;
    const rippleHere = rippleVariance * rippleBins[b];
    const flickerHere = flicker * currentBins[b];
    for (let i = 0; i < n; i++) {
      const at = b * all + used[i];
      const value = walk * binsToAnchors.walk[at] + flickerHere * seen[i] * binsToAnchors.flicker[at];
      wander[row + i] = value;
      toAnchors[row + i] = value + rippleHere * ripple[i];
    }
    forwardSolve(whitened.factor, n, toAnchors, row);
  }
  const covariance = arena.take(bins * bins);
  for (let a = 0; a < bins; a++) {
    const rippleHere = rippleVariance * rippleBins[a];
    const flickerHere = flicker * currentBins[a];
    for (let b = 0; b <= a; b++) {
      const at = a * bins + b;
      const flickering = flickerHere * currentBins[b] * amongBins.flicker[at];
      const prior = walk * amongBins.walk[at] + flickering + rippleHere * rippleBins[b];
      covariance[at] = prior - dotRange(toAnchors, a * n, toAnchors, b * n, n);
    }
  }
  return { toAnchors, wander, covariance };
}
