import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';
import { factorise, forwardSolve, inverseOf } from '../numerics/dense.ts';
import { differenceSigma, medianOf } from '../numerics/statistics.ts';
import { meanInCell } from './cells.ts';
import type { BaselineFrame } from './prepare-baseline.ts';

/** Background of one mass: its mean and what is not known of it. */
export interface BaselineFit {
  mz: number;
  /** Mean background per block without the ripple, same unit as the ratio. */
  blocks: Float64Array;
  /** Factor of 1/I(carrier) - 1: the share of the background that does not follow the carrier. */
  rippleFactor: number;
  /** Covariance of the bins' means, row-major: parameters, wandering and noise within the models. */
  within: Float64Array;
  /** Covariance from the spread between models and strengths of wandering. */
  between: Float64Array;
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

export interface BaselineOptions {
  walk: boolean;
  /** Whether the share of vacuum-borne background is unknown (then 1/I(carrier) is a regressor). */
  rippleUnknown: boolean;
  /** Standard deviation of the slope a priori, share of the level per 10 h; undefined leaves it free. */
  slopePrior: number | undefined;
}

/** Strengths of wandering tried, shares of the background's level: walk per root hour, flicker per decade. */
const WALKS = [0, 4e-4, 1e-3, 2.5e-3];
const FLICKERS = [0, 5e-4, 1e-3, 2e-3];
/** A share between none and all of the background, evenly likely: mean and standard deviation. */
const RIPPLE_MEAN = 0.5;
const RIPPLE_SIGMA = 1 / Math.sqrt(12);
/** Members below this share of the average are left out. */
const SMALLEST_WEIGHT = 2e-3;

interface Member {
  hyper: number;
  shape: number;
  logWeight: number;
  weight: number;
  logLikelihood: number;
  chiSquared: number;
  parameters: number;
}

/**
 * Background of one mass from the block means inside the spans (science.md 1.3): for every shape of the chosen models
 * and every strength of slow wandering a generalised least-squares fit; their average by restricted likelihood.
 * The spread of the members is part of the uncertainty, so that a shape nobody can tell from another one counts.
 * @param column index of the mass in `frame.blocks`
 * @returns undefined where the anchors hold too few finite values
 */
export function fitBaseline(
  frame: BaselineFrame,
  mz: number,
  column: number,
  options: BaselineOptions,
): BaselineFit | undefined {
  const problem = setUp(frame, column, options);
  if (!problem) return undefined;
  const hypers = options.walk
    ? WALKS.flatMap((walk) => FLICKERS.map((flicker) => ({ walk, flicker })))
    : [{ walk: 0, flicker: 0 }];
  const members: Member[] = [];
  const solved = hypers.map((hyper, index) => {
    const whitened = whiten(problem, hyper);
    if (whitened) frame.shapes.forEach((_, shape) => members.push(...judge(problem, whitened, index, shape)));
    return whitened;
  });
  if (members.length === 0) return undefined;
  weigh(members);
  return average(problem, mz, hypers, solved, members, options);
}

interface Problem {
  frame: BaselineFrame;
  options: BaselineOptions;
  /** Anchors with finite values. */
  used: number[];
  y: Float64Array;
  variance: Float64Array;
  level: number;
  ripple: number;
  blockSigma: number;
}

function setUp(frame: BaselineFrame, column: number, options: BaselineOptions): Problem | undefined {
  const { anchors, blocks } = frame;
  const means = blocks.mean[column];
  const white = blocks.whiteVariance[column];
  const used: number[] = [];
  const y: number[] = [];
  const variance: number[] = [];
  anchors.forEach((cell, index) => {
    const value = meanInCell(means, cell);
    if (!Number.isFinite(value)) return;
    used.push(index);
    y.push(value);
    variance.push(meanInCell(white, cell) / (cell.end - cell.first));
  });
  if (used.length < 3) return undefined;
  // A channel whose readings do not scatter at all still has the resolution of its numbers.
  const level = Math.abs(medianOf(y));
  const floor = Math.max(medianOf(variance) * 1e-3 || 0, (1e-9 * level) ** 2, 1e-60);
  const blockValues: number[] = [];
  for (const index of used) {
    for (let i = anchors[index].first; i < anchors[index].end; i++) blockValues.push(means[i]);
  }
  return {
    frame,
    options,
    used,
    y: Float64Array.from(y),
    variance: Float64Array.from(variance, (value) => (value > floor ? value : floor)),
    level,
    ripple: options.rippleUnknown ? level : 0,
    blockSigma: differenceSigma(blockValues.filter(Number.isFinite)),
  };
}

interface Whitened {
  factor: Float64Array;
  logDeterminant: number;
  y: Float64Array;
  columns: Float64Array[];
}

/** Covariance of the anchors for one strength of wandering, factorised, and everything seen through it. */
function whiten(problem: Problem, hyper: { walk: number; flicker: number }): Whitened | undefined {
  const { frame, used, level, ripple, options } = problem;
  const n = used.length;
  const all = frame.anchors.length;
  const walk = (hyper.walk * level) ** 2;
  const flicker = (hyper.flicker * level) ** 2;
  const rippleVariance = (RIPPLE_SIGMA * ripple) ** 2;
  const slopeVariance = options.slopePrior === undefined ? 0 : (options.slopePrior * level) ** 2;
  const slope = frame.columns[1];
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const a = used[i];
    for (let j = 0; j <= i; j++) {
      const b = used[j];
      let value = walk * frame.amongAnchors.walk[a * all + b] + flicker * frame.amongAnchors.flicker[a * all + b];
      value += rippleVariance * frame.rippleAnchors[a] * frame.rippleAnchors[b];
      if (slopeVariance > 0) value += (slopeVariance * slope.anchors[a] * slope.anchors[b]) / slope.scale ** 2;
      matrix[i * n + j] = value;
    }
    matrix[i * n + i] += problem.variance[i];
  }
  if (!factorise(matrix, n)) return undefined;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += 2 * Math.log(matrix[i * n + i]);
  const y = problem.y.map((value, i) => value - RIPPLE_MEAN * ripple * frame.rippleAnchors[used[i]]);
  forwardSolve(matrix, n, y);
  const columns = frame.columns.map((column) => {
    const values = Float64Array.from(used, (index) => column.anchors[index]);
    forwardSolve(matrix, n, values);
    return values;
  });
  return { factor: matrix, logDeterminant, y, columns };
}

/** Which regressors a shape uses. */
function columnsOf(problem: Problem, shape: number): number[] {
  const { hasSlope, decay } = problem.frame.shapes[shape];
  const columns = [0];
  if (hasSlope && problem.options.slopePrior === undefined) columns.push(1);
  if (decay) columns.push(2 + shape);
  return columns;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

interface Solution {
  columns: number[];
  coefficients: Float64Array;
  covariance: Float64Array;
  chiSquared: number;
  logNormal: number;
}

function solve(problem: Problem, whitened: Whitened, shape: number): Solution | undefined {
  const columns = columnsOf(problem, shape);
  const size = columns.length;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    right[a] = dot(whitened.columns[columns[a]], whitened.y);
    for (let b = 0; b <= a; b++) {
      normal[a * size + b] = dot(whitened.columns[columns[a]], whitened.columns[columns[b]]);
      normal[b * size + a] = normal[a * size + b];
    }
  }
  // Regressors that cannot be told apart inside the spans give no member.
  for (let a = 0; a < size; a++) normal[a * size + a] *= 1 + 1e-10;
  if (!factorise(normal, size)) return undefined;
  let logNormal = 0;
  for (let a = 0; a < size; a++) logNormal += 2 * Math.log(normal[a * size + a]);
  const covariance = inverseOf(normal, size);
  const coefficients = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) coefficients[a] += covariance[a * size + b] * right[b];
  }
  const chiSquared = Math.max(0, dot(whitened.y, whitened.y) - dot(right, coefficients));
  return { columns, coefficients, covariance, chiSquared, logNormal };
}

function judge(problem: Problem, whitened: Whitened, hyper: number, shape: number): Member[] {
  const solution = solve(problem, whitened, shape);
  if (!solution) return [];
  const logLikelihood = -0.5 * (whitened.logDeterminant + solution.chiSquared);
  const logWeight = logLikelihood - 0.5 * solution.logNormal + Math.log(problem.frame.shapes[shape].prior);
  const { chiSquared, columns } = solution;
  return [{ hyper, shape, logWeight, weight: 0, logLikelihood, chiSquared, parameters: columns.length }];
}

function weigh(members: Member[]): void {
  const top = Math.max(...members.map((member) => member.logWeight));
  let sum = 0;
  for (const member of members) sum += member.weight = Math.exp(member.logWeight - top);
  let kept = 0;
  for (const member of members) {
    member.weight = member.weight / sum < SMALLEST_WEIGHT ? 0 : member.weight / sum;
    kept += member.weight;
  }
  for (const member of members) member.weight /= kept;
}

/** Mean and covariance of the weighted members. */
function average(
  problem: Problem,
  mz: number,
  hypers: readonly { walk: number; flicker: number }[],
  solved: readonly (Whitened | undefined)[],
  members: readonly Member[],
  options: BaselineOptions,
): BaselineFit {
  const { frame, used } = problem;
  const bins = frame.bins.length;
  const blocks = new Float64Array(frame.blocks.count);
  const meanBins = new Float64Array(bins);
  const within = new Float64Array(bins * bins);
  const between = new Float64Array(bins * bins);
  let rippleFactor = 0;
  let walkVariance = 0;
  const predictions: { weight: number; bins: Float64Array }[] = [];
  hypers.forEach((hyper, index) => {
    const whitened = solved[index];
    const kept = members.filter((member) => member.hyper === index && member.weight > 0);
    if (!whitened || kept.length === 0) return;
    const share = kept.reduce((sum, member) => sum + member.weight, 0);
    walkVariance += share * (hyper.walk * problem.level) ** 2;
    const linked = linkBins(problem, whitened, hyper);
    for (let i = 0; i < within.length; i++) within[i] += share * linked.covariance[i];
    for (const member of kept) {
      const prediction = predict(problem, whitened, linked, member.shape);
      predictions.push({ weight: member.weight, bins: prediction.bins });
      for (let b = 0; b < bins; b++) meanBins[b] += member.weight * prediction.bins[b];
      for (let i = 0; i < blocks.length; i++) blocks[i] += member.weight * prediction.blocks[i];
      for (let i = 0; i < within.length; i++) within[i] += member.weight * prediction.parameterCovariance[i];
      rippleFactor += member.weight * prediction.rippleFactor;
    }
  });
  for (const { weight, bins: values } of predictions) {
    for (let a = 0; a < bins; a++) {
      const off = weight * (values[a] - meanBins[a]);
      for (let b = 0; b <= a; b++) between[a * bins + b] += off * (values[b] - meanBins[b]);
    }
  }
  for (let a = 0; a < bins; a++) for (let b = 0; b < a; b++) between[b * bins + a] = between[a * bins + b];
  const best = members.reduce((a, b) => (b.weight > a.weight ? b : a));
  const degrees = Math.max(1, used.length - best.parameters - 1);
  const chiSquaredPerDegree = best.chiSquared / degrees;
  const inflation = Math.max(1, chiSquaredPerDegree);
  for (let i = 0; i < within.length; i++) within[i] *= inflation;
  return {
    mz,
    blocks,
    rippleFactor: options.rippleUnknown ? rippleFactor : 0,
    within,
    between,
    degreesOfFreedom: degrees,
    anchors: used.length,
    blockCount: frame.blockCount,
    extrapolated: frame.extrapolated,
    models: describeModels(problem, members, used.length),
    blockSigma: problem.blockSigma,
    walkSigmaPerRootHour: Math.sqrt(walkVariance),
    chiSquaredPerDegree,
  };
}

interface Linked {
  /** K(bins, anchors) seen through the factor: bins x anchors. */
  toAnchors: Float64Array;
  /** The same without the ripple, for the part that is interpolated between bins. */
  wanderOnly: Float64Array;
  /** What the anchors leave unknown of the wandering, bins x bins. */
  covariance: Float64Array;
}

function linkBins(problem: Problem, whitened: Whitened, hyper: { walk: number; flicker: number }): Linked {
  const { frame, used, level, ripple, options } = problem;
  const n = used.length;
  const all = frame.anchors.length;
  const bins = frame.bins.length;
  const walk = (hyper.walk * level) ** 2;
  const flicker = (hyper.flicker * level) ** 2;
  const rippleVariance = (RIPPLE_SIGMA * ripple) ** 2;
  const slopeVariance = options.slopePrior === undefined ? 0 : (options.slopePrior * level) ** 2;
  const slope = frame.columns[1];
  const toAnchors = new Float64Array(bins * n);
  const wanderOnly = new Float64Array(bins * n);
  for (let b = 0; b < bins; b++) {
    for (let i = 0; i < n; i++) {
      const a = used[i];
      let value = walk * frame.binsToAnchors.walk[b * all + a] + flicker * frame.binsToAnchors.flicker[b * all + a];
      if (slopeVariance > 0) value += (slopeVariance * slope.bins[b] * slope.anchors[a]) / slope.scale ** 2;
      wanderOnly[b * n + i] = value;
      toAnchors[b * n + i] = value + rippleVariance * frame.rippleBins[b] * frame.rippleAnchors[a];
    }
    forwardSolve(whitened.factor, n, toAnchors, b * n);
    forwardSolve(whitened.factor, n, wanderOnly, b * n);
  }
  const covariance = new Float64Array(bins * bins);
  for (let a = 0; a < bins; a++) {
    for (let b = 0; b <= a; b++) {
      let value = walk * frame.amongBins.walk[a * bins + b] + flicker * frame.amongBins.flicker[a * bins + b];
      value += rippleVariance * frame.rippleBins[a] * frame.rippleBins[b];
      if (slopeVariance > 0) value += (slopeVariance * slope.bins[a] * slope.bins[b]) / slope.scale ** 2;
      for (let i = 0; i < n; i++) value -= toAnchors[a * n + i] * toAnchors[b * n + i];
      covariance[a * bins + b] = value;
      covariance[b * bins + a] = value;
    }
  }
  return { toAnchors, wanderOnly, covariance };
}

interface Prediction {
  bins: Float64Array;
  blocks: Float64Array;
  parameterCovariance: Float64Array;
  rippleFactor: number;
}

function predict(problem: Problem, whitened: Whitened, linked: Linked, shape: number): Prediction {
  const { frame, used, ripple } = problem;
  const n = used.length;
  const bins = frame.bins.length;
  const solution = solve(problem, whitened, shape)!;
  const size = solution.columns.length;
  const residual = whitened.y.slice();
  solution.columns.forEach((column, k) => {
    const values = whitened.columns[column];
    for (let i = 0; i < n; i++) residual[i] -= solution.coefficients[k] * values[i];
  });
  const meanBins = new Float64Array(bins);
  const wander = new Float64Array(bins);
  const reach = new Float64Array(bins * size);
  for (let b = 0; b < bins; b++) {
    for (let i = 0; i < n; i++) {
      meanBins[b] += linked.toAnchors[b * n + i] * residual[i];
      wander[b] += linked.wanderOnly[b * n + i] * residual[i];
    }
    meanBins[b] += RIPPLE_MEAN * ripple * frame.rippleBins[b];
    for (let k = 0; k < size; k++) {
      const column = solution.columns[k];
      let value = frame.columns[column].bins[b];
      meanBins[b] += solution.coefficients[k] * value;
      for (let i = 0; i < n; i++) value -= linked.toAnchors[b * n + i] * whitened.columns[column][i];
      reach[b * size + k] = value;
    }
  }
  const parameterCovariance = new Float64Array(bins * bins);
  for (let a = 0; a < bins; a++) {
    for (let b = 0; b <= a; b++) {
      let value = 0;
      for (let k = 0; k < size; k++) {
        for (let l = 0; l < size; l++) {
          value += reach[a * size + k] * solution.covariance[k * size + l] * reach[b * size + l];
        }
      }
      parameterCovariance[a * bins + b] = value;
      parameterCovariance[b * bins + a] = value;
    }
  }
  const blocks = interpolateBins(frame, wander);
  solution.columns.forEach((column, k) => {
    const values = frame.columns[column].blocks;
    for (let i = 0; i < blocks.length; i++) blocks[i] += solution.coefficients[k] * values[i];
  });
  const rippleVector = Float64Array.from(used, (index) => frame.rippleAnchors[index]);
  forwardSolve(whitened.factor, n, rippleVector);
  const rippleFactor = RIPPLE_MEAN * ripple + (RIPPLE_SIGMA * ripple) ** 2 * dot(rippleVector, residual);
  return { bins: meanBins, blocks, parameterCovariance, rippleFactor };
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

function describeModels(problem: Problem, members: readonly Member[], n: number): ModelShare[] {
  const { shapes } = problem.frame;
  const models = [...new Set(shapes.map((shape) => shape.model))];
  return models.flatMap((model) => {
    const own = members.filter((member) => shapes[member.shape].model === model);
    if (own.length === 0) return [];
    const best = own.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
    const shape = shapes[best.shape];
    // Linear parameters, the shape's own, and two strengths of wandering.
    const k = best.parameters + Object.keys(shape.parameters).length + (problem.options.walk ? 2 : 0);
    const correction = n - k - 1 > 0 ? (2 * k * (k + 1)) / (n - k - 1) : Number.POSITIVE_INFINITY;
    return [
      {
        model,
        aicc: -2 * best.logLikelihood + 2 * k + correction,
        weight: own.reduce((sum, member) => sum + member.weight, 0),
        parameters: shape.parameters,
        chiSquaredPerDegree: best.chiSquared / Math.max(1, n - best.parameters - 1),
      },
    ];
  });
}
