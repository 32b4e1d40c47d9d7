import type { Arena } from '../numerics/arena.ts';
import { backwardSolve, dotRange } from '../numerics/dense.ts';
import { RIPPLE_MEAN, RIPPLE_SIGMA, type BaselineProblem, type Wandering } from './baseline-problem.ts';
import type { FittedFamily, Regressor } from './fit-family.ts';
import { linkBins, type LinkedBins } from './link-bins.ts';
import type { Member, Seen } from './members.ts';
import {
  addAnchorWeights,
  addLevers,
  firstBinConcerned,
  noiseInCommon,
  startAnchorWeights,
  type NoiseInCommon,
} from './noise-in-common.ts';
import type { BaselineFrame } from './prepare-baseline.ts';

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
  const airUnknown = air && new Float64Array(bins);
  const rippleBins = arena.take(bins);
  if (options.rippleUnknown) for (let b = 0; b < bins; b++) rippleBins[b] = levelBins[b] * frame.ripple.bins[b];
  const within = new Float64Array(bins * bins);
  const coefficients = families.map(({ regressors }) => arena.take(regressors.length));
  const wander = arena.take(bins);
  const means: { weight: number; bins: Float64Array }[] = [];
  const anchorWeights = startAnchorWeights(problem);
  const firstBin = firstBinConcerned(anchorWeights, problem);
  let walk = 0;
  let walkShare = 0;
  let rippleShare = 0;
  wanderings.forEach((wandering, index) => {
    const kept = members.filter((member) => member.wandering === index && member.weight > 0);
    const through = seen[index];
    if (!through || kept.length === 0) return;
    const share = kept.reduce((total, member) => total + member.weight, 0);
    walk += share * (wandering.walk * problem.level) ** 2;
    if (wandering.walk > 0) walkShare += share;
    const linked = linkBins(problem, through, wandering, currentBins, rippleBins);
    for (let i = 0; i < within.length; i++) within[i] += share * linked.covariance[i];
    const reachOf = reaches(problem, through, linked);
    const levers = arena.take(bins * problem.used.length);
    for (const member of kept) {
      const family = families[member.family];
      const { weight, solution } = member;
      const mean = predict(problem, through, linked, member, family, rippleBins);
      means.push({ weight, bins: mean.bins });
      const reach = reachOf(family);
      addParameters(within, weight, solution.covariance, reach, arena);
      if (air && airUnknown) {
        const index = family.regressors.findIndex(({ course }) => course === air.course);
        addUnknown(airUnknown, weight, solution.covariance, reach, index);
      }
      if (firstBin < bins) {
        const columns = family.regressors.map(({ course }) => through.column(course.anchors));
        addLevers(levers, firstBin, columns, solution.covariance, reach, weight);
      }
      rippleShare += weight * mean.rippleShare;
      for (let b = 0; b < bins; b++) wander[b] += weight * mean.wander[b];
      const sums = coefficients[member.family];
      for (let k = 0; k < sums.length; k++) sums[k] += weight * solution.coefficients[k];
    }
    addAnchorWeights(anchorWeights, firstBin, through, linked, levers, share);
  });
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

/** Adds coefficients times regressors. */
function addCourses(
  out: Float64Array,
  { regressors }: FittedFamily,
  coefficients: Float64Array,
  where: 'bins' | 'blocks',
): void {
  regressors.forEach(({ course }, k) => {
    const factor = coefficients[k];
    if (factor === 0) return;
    const values = course[where];
    for (let i = 0; i < out.length; i++) out[i] += factor * values[i];
  });
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
  fitted.regressors.forEach(({ course }, k) => {
    const values = seen.column(course.anchors);
    const factor = coefficients[k];
    for (let i = 0; i < n; i++) residual[i] -= factor * values[i];
  });
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

/**
 * A curve without jumps whose mean over each bin is the bin's value: amounts are integrals, and straight lines between
 * middles of unequal bins would change them. Parabolas, meeting where straight lines between the middles cross the edges.
 */
function curveThroughBins(frame: BaselineFrame, values: Float64Array): Float64Array {
  const { bins, blocks } = frame;
  const out = new Float64Array(blocks.count);
  /** Value where a bin meets the next one, in proportion to the other's width. */
  const edge = (left: number): number => {
    const right = left + 1;
    if (left < 0) return values[0];
    if (right >= bins.length) return values[left];
    const [own, next] = [bins[left].end - bins[left].first, bins[right].end - bins[right].first];
    return (values[left] * next + values[right] * own) / (own + next);
  };
  bins.forEach(({ first, end }, bin) => {
    const [from, to] = [edge(bin - 1), edge(bin)];
    const bulge = 6 * (values[bin] - (from + to) / 2);
    const blocksInside = end - first;
    for (let i = 0; i < blocksInside; i++) {
      const share = (i + 0.5) / blocksInside;
      // Mean of s (1 - s) over the block.
      const round = share * (1 - share) - 1 / (12 * blocksInside ** 2);
      out[first + i] = from + (to - from) * share + bulge * round;
    }
  });
  return out;
}
