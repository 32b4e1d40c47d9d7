import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';
import {
  RIPPLE_MEAN,
  RIPPLE_SIGMA,
  setUpProblem,
  whiten,
  whitenColumn,
  type BaselineOptions,
  type BaselineProblem,
  type Wandering,
  type Whitened,
} from './baseline-problem.ts';
import { fitFamily, type FittedFamily } from './fit-family.ts';
import { backwardSolve, dotRange, forwardSolve } from '../numerics/dense.ts';
import type { Cell } from './cells.ts';
import type { BaselineFrame } from './prepare-baseline.ts';
import { solveMember, type MemberSolution } from './solve-member.ts';

/** Background of one mass: its mean and what is not known of it. */
export interface BaselineFit {
  mz: number;
  /** Mean background per block, same unit as the ratio. */
  blocks: Float64Array;
  /** Share of the background that does not follow the carrier: what of the carrier's slow change is in `blocks`. */
  rippleShare: number;
  /** Covariance of the bins' means, row-major: parameters, wandering and noise within the models. */
  within: Float64Array;
  /** Covariance from the spread between models and strengths of wandering. */
  between: Float64Array;
  /**
   * Covariance of the estimated background of each bin with the noise of each anchor's mean, for anchors that are
   * quantified too (a final rest): that noise is in the amount and in the background alike and drops out in part.
   */
  sharedNoise: { cell: Cell; bins: Float64Array }[];
  degreesOfFreedom: number;
  anchors: number;
  blockCount: number;
  extrapolated: boolean;
  models: ModelShare[];
  /** Standard deviation of one block's mean from block to block. */
  blockSigma: number;
  walkSigmaPerRootHour: number;
  /** Reduced chi squared of the best member; covariances were multiplied by it where above 1. */
  chiSquaredPerDegree: number;
}

export interface ModelShare {
  model: BaselineModel;
  aicc: number;
  weight: number;
  parameters: Record<string, number>;
  chiSquaredPerDegree: number;
}

/** Strengths of wandering tried, with their prior shares: half of all backgrounds do not walk. */
const WALKS = [
  { walk: 0, prior: 0.55 },
  { walk: 6e-4, prior: 0.25 },
  { walk: 2e-3, prior: 0.2 },
];
const FLICKERS = [
  { flicker: 5e-4, prior: 0.3 },
  { flicker: 1.4e-3, prior: 0.5 },
  { flicker: 2.5e-3, prior: 0.2 },
];
const WANDERINGS = WALKS.flatMap(({ walk, prior }) =>
  FLICKERS.map((entry) => ({ walk, flicker: entry.flicker, prior: prior * entry.prior })),
);
/** Serves to fit the time constants. */
const MIDDLE: Wandering = { walk: 4e-4, flicker: 1.4e-3 };
const NONE = { walk: 0, flicker: 0, prior: 1 };
/** Members, and strengths of wandering, below these shares of the average are left out. */
const SMALLEST_WEIGHT = 3e-3;
const SMALLEST_SHARE = 0.02;

/** One strength of wandering with everything seen through its covariance; columns are kept by identity. */
interface Seen extends Whitened {
  column(anchors: Float64Array): Float64Array;
}

function seenThrough(problem: BaselineProblem, whitened: Whitened): Seen {
  const known = new Map<Float64Array, Float64Array>();
  return {
    ...whitened,
    column: (anchors) => {
      const before = known.get(anchors);
      if (before) return before;
      const column = whitenColumn(problem, whitened, anchors);
      known.set(anchors, column);
      return column;
    },
  };
}

interface Member {
  wandering: number;
  family: number;
  solution: MemberSolution;
  logWeight: number;
  weight: number;
}

/**
 * Background of one mass from the block means inside the spans (science.md 1.3): for every family of the chosen models
 * and every strength of slow wandering a generalised least-squares fit; their average by evidence. The spread of the
 * members is part of the uncertainty, so that a shape nobody can tell from another one counts.
 * @param column index of the mass in `frame.blocks`
 * @returns undefined where the anchors hold too few finite values
 */
export function fitBaseline(
  frame: BaselineFrame,
  mz: number,
  column: number,
  options: BaselineOptions,
): BaselineFit | undefined {
  const problem = setUpProblem(frame, column, options);
  if (!problem) return undefined;
  const wanderings = options.walk ? WANDERINGS : [NONE];
  const middle = whiten(problem, options.walk ? MIDDLE : NONE);
  if (!middle) return undefined;
  const families = frame.families.map((family) => fitFamily(problem, middle, family));
  const members: Member[] = [];
  const solved = wanderings.map((wandering, index) => {
    const whitened = whiten(problem, wandering);
    if (!whitened) return undefined;
    const seen = seenThrough(problem, whitened);
    judge(seen, families, index, Math.log(wandering.prior), members);
    return seen;
  });
  if (members.length === 0) return undefined;
  weigh(members);
  return average(problem, mz, wanderings, solved, families, members);
}

/** All families under one strength of wandering. */
function judge(
  whitened: Seen,
  families: readonly FittedFamily[],
  wandering: number,
  logPrior: number,
  members: Member[],
): void {
  families.forEach((fitted, family) => {
    const columns = fitted.regressors.map((regressor) => whitened.column(regressor.anchors));
    const sigmas = fitted.regressors.map((regressor) => regressor.priorSigma);
    const solution = solveMember(columns, whitened.y, sigmas, whitened.logDeterminant);
    if (!solution) return;
    members.push({
      wandering,
      family,
      solution,
      logWeight: solution.logEvidence + Math.log(fitted.family.prior) + logPrior,
      weight: 0,
    });
  });
}

function weigh(members: Member[]): void {
  const top = Math.max(...members.map((member) => member.logWeight));
  const shares = new Map<number, number>();
  let sum = 0;
  for (const member of members) {
    sum += member.weight = Math.exp(member.logWeight - top);
    shares.set(member.wandering, (shares.get(member.wandering) ?? 0) + member.weight);
  }
  let kept = 0;
  for (const member of members) {
    const isKept = shares.get(member.wandering)! > SMALLEST_SHARE * sum && member.weight > SMALLEST_WEIGHT * sum;
    if (!isKept) member.weight = 0;
    kept += member.weight;
  }
  for (const member of members) member.weight /= kept;
}

/** Mean and covariance of the weighted members. */
function average(
  problem: BaselineProblem,
  mz: number,
  wanderings: readonly Wandering[],
  solved: readonly (Seen | undefined)[],
  families: readonly FittedFamily[],
  members: readonly Member[],
): BaselineFit {
  const { frame, used } = problem;
  const bins = frame.bins.length;
  const best = members.reduce((a, b) => (b.weight > a.weight ? b : a));
  const levels = combineColumns(best, families[best.family], 'bins', bins);
  const rippleBins = problem.options.rippleUnknown
    ? levels.map((value, b) => value * frame.ripple.bins[b])
    : new Float64Array(bins);
  const sum = { blocks: new Float64Array(frame.blocks.count), bins: new Float64Array(bins), ripple: 0, walk: 0 };
  const within = new Float64Array(bins * bins);
  const between = new Float64Array(bins * bins);
  const predictions: { weight: number; bins: Float64Array }[] = [];
  const smoother = startSmoother(problem);
  wanderings.forEach((wandering, index) => {
    const whitened = solved[index];
    const kept = members.filter((member) => member.wandering === index && member.weight > 0);
    if (!whitened || kept.length === 0) return;
    const share = kept.reduce((total, member) => total + member.weight, 0);
    sum.walk += share * (wandering.walk * problem.level) ** 2;
    const linked = linkBins(problem, whitened, wandering, rippleBins);
    for (let i = 0; i < within.length; i++) within[i] += share * linked.covariance[i];
    for (const member of kept) {
      const prediction = predict(problem, whitened, linked, member, families[member.family], within, smoother);
      predictions.push({ weight: member.weight, bins: prediction.bins });
      for (let b = 0; b < bins; b++) sum.bins[b] += member.weight * prediction.bins[b];
      for (let i = 0; i < sum.blocks.length; i++) sum.blocks[i] += member.weight * prediction.blocks[i];
      sum.ripple += member.weight * prediction.rippleShare;
    }
  });
  for (const { weight, bins: values } of predictions) {
    for (let a = 0; a < bins; a++) {
      const off = weight * (values[a] - sum.bins[a]);
      for (let b = 0; b <= a; b++) between[a * bins + b] += off * (values[b] - sum.bins[b]);
    }
  }
  const rippleShare = problem.options.rippleUnknown ? sum.ripple : 0;
  for (let i = 0; i < sum.blocks.length; i++) sum.blocks[i] *= 1 + rippleShare * frame.ripple.blocks[i];
  mirror(between, bins);
  mirror(within, bins);
  const parameters = families[best.family].regressors.length;
  const degreesOfFreedom = Math.max(1, used.length - parameters - 1);
  const chiSquaredPerDegree = best.solution.chiSquared / Math.max(1, used.length - parameters);
  if (chiSquaredPerDegree > 1) for (let i = 0; i < within.length; i++) within[i] *= chiSquaredPerDegree;
  return {
    mz,
    blocks: sum.blocks,
    rippleShare,
    within,
    between,
    sharedNoise: smoother.map(({ index, bins: rows }) => ({
      cell: frame.anchors[used[index]],
      bins: rows.map((value) => value * problem.variance[index]),
    })),
    degreesOfFreedom,
    anchors: used.length,
    blockCount: frame.blockCount,
    extrapolated: frame.extrapolated,
    models: describeModels(problem, families, members),
    blockSigma: problem.blockSigma,
    walkSigmaPerRootHour: Math.sqrt(sum.walk),
    chiSquaredPerDegree,
  };
}

function mirror(matrix: Float64Array, size: number): void {
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) matrix[b * size + a] = matrix[a * size + b];
}

function combineColumns(member: Member, fitted: FittedFamily, where: 'bins' | 'blocks', length: number): Float64Array {
  const out = new Float64Array(length);
  fitted.regressors.forEach((regressor, k) => {
    const factor = member.solution.coefficients[k];
    const values = regressor[where];
    for (let i = 0; i < length; i++) out[i] += factor * values[i];
  });
  return out;
}

interface Linked {
  /** K(bins, anchors) seen through the factor: bins x anchors. */
  toAnchors: Float64Array;
  /** K(bins, anchors) of the wandering alone, as it is. */
  wander: Float64Array;
  /** What the anchors leave unknown of the wandering, bins x bins, lower triangle. */
  covariance: Float64Array;
  rippleBins: Float64Array;
}

function linkBins(
  problem: BaselineProblem,
  whitened: Whitened,
  wandering: Wandering,
  rippleBins: Float64Array,
): Linked {
  const { frame, used, level, ripple } = problem;
  const n = used.length;
  const all = frame.anchors.length;
  const bins = frame.bins.length;
  const walk = (wandering.walk * level) ** 2;
  const flicker = (wandering.flicker * level) ** 2;
  const rippleVariance = RIPPLE_SIGMA ** 2;
  const toAnchors = new Float64Array(bins * n);
  const wander = new Float64Array(bins * n);
  const { binsToAnchors, amongBins } = frame;
  for (let b = 0; b < bins; b++) {
    const row = b * n;
    const rippleHere = rippleVariance * rippleBins[b];
    for (let i = 0; i < n; i++) {
      const at = b * all + used[i];
      const value = walk * binsToAnchors.walk[at] + flicker * binsToAnchors.flicker[at];
      wander[row + i] = value;
      toAnchors[row + i] = value + rippleHere * ripple[i];
    }
    forwardSolve(whitened.factor, n, toAnchors, row);
  }
  const covariance = new Float64Array(bins * bins);
  for (let a = 0; a < bins; a++) {
    const rippleHere = rippleVariance * rippleBins[a];
    for (let b = 0; b <= a; b++) {
      const at = a * bins + b;
      const prior = walk * amongBins.walk[at] + flicker * amongBins.flicker[at] + rippleHere * rippleBins[b];
      covariance[at] = prior - dotRange(toAnchors, a * n, toAnchors, b * n, n);
    }
  }
  return { toAnchors, wander, covariance, rippleBins };
}

/** Mean of one member at bins and blocks; adds its parameters' covariance to `within` (lower triangle). */
function predict(
  problem: BaselineProblem,
  whitened: Seen,
  linked: Linked,
  member: Member,
  fitted: FittedFamily,
  within: Float64Array,
  smoother: Smoother,
): { bins: Float64Array; blocks: Float64Array; rippleShare: number } {
  const { frame, used, ripple } = problem;
  const n = used.length;
  const bins = frame.bins.length;
  const size = fitted.regressors.length;
  const { coefficients, covariance } = member.solution;
  const columns = fitted.regressors.map((regressor) => whitened.column(regressor.anchors));
  // V^-1 (y - X c): what the anchors still say once the parameters are known.
  const residual = whitened.y.slice();
  columns.forEach((values, k) => {
    const factor = coefficients[k];
    for (let i = 0; i < n; i++) residual[i] -= factor * values[i];
  });
  backwardSolve(whitened.factor, n, residual);
  const rippleShare = RIPPLE_MEAN + RIPPLE_SIGMA ** 2 * dotRange(ripple, 0, residual, 0, n);
  const meanBins = combineColumns(member, fitted, 'bins', bins);
  const wander = new Float64Array(bins);
  const reach = new Float64Array(bins * size);
  for (let b = 0; b < bins; b++) {
    wander[b] = dotRange(linked.wander, b * n, residual, 0, n);
    meanBins[b] += wander[b] + rippleShare * linked.rippleBins[b];
    for (let k = 0; k < size; k++) {
      reach[b * size + k] = fitted.regressors[k].bins[b] - dotRange(linked.toAnchors, b * n, columns[k], 0, n);
    }
  }
  const spread = new Float64Array(size);
  for (let a = 0; a < bins; a++) {
    for (let k = 0; k < size; k++) {
      spread[k] = member.weight * dotRange(covariance, k * size, reach, a * size, size);
    }
    for (let b = 0; b <= a; b++) within[a * bins + b] += dotRange(spread, 0, reach, b * size, size);
  }
  addToSmoother(problem, whitened, linked, columns, covariance, reach, member.weight, smoother);
  const blocks = interpolateBins(frame, wander);
  const smooth = combineColumns(member, fitted, 'blocks', blocks.length);
  for (let i = 0; i < blocks.length; i++) blocks[i] += smooth[i];
  return { bins: meanBins, blocks, rippleShare };
}

/** Weight of single anchors in the background of the bins, averaged over the members. */
type Smoother = { index: number; bins: Float64Array }[];

/** One row per anchor that lies in the quantified part of the run. */
function startSmoother({ frame, used }: BaselineProblem): Smoother {
  return [...used.keys()]
    .filter((index) => frame.anchors[used[index]].fromSeconds >= frame.quantifiedFromSeconds)
    .map((index) => ({ index, bins: new Float64Array(frame.bins.length) }));
}

/** background(bin) = (t + X C r)' L^-1 y: what one unit of one anchor adds to every bin that lies near it. */
function addToSmoother(
  problem: BaselineProblem,
  whitened: Seen,
  linked: Linked,
  columns: readonly Float64Array[],
  covariance: Float64Array,
  reach: Float64Array,
  weight: number,
  smoother: Smoother,
): void {
  if (smoother.length === 0) return;
  const { frame, used } = problem;
  const n = used.length;
  const size = columns.length;
  const first = frame.anchors[used[smoother[0].index]].fromSeconds;
  const row = new Float64Array(n);
  frame.bins.forEach((bin, b) => {
    if (bin.toSeconds <= first) return;
    row.set(linked.toAnchors.subarray(b * n, (b + 1) * n));
    for (let k = 0; k < size; k++) {
      let along = 0;
      for (let l = 0; l < size; l++) along += covariance[k * size + l] * reach[b * size + l];
      for (let i = 0; i < n; i++) row[i] += columns[k][i] * along;
    }
    backwardSolve(whitened.factor, n, row);
    for (const { index, bins } of smoother) bins[b] += weight * row[index];
  });
}

/** Straight lines between the middles of the bins, held at the ends. */
function interpolateBins(frame: BaselineFrame, values: Float64Array): Float64Array {
  const { bins, blocks } = frame;
  const middle = (index: number) => (bins[index].first + bins[index].end) / 2;
  const out = new Float64Array(blocks.count);
  let right = 0;
  for (let i = 0; i < out.length; i++) {
    const position = i + 0.5;
    while (right < bins.length && middle(right) < position) right += 1;
    if (right === 0) out[i] = values[0];
    else if (right === bins.length) out[i] = values[bins.length - 1];
    else {
      const share = (position - middle(right - 1)) / (middle(right) - middle(right - 1));
      out[i] = values[right - 1] + share * (values[right] - values[right - 1]);
    }
  }
  return out;
}

/** Each model at its best strength of wandering, with its share of the average. */
function describeModels(
  problem: BaselineProblem,
  families: readonly FittedFamily[],
  members: readonly Member[],
): ModelShare[] {
  const n = problem.used.length;
  const models = [...new Set(families.map((fitted) => fitted.family.model))];
  return models.flatMap((model) => {
    const own = members.filter((member) => families[member.family].family.model === model);
    if (own.length === 0) return [];
    const best = own.reduce((a, b) => (b.logWeight > a.logWeight ? b : a));
    const { family, hours, regressors } = families[best.family];
    // The linear parameters, time constants among them, and two strengths of wandering.
    const k = regressors.length + (problem.options.walk ? 2 : 0);
    const correction = n - k - 1 > 0 ? (2 * k * (k + 1)) / (n - k - 1) : Number.POSITIVE_INFINITY;
    const named = Object.fromEntries(family.terms.map((term, index) => [term.name, hours[index]]));
    return [
      {
        model,
        aicc: best.solution.chiSquared + logDeterminantOf(best, members) + 2 * k + correction,
        weight: own.reduce((sum, member) => sum + member.weight, 0),
        parameters: { ...family.fixed, ...named },
        chiSquaredPerDegree: best.solution.chiSquared / Math.max(1, n - regressors.length),
      },
    ];
  });
}

/** The part of -2 log L that the covariance gives, relative to the smallest: constants drop out of AICc differences. */
function logDeterminantOf(member: Member, members: readonly Member[]): number {
  const value = (one: Member) => -2 * one.solution.logEvidence - one.solution.chiSquared;
  return value(member) - Math.min(...members.map(value));
}
