import type { Arena } from '../numerics/arena.ts';
import { addTimes, backwardSolve, dotRange } from '../numerics/dense.ts';
import { RIPPLE_MEAN, RIPPLE_SIGMA, type BaselineProblem, type Wandering } from './baseline-problem.ts';
import { curveThroughBins } from './curve-through-bins.ts';
import type { FittedFamily, Regressor } from './fit-family.ts';
import { linkBins, type LinkedBins } from './link-bins.ts';
import type { Member, Seen } from './members.ts';
import {
  addAnchorWeights,
  addLevers,
  firstBinConcerned,
  noiseInCommon,
  startAnchorWeights,
  type AnchorWeights,
  type NoiseInCommon,
} from './noise-in-common.ts';
import type { Course } from './prepare-baseline.ts';

/** Mean and covariance of the weighted members. */
export interface AveragedBackground {
  /** Mean background per block, ripple of the carrier included. */
  blocks: Float64Array;
  /** Share of the background that does not follow the carrier. */
  rippleShare: number;
  /** Covariance of the bins' means, row-major: within the members, and between them. */
  within: Float64Array;
  between: Float64Array;
  /** What is not known of the air drawn in, one standard deviation of it at every bin; part of `within`. None: no air. */
  air: Float64Array | undefined;
  sharedNoise: NoiseInCommon;
  walkSigmaPerRootHour: number;
  /** Probability that this background walks, prior and spans together; 0 where it was told that it does not. */
  walkShare: number;
}

/** Averages the members; @param seen by strength of wandering, undefined where its covariance cannot be used */
export function averageMembers(
  problem: BaselineProblem,
  wanderings: readonly Wandering[],
  seen: readonly (Seen | undefined)[],
  families: readonly FittedFamily[],
  members: readonly Member[],
): AveragedBackground {
  const { frame, options, arena } = problem;
  const bins = frame.bins.length;
  const best = members.reduce((a, b) => (b.weight > a.weight ? b : a));
  const levelBins = arena.take(bins);
  addCourses(levelBins, families[best.family], best.solution.coefficients, 'bins');
  const { air } = options;
  const currentBins = air ? levelBins.map((level, b) => level + air.height * air.course.bins[b]) : levelBins;
  const rippleBins = arena.take(bins);
  if (options.rippleUnknown) for (let b = 0; b < bins; b++) rippleBins[b] = levelBins[b] * frame.ripple.bins[b];
  const sums: Sums = {
    within: new Float64Array(bins * bins),
    air: air && new Float64Array(bins),
    airCourse: air?.course,
    coefficients: families.map(({ regressors }) => arena.take(regressors.length)),
    wander: arena.take(bins),
    rippleShare: 0,
    means: [],
    anchorWeights: startAnchorWeights(problem),
    firstBin: 0,
  };
  sums.firstBin = firstBinConcerned(sums.anchorWeights, problem);
  const places: BinPlaces = { currentBins, rippleBins };
  let walk = 0;
  let walkShare = 0;
  for (let index = 0; index < wanderings.length; index++) {
    const wandering = wanderings[index];
    const kept = members.filter((member) => member.wandering === index && member.weight > 0);
    const through = seen[index];
    if (!through || kept.length === 0) continue;
    const share = kept.reduce((total, member) => total + member.weight, 0);
    walk += share * (wandering.walk * problem.level) ** 2;
    if (wandering.walk > 0) walkShare += share;
    addWandering(sums, problem, wandering, through, kept, share, families, places);
  }
  const { within, coefficients, wander, rippleShare, means, anchorWeights, air: airUnknown } = sums;
  const blocks = curveThroughBins(frame, wander);
  families.forEach((family, f) => addCourses(blocks, family, coefficients[f], 'blocks'));
  if (options.rippleUnknown) {
    for (let i = 0; i < blocks.length; i++) blocks[i] *= 1 + rippleShare * frame.ripple.blocks[i];
  }
  if (air) for (let i = 0; i < blocks.length; i++) blocks[i] += air.height * air.course.blocks[i];
  mirror(within, bins);
  return {
    blocks,
    rippleShare: options.rippleUnknown ? rippleShare : 0,
    within,
    between: spread(means, bins),
    air: airUnknown,
    sharedNoise: noiseInCommon(anchorWeights, problem),
    walkSigmaPerRootHour: Math.sqrt(walk),
    walkShare,
  };
}

/** What is added up over the members. Steps of their own, because one function of all of them takes long to compile. */
interface Sums {
  within: Float64Array;
  air: Float64Array | undefined;
  /** The regressor of air. */
  airCourse: Course | undefined;
  /** Per family. */
  coefficients: Float64Array[];
  wander: Float64Array;
  rippleShare: number;
  means: { weight: number; bins: Float64Array }[];
  anchorWeights: AnchorWeights;
  firstBin: number;
}

/** See `linkBins`. */
interface BinPlaces {
  currentBins: Float64Array;
  rippleBins: Float64Array;
}

/** Adds the members of one strength of wandering. @param share their weights together */
function addWandering(
  sums: Sums,
  problem: BaselineProblem,
  wandering: Wandering,
  through: Seen,
  kept: readonly Member[],
  share: number,
  families: readonly FittedFamily[],
  { currentBins, rippleBins }: BinPlaces,
): void {
  const { within } = sums;
  const linked = linkBins(problem, through, wandering, currentBins, rippleBins);
  addTimes(within, share, linked.covariance);
  const reachOf = reaches(problem, through, linked);
  const levers = problem.arena.take(currentBins.length * problem.used.length);
  for (const member of kept) {
    const family = families[member.family];
    addMean(sums, member, predict(problem, through, linked, member, family, rippleBins));
    addCovariance(sums, problem, through, member, family, reachOf(family), levers);
  }
  addAnchorWeights(sums.anchorWeights, sums.firstBin, through, linked, levers, share);
}

function addMean(sums: Sums, { weight, family, solution }: Member, mean: ReturnType<typeof predict>): void {
  sums.means.push({ weight, bins: mean.bins });
  sums.rippleShare += weight * mean.rippleShare;
  addTimes(sums.wander, weight, mean.wander);
  addTimes(sums.coefficients[family], weight, solution.coefficients);
}

function addCovariance(
  sums: Sums,
  problem: BaselineProblem,
  through: Seen,
  { weight, solution }: Member,
  { regressors }: FittedFamily,
  reach: Float64Array,
  levers: Float64Array,
): void {
  addParameters(sums.within, weight, solution.covariance, reach, problem.arena);
  if (sums.air) {
    const index = regressors.findIndex(({ course }) => course === sums.airCourse);
    addUnknown(sums.air, weight, solution.covariance, reach, index);
  }
  if (sums.firstBin < problem.frame.bins.length) {
    const columns = regressors.map(({ course }) => through.column(course.anchors));
    addLevers(levers, sums.firstBin, columns, solution.covariance, reach, weight);
  }
}

/** Adds coefficients times regressors. */
function addCourses(
  out: Float64Array,
  { regressors }: FittedFamily,
  coefficients: Float64Array,
  where: 'bins' | 'blocks',
): void {
  for (let k = 0; k < regressors.length; k++) {
    const factor = coefficients[k];
    if (factor === 0) continue;
    const { course } = regressors[k];
    addTimes(out, factor, where === 'bins' ? course.bins : course.blocks);
  }
}

/** Mean of one member at the bins. Arrays live in the arena. */
function predict(
  problem: BaselineProblem,
  seen: Seen,
  linked: LinkedBins,
  member: Member,
  fitted: FittedFamily,
  rippleBins: Float64Array,
): { bins: Float64Array; wander: Float64Array; rippleShare: number } {
  const { used, ripple, arena } = problem;
  const n = used.length;
  const { coefficients } = member.solution;
  // V^-1 (y - X c): what the anchors still say once the parameters are known.
  const residual = arena.take(n);
  residual.set(seen.y);
  for (let k = 0; k < fitted.regressors.length; k++)
    addTimes(residual, -coefficients[k], seen.column(fitted.regressors[k].course.anchors));
  backwardSolve(seen.factor, n, residual);
  const rippleShare = RIPPLE_MEAN + RIPPLE_SIGMA ** 2 * dotRange(ripple, 0, residual, 0, n);
  const mean = arena.take(rippleBins.length);
  addCourses(mean, fitted, coefficients, 'bins');
  const wander = arena.take(rippleBins.length);
  for (let b = 0; b < mean.length; b++) {
    wander[b] = dotRange(linked.wander, b * n, residual, 0, n);
    mean[b] += wander[b] + rippleShare * rippleBins[b];
  }
  return { bins: mean, wander, rippleShare };
}

/**
 * How far the parameters of a family reach into the bins under one strength of wandering: bins x parameters, each
 * regressor less what the anchors say of it. Families share regressors.
 */
function reaches(problem: BaselineProblem, seen: Seen, linked: LinkedBins): (fitted: FittedFamily) => Float64Array {
  const { frame, used, arena } = problem;
  const n = used.length;
  const bins = frame.bins.length;
  const known = new Map<Float64Array, Float64Array>();
  const reachOf = ({ course }: Regressor) => {
    const before = known.get(course.anchors);
    if (before) return before;
    const column = seen.column(course.anchors);
    const own = course.bins;
    const reach = arena.take(bins);
    for (let b = 0; b < bins; b++) reach[b] = own[b] - dotRange(linked.toAnchors, b * n, column, 0, n);
    known.set(course.anchors, reach);
    return reach;
  };
  return ({ regressors }) => {
    const size = regressors.length;
    const out = arena.take(bins * size);
    for (let k = 0; k < size; k++) {
      const reach = reachOf(regressors[k]);
      for (let b = 0; b < bins; b++) out[b * size + k] = reach[b];
    }
    return out;
  };
}

/** Adds what is not known of one member's parameters to the lower triangle of `within`. */
function addParameters(
  within: Float64Array,
  weight: number,
  covariance: Float64Array,
  reach: Float64Array,
  arena: Arena,
): void {
  const size = Math.round(Math.sqrt(covariance.length));
  const bins = reach.length / size;
  const row = arena.take(size);
  for (let a = 0; a < bins; a++) {
    for (let k = 0; k < size; k++) row[k] = weight * dotRange(covariance, k * size, reach, a * size, size);
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += row[k] * reach[b * size + k];
      within[a * bins + b] += sum;
    }
  }
}

/**
 * Adds, at every bin, the part of the parameters' uncertainty that comes with one of them: their covariance with it over its
 * standard deviation.
 */
function addUnknown(
  out: Float64Array,
  weight: number,
  covariance: Float64Array,
  reach: Float64Array,
  index: number,
): void {
  const size = Math.round(Math.sqrt(covariance.length));
  const sigma = Math.sqrt(covariance[index * size + index]);
  if (!(sigma > 0)) return;
  for (let b = 0; b < out.length; b++) {
    out[b] += (weight / sigma) * dotRange(covariance, index * size, reach, b * size, size);
  }
}

/** Weighted covariance of the members' means. */
function spread(means: readonly { weight: number; bins: Float64Array }[], bins: number): Float64Array {
  const out = new Float64Array(bins * bins);
  const average = new Float64Array(bins);
  for (const mean of means) for (let b = 0; b < bins; b++) average[b] += mean.weight * mean.bins[b];
  for (const mean of means) {
    for (let a = 0; a < bins; a++) {
      const off = mean.weight * (mean.bins[a] - average[a]);
      for (let b = 0; b <= a; b++) out[a * bins + b] += off * (mean.bins[b] - average[b]);
    }
  }
  mirror(out, bins);
  return out;
}

function mirror(matrix: Float64Array, size: number): void {
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) matrix[b * size + a] = matrix[a * size + b];
}
