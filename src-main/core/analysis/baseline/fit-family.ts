import { decayCourses } from './decay-courses.ts';
import { POINTS } from './quadrature.ts';
import { whitenColumn, type BaselineProblem, type Whitened } from './baseline-problem.ts';
import type { Course } from './prepare-baseline.ts';
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
  const { air } = problem.options;
  const scale = level > 0 ? level : 1;
  const regressors: Regressor[] = [{ course: frame.constant, priorSigma: AMPLITUDE_SIGMA * scale }];
  if (family.hasSlope) {
    const usual = slopePrior ?? USUAL_SLOPE_SIGMA;
    const priorSigma = (family.hasFreeSlope ? Math.max(usual, FREE_SLOPE_SIGMA) : usual) * scale;
    regressors.push({ course: frame.slope, priorSigma });
  }
  // How high air stands is known from its step; the spans may know it better.
  if (air) regressors.push({ course: air.course, priorSigma: air.standardUncertainty });
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
  const courses = family.terms.map((term, k) =>
    decayCourses(frame, term, hours[k], term.value(referenceAge, hours[k]) || 1),
  );
  courses.forEach(({ value }, k) => regressors.push({ course: value, priorSigma: amplitudeSigmas[k] }));
  const size = fixed.length + family.terms.length;
  courses.forEach(({ derivative }, k) => {
    const index = fixed.length + k;
    const amplitude = solution ? Math.abs(solution.coefficients[index]) : 0;
    const spread = solution ? Math.sqrt(Math.max(0, solution.covariance[index * size + index])) : 0;
    const priorSigma = Math.max(amplitude, spread, 1e-9 * scale) * logSigma(family.terms[k]);
    regressors.push({ course: derivative, priorSigma });
  });
  return { family, hours, regressors };
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
