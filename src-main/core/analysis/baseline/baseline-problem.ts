import { factorise, forwardSolve } from '../numerics/dense.ts';
import { differenceSigma, medianOf } from '../numerics/statistics.ts';
import { meanInCell } from './cells.ts';
import type { BaselineFrame } from './prepare-baseline.ts';

export interface BaselineOptions {
  /** Allow the background to wander between the spans. */
  walk: boolean;
  /** Whether the share of vacuum-borne background is unknown (then 1/I(carrier) is a regressor). */
  rippleUnknown: boolean;
  /** Standard deviation of the slope a priori, share of the level per 10 h; undefined leaves it practically free. */
  slopePrior: number | undefined;
}

/** Strength of slow wandering, shares of the background's level: walk per root hour, flicker per decade. */
export interface Wandering {
  walk: number;
  flicker: number;
}

/** A share between none and all of the background, evenly likely: mean and standard deviation. */
export const RIPPLE_MEAN = 0.5;
export const RIPPLE_SIGMA = 1 / Math.sqrt(12);

/** The anchors of one mass. */
export interface BaselineProblem {
  frame: BaselineFrame;
  options: BaselineOptions;
  /** Anchors with finite values. */
  used: Int32Array;
  y: Float64Array;
  /** Variance of each anchor's mean from the scatter of its readings. */
  variance: Float64Array;
  /** Typical background, for scales. */
  level: number;
  /** Ripple times level at the used anchors; zeros where the share is not asked. */
  ripple: Float64Array;
  blockSigma: number;
}

/** Anchors of one mass, or undefined where fewer than three hold a number. */
export function setUpProblem(
  frame: BaselineFrame,
  column: number,
  options: BaselineOptions,
): BaselineProblem | undefined {
  const { anchors, blocks } = frame;
  const means = blocks.mean[column];
  const white = blocks.whiteVariance[column];
  const used: number[] = [];
  const y: number[] = [];
  const variance: number[] = [];
  const blockValues: number[] = [];
  anchors.forEach((cell, index) => {
    const value = meanInCell(means, cell);
    if (!Number.isFinite(value)) return;
    used.push(index);
    y.push(value);
    variance.push(meanInCell(white, cell) / (cell.end - cell.first));
    for (let i = cell.first; i < cell.end; i++) if (Number.isFinite(means[i])) blockValues.push(means[i]);
  });
  if (used.length < 3) return undefined;
  const level = Math.abs(medianOf(y));
  // A channel whose readings do not scatter at all still has the resolution of its numbers.
  const floor = Math.max(medianOf(variance) * 1e-3 || 0, (1e-9 * level) ** 2, 1e-60);
  return {
    frame,
    options,
    used: Int32Array.from(used),
    y: Float64Array.from(y),
    variance: Float64Array.from(variance, (value) => (value > floor ? value : floor)),
    level,
    ripple: Float64Array.from(used, (index, i) => (options.rippleUnknown ? frame.ripple.anchors[index] * y[i] : 0)),
    blockSigma: differenceSigma(blockValues),
  };
}

/** Covariance of the anchors for one strength of wandering, factorised, and the data seen through it. */
export interface Whitened {
  factor: Float64Array;
  logDeterminant: number;
  y: Float64Array;
}

/** Undefined where the covariance is not positive definite. */
export function whiten(problem: BaselineProblem, wandering: Wandering): Whitened | undefined {
  const { frame, used, level, ripple } = problem;
  const n = used.length;
  const all = frame.anchors.length;
  const walk = (wandering.walk * level) ** 2;
  const flicker = (wandering.flicker * level) ** 2;
  const rippleVariance = RIPPLE_SIGMA ** 2;
  const matrix = new Float64Array(n * n);
  const kernels = frame.amongAnchors;
  for (let i = 0; i < n; i++) {
    const row = used[i] * all;
    for (let j = 0; j <= i; j++) {
      const at = row + used[j];
      matrix[i * n + j] =
        walk * kernels.walk[at] + flicker * kernels.flicker[at] + rippleVariance * ripple[i] * ripple[j];
    }
    matrix[i * n + i] += problem.variance[i];
  }
  if (!factorise(matrix, n)) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(matrix[i * n + i]);
  const y = problem.y.map((value, i) => value - RIPPLE_MEAN * ripple[i]);
  forwardSolve(matrix, n, y);
  return { factor: matrix, logDeterminant, y };
}

/** A regressor at the used anchors, seen through the factor. */
export function whitenColumn(problem: BaselineProblem, whitened: Whitened, anchors: Float64Array): Float64Array {
  const { used } = problem;
  const out = new Float64Array(used.length);
  for (let i = 0; i < used.length; i++) out[i] = anchors[used[i]];
  forwardSolve(whitened.factor, used.length, out);
  return out;
}
