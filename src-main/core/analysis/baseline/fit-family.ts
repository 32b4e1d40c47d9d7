import { meanInBin } from './cells.ts';
import { meansFrom, POINTS } from './quadrature.ts';
import { whitenColumn, type BaselineProblem, type Whitened } from './baseline-problem.ts';
import type { BaselineFrame, Course } from './prepare-baseline.ts';
import type { DecayTerm, Family } from './shapes.ts';
import { solveMember } from './solve-member.ts';

/** One regressor with the width of its coefficient's prior. */
export interface Regressor {
  course: Course;
  priorSigma: number;
}

/** A family with its time constants fitted and linearised around the fit. */
export interface FittedFamily {
  family: Family;
  hours: number[];
  regressors: Regressor[];
}

/** Widths of the priors, in units of the background's level: constant and decays, slope per 10 h. */
const AMPLITUDE_SIGMA = 3;
/** The slower of two decays is what the faster one leaves: of the order of the level itself. */
const HELD_AMPLITUDE_SIGMA = 1;
/** Backgrounds drift by up to 1 % per 10 h either way, evenly likely (science.md 7). */
const USUAL_SLOPE_SIGMA = 0.01 / Math.sqrt(3);
export const FREE_SLOPE_SIGMA = 1;
/** Width of the prior of a time constant's logarithm around its fit, and around a place in a grid. */
const LOG_HOURS_SIGMA = 0.7;
const HELD_LOG_HOURS_SIGMA = 0.25;
const SHORTEST_HOURS = 0.1;
const LONGEST_HOURS = 80;
const ROUNDS = 5;
/** Change of a logarithm that the derivative among the regressors makes up for. */
const CLOSE_ENOUGH = 0.02;

function logSigma(term: DecayTerm): number {
  return term.isHeld ? HELD_LOG_HOURS_SIGMA : LOG_HOURS_SIGMA;
}

function amplitudeSigma(term: DecayTerm): number {
  return term.isHeld ? HELD_AMPLITUDE_SIGMA : AMPLITUDE_SIGMA;
}

/**
 * Fits the time constants of a family by Gauss-Newton from the best of its starts, for one strength of wandering; the
 * derivative stays as a regressor, so that not knowing the time constant is part of every uncertainty.
 * @param slopePrior share of the level per 10 h; undefined takes what backgrounds usually do
 */
export function fitFamily(
  problem: BaselineProblem,
  whitened: Whitened,
  family: Family,
  slopePrior: number | undefined,
): FittedFamily {
  const { frame, level, used, arena } = problem;
  const scale = level > 0 ? level : 1;
  const regressors: Regressor[] = [{ course: frame.constant, priorSigma: AMPLITUDE_SIGMA * scale }];
  if (family.hasSlope) {
    const usual = slopePrior ?? USUAL_SLOPE_SIGMA;
    const priorSigma = (family.hasFreeSlope ? Math.max(usual, FREE_SLOPE_SIGMA) : usual) * scale;
    regressors.push({ course: frame.slope, priorSigma });
  }
  if (family.terms.length === 0) return { family, hours: [], regressors };
  const fixed = regressors.map((regressor) => whitenColumn(problem, whitened, regressor.course.anchors));
  const fixedSigmas = regressors.map((regressor) => regressor.priorSigma);
  const referenceAge = Math.max(0, frame.anchorAges[POINTS * used[0] + (POINTS >> 1)]);
  const tables = family.terms.map((term) => frame.tables.get(term.value)!);
  const seen = (fill: (out: Float64Array) => void) => {
    const anchors = arena.take(frame.anchors.length);
    fill(anchors);
    return whitenColumn(problem, whitened, anchors);
  };
  const amplitudeSigmas = family.terms.map((term) => amplitudeSigma(term) * scale);
  const trial = (hours: readonly number[]) => {
    const values = tables.map((table, k) => seen((out) => table.values(hours[k], out)));
    const sigmas = [...fixedSigmas, ...amplitudeSigmas];
    return { values, solution: solveMember(arena, [...fixed, ...values], whitened.y, sigmas, whitened.logDeterminant) };
  };
  let hours = bestStart(family, (candidate) => trial(candidate).solution?.chiSquared ?? Number.POSITIVE_INFINITY);
  let current = trial(hours);
  for (let round = 0; round < ROUNDS && current.solution; round++) {
    const slopes = tables.map((table, k) => seen((out) => table.derivatives(hours[k], out)));
    const count = current.values.length;
    const amplitudes = [...current.solution.coefficients.subarray(fixed.length)];
    const sigmas = [
      ...fixedSigmas,
      ...amplitudeSigmas,
      ...amplitudes.map((amplitude, k) => Math.max(Math.abs(amplitude), 1e-6 * scale) * logSigma(family.terms[k])),
    ];
    const step = solveMember(
      arena,
      [...fixed, ...current.values, ...slopes],
      whitened.y,
      sigmas,
      whitened.logDeterminant,
    );
    if (!step) break;
    const start = fixed.length;
    const previous = current.solution.chiSquared;
    let accepted = false;
    let moved = 0;
    for (let shrink = 1; shrink >= 0.2 && !accepted; shrink /= 2) {
      const next = hours.map((value, k) => {
        if (family.terms[k].isHeld) return value;
        const amplitude = step.coefficients[start + k];
        const change = amplitude === 0 ? 0 : step.coefficients[start + count + k] / amplitude;
        const turn = Math.max(-0.7, Math.min(0.7, shrink * change));
        moved = Math.max(moved, Math.abs(turn));
        return Math.max(SHORTEST_HOURS, Math.min(LONGEST_HOURS, value * Math.exp(turn)));
      });
      const tried = trial(next);
      if (tried.solution && tried.solution.chiSquared < previous) {
        hours = next;
        current = tried;
        accepted = true;
      }
    }
    if (!accepted || moved < CLOSE_ENOUGH) break;
  }
  const solution = current.solution;
  family.terms.forEach((term, k) => {
    const top = term.value(referenceAge, hours[k]) || 1;
    const course = new DecayCourse(frame, (seconds) => term.value(seconds, hours[k]) / top);
    regressors.push({ course, priorSigma: amplitudeSigmas[k] });
  });
  family.terms.forEach((term, k) => {
    const top = term.value(referenceAge, hours[k]) || 1;
    const index = fixed.length + k;
    const size = fixed.length + family.terms.length;
    const amplitude = solution ? Math.abs(solution.coefficients[index]) : 0;
    const spread = solution ? Math.sqrt(Math.max(0, solution.covariance[index * size + index])) : 0;
    const course = new DecayCourse(frame, (seconds) => term.byLogHours(seconds, hours[k]) / top);
    regressors.push({ course, priorSigma: Math.max(amplitude, spread, 1e-9 * scale) * logSigma(term) });
  });
  return { family, hours, regressors };
}

/** A decay by what it is at an age in seconds; bins and blocks are asked for only of members that count. */
class DecayCourse implements Course {
  readonly anchors: Float64Array;
  readonly #frame: BaselineFrame;
  readonly #ofAge: (seconds: number) => number;
  #blocks: Float64Array | undefined;
  #bins: Float64Array | undefined;

  constructor(frame: BaselineFrame, ofAge: (seconds: number) => number) {
    this.#frame = frame;
    this.#ofAge = ofAge;
    this.anchors = meansFrom(this.#at(frame.anchorAges), new Float64Array(frame.anchors.length));
  }

  #at(ages: Float64Array): Float64Array {
    const ofAge = this.#ofAge;
    const out = new Float64Array(ages.length);
    for (let i = 0; i < out.length; i++) out[i] = ofAge(ages[i] > 0 ? ages[i] : 0);
    return out;
  }

  get blocks(): Float64Array {
    return (this.#blocks ??= this.#at(this.#frame.blockAges));
  }

  get bins(): Float64Array {
    if (this.#bins) return this.#bins;
    const { bins } = this.#frame;
    const out = new Float64Array(bins.length);
    for (let b = 0; b < out.length; b++) out[b] = meanInBin(this.blocks, bins[b]);
    return (this.#bins = out);
  }
}

function bestStart(family: Family, misfit: (hours: readonly number[]) => number): number[] {
  let candidates: number[][] = [[]];
  for (const term of family.terms) {
    candidates = candidates.flatMap((prefix) => term.startHours.map((hours) => [...prefix, hours]));
  }
  let best = candidates[0];
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const value = misfit(candidate);
    if (value < least) [least, best] = [value, candidate];
  }
  return best;
}
