import { Arena } from '../numerics/arena.ts';
import { factorise, forwardSolve } from '../numerics/dense.ts';
import { differenceSigma, medianOf } from '../numerics/statistics.ts';
import { meanInStretch } from './cells.ts';
import type { BaselineFrame, Course } from './prepare-baseline.ts';

export interface BaselineOptions {
  /** Allow the background to wander between the spans. */
  walk: boolean;
  /** Whether the share of vacuum-borne background is unknown (then 1/I(carrier) is a regressor). */
  rippleUnknown: boolean;
  /** Standard deviation of the slope a priori, share of the level per 10 h; undefined leaves it practically free. */
  slopePrior: number | undefined;
  /** Air that begins to be drawn in: its course at the anchors, and how high it stands on this mass. */
  air?: AirBelow | undefined;
}

/** Air as a part of the background of one mass, in the unit of its ratio. */
export interface AirBelow {
  /** 0 before it comes, 1 once it is there. */
  course: Course;
  height: number;
  standardUncertainty: number;
}

/**
 * Strength of slow wandering: a walk, share of the background's level per root hour, and the detector's flicker, share of
 * the present ion current per decade. A background that begins at several times its level flickers so much more there.
 */
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
  /** Means of the anchors, less air that was drawn in; and with it, as the detector saw them. */
  y: Float64Array;
  seen: Float64Array;
  /** Variance of each anchor's mean from the scatter of its readings. */
  variance: Float64Array;
  /** Typical background, for scales. */
  level: number;
  /** Ripple times level at the used anchors; zeros where the share is not asked. */
  ripple: Float64Array;
  blockSigma: number;
  /** Of this fit alone. */
  arena: Arena;
}

/** One arena serves all fits: they come one after the other. */
const arena = new Arena();

/** Readings of all spans together that an anchor's own scatter is weighed against. */
const POOLED_READINGS = 200;

/** Anchors of one mass, or undefined where fewer than three hold a number. */
export function setUpProblem(
  frame: BaselineFrame,
  column: number,
  options: BaselineOptions,
): BaselineProblem | undefined {
  const { anchors, blocks, grid } = frame;
  const used: number[] = [];
  const y: number[] = [];
  const seen: number[] = [];
  const { air } = options;
  const scatter: number[] = [];
  const readings: number[] = [];
  const perReading = blocks.whiteVariance[column].map((variance, b) => variance * blocks.readings[column][b]);
  anchors.forEach((anchor, index) => {
    const value = grid.meanOf(column, anchor.firstReading, anchor.endReading);
    if (!Number.isFinite(value)) return;
    used.push(index);
    seen.push(value);
    y.push(air ? value - air.height * air.course.anchors[index] : value);
    scatter.push(meanInStretch(perReading, blocks, anchor));
    readings.push(readingsIn(frame, column, index));
  });
  if (used.length < 3) return undefined;
  // What is left of the background when its decays are mostly over: that part drifts and walks.
  const level = Math.abs(medianOf(y.slice(y.length >> 1)));
  const pooled = medianOf(scatter);
  // A channel whose readings do not scatter at all still has the resolution of its numbers.
  const floor = Math.max(
    medianOf(scatter.map((value, i) => value / readings[i])) * 1e-3 || 0,
    (1e-9 * level) ** 2,
    1e-60,
  );
  const variance = Float64Array.from(used, (_, i) => {
    // Few readings say little of their own scatter, and must not weigh by chance.
    const own = Number.isFinite(scatter[i]) ? readings[i] : 0;
    const mixed =
      ((own > 0 ? own * withoutStep(scatter, i) : 0) + POOLED_READINGS * pooled) /
      (own + POOLED_READINGS) /
      readings[i];
    return mixed > floor ? mixed : floor;
  });
  arena.clear();
  return {
    frame,
    options,
    used: Int32Array.from(used),
    y: Float64Array.from(y),
    seen: Float64Array.from(seen),
    variance,
    level,
    ripple: Float64Array.from(used, (index, i) => (options.rippleUnknown ? frame.ripple.anchors[index] * y[i] : 0)),
    blockSigma: blockScatter(frame, column),
    arena,
  };
}

/** Anchors around one whose scatter is compared with theirs, and how many times theirs it may be. */
const NEIGHBOURS = 2;
const MOST_OF_NEIGHBOURS = 4;

/** Scatter changes slowly; a step in an anchor (its last block reaches into another gas) is none. */
function withoutStep(scatter: readonly number[], index: number): number {
  const around = scatter.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1).filter(Number.isFinite);
  return Math.min(scatter[index], MOST_OF_NEIGHBOURS * medianOf(around));
}

/** Readings of the channel itself in an anchor: common times may be denser. */
function readingsIn({ blocks, anchors }: BaselineFrame, column: number, index: number): number {
  const { fromSeconds, toSeconds } = anchors[index];
  const perBlock = meanInStretch(blocks.readings[column], blocks, anchors[index]);
  return Math.max(1, (perBlock * (toSeconds - fromSeconds)) / blocks.widthSeconds);
}

/** Scatter of the block means inside the spans. */
function blockScatter({ blocks, anchors }: BaselineFrame, column: number): number {
  const { startSeconds, widthSeconds } = blocks;
  const values: number[] = [];
  let b = 0;
  for (const { fromSeconds, toSeconds } of anchors) {
    b = Math.max(b, Math.ceil((fromSeconds - startSeconds) / widthSeconds - 1e-6));
    for (; b < blocks.count && startSeconds + (b + 1) * widthSeconds <= toSeconds + 1e-6 * widthSeconds; b++) {
      if (Number.isFinite(blocks.mean[column][b])) values.push(blocks.mean[column][b]);
    }
  }
  return differenceSigma(values);
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
  const flicker = wandering.flicker ** 2;
  const rippleVariance = RIPPLE_SIGMA ** 2;
  const matrix = problem.arena.take(n * n);
  const kernels = frame.amongAnchors;
  for (let i = 0; i < n; i++) {
    const row = used[i] * all;
    for (let j = 0; j <= i; j++) {
      const at = row + used[j];
      matrix[i * n + j] =
        walk * kernels.walk[at] +
        flicker * problem.seen[i] * problem.seen[j] * kernels.flicker[at] +
        rippleVariance * ripple[i] * ripple[j];
    }
    matrix[i * n + i] += problem.variance[i];
  }
  if (!factorise(matrix, n)) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(matrix[i * n + i]);
  const y = problem.arena.take(n);
  for (let i = 0; i < n; i++) y[i] = problem.y[i] - RIPPLE_MEAN * ripple[i];
  forwardSolve(matrix, n, y);
  return { factor: matrix, logDeterminant, y };
}

/** A regressor at the used anchors, seen through the factor. */
export function whitenColumn(problem: BaselineProblem, whitened: Whitened, anchors: Float64Array): Float64Array {
  const { used } = problem;
  const out = problem.arena.take(used.length);
  for (let i = 0; i < used.length; i++) out[i] = anchors[used[i]];
  forwardSolve(whitened.factor, used.length, out);
  return out;
}
