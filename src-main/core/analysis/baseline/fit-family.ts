import { decayCourses } from './decay-courses.ts';
import { POINTS } from './quadrature.ts';
import { whitenColumn, type BaselineProblem, type Whitened } from './baseline-problem.ts';
import type { Course } from './prepare-baseline.ts';
import type { DecayTable } from './decay-table.ts';
import type { DecayTerm, Family } from './shapes.ts';
import { solveMember, type MemberSolution } from './solve-member.ts';

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
  const { frame, level, used } = problem;
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
  const search: Search = {
    problem,
    whitened,
    terms: family.terms,
    tables: family.terms.map((term) => frame.tables.get(term.value)!),
    fixed: regressors.map((regressor) => whitenColumn(problem, whitened, regressor.course.anchors)),
    sigmas: [
      ...regressors.map((regressor) => regressor.priorSigma),
      ...family.terms.map((term) => amplitudeSigma(term) * scale),
    ],
    scale,
  };
  const { hours, solution } = searched(search);
  const referenceAge = Math.max(0, frame.anchorAges[POINTS * used[0] + (POINTS >> 1)]);
  const courses = family.terms.map((term, k) =>
    decayCourses(frame, term, hours[k], term.value(referenceAge, hours[k]) || 1),
  );
  const fixed = search.fixed.length;
  courses.forEach(({ value }, k) => regressors.push({ course: value, priorSigma: search.sigmas[fixed + k] }));
  const size = search.sigmas.length;
  courses.forEach(({ derivative }, k) => {
    const index = fixed + k;
    const amplitude = solution ? Math.abs(solution.coefficients[index]) : 0;
    const spread = solution ? Math.sqrt(Math.max(0, solution.covariance[index * size + index])) : 0;
    const priorSigma = Math.max(amplitude, spread, 1e-9 * scale) * logSigma(family.terms[k]);
    regressors.push({ course: derivative, priorSigma });
  });
  return { family, hours, regressors };
}

/**
 * Looking for the time constants of one family. The steps of it are functions of their own: one that held them all took the
 * compiler longest of everything a first dragged span runs, and several times over.
 */
interface Search {
  problem: BaselineProblem;
  whitened: Whitened;
  terms: readonly DecayTerm[];
  tables: readonly DecayTable[];
  /** Regressors without a time constant, seen through the factor. */
  fixed: readonly Float64Array[];
  /** Widths of the priors: of the fixed ones, then of the amplitudes. */
  sigmas: readonly number[];
  scale: number;
}

/** One choice of time constants with what the linear parameters make of it. */
interface Trial {
  hours: readonly number[];
  values: readonly Float64Array[];
  solution: MemberSolution | undefined;
}

function searched(search: Search): { hours: number[]; solution: MemberSolution | undefined } {
  let current = bestStart(search);
  for (let round = 0; round < ROUNDS && current.solution; round++) {
    const step = linearised(search, current);
    const next = step && improved(search, current, step);
    if (!next) break;
    current = next.trial;
    if (next.moved < CLOSE_ENOUGH) break;
  }
  return { hours: [...current.hours], solution: current.solution };
}

function tried(search: Search, hours: readonly number[]): Trial {
  const { problem, whitened, tables, fixed, sigmas } = search;
  const values: Float64Array[] = [];
  for (let k = 0; k < tables.length; k++) {
    const anchors = problem.arena.take(problem.frame.anchors.length);
    tables[k].values(hours[k], anchors);
    values.push(whitenColumn(problem, whitened, anchors));
  }
  const columns = [...fixed, ...values];
  return {
    hours,
    values,
    solution: solveMember(problem.arena, columns, whitened.y, sigmas, whitened.logDeterminant),
  };
}

/** The model with its derivatives by the logarithms of the time constants. */
function linearised(search: Search, { hours, values, solution }: Trial): MemberSolution | undefined {
  const { problem, whitened, terms, tables, fixed, scale } = search;
  const columns = [...fixed, ...values];
  const sigmas = [...search.sigmas];
  for (let k = 0; k < tables.length; k++) {
    const anchors = problem.arena.take(problem.frame.anchors.length);
    tables[k].derivatives(hours[k], anchors);
    columns.push(whitenColumn(problem, whitened, anchors));
    const amplitude = solution!.coefficients[fixed.length + k];
    sigmas.push(Math.max(Math.abs(amplitude), 1e-6 * scale) * logSigma(terms[k]));
  }
  return solveMember(problem.arena, columns, whitened.y, sigmas, whitened.logDeterminant);
}

/** A step along the derivatives, shortened until it fits better; `moved` is its largest change of a logarithm. */
function improved(search: Search, current: Trial, step: MemberSolution): { trial: Trial; moved: number } | undefined {
  const { terms, fixed } = search;
  const start = fixed.length;
  let moved = 0;
  for (let shrink = 1; shrink >= 0.2; shrink /= 2) {
    const hours: number[] = [];
    for (let k = 0; k < terms.length; k++) {
      const value = current.hours[k];
      if (terms[k].isHeld) {
        hours.push(value);
        continue;
      }
      const amplitude = step.coefficients[start + k];
      const change = amplitude === 0 ? 0 : step.coefficients[start + terms.length + k] / amplitude;
      const turn = Math.max(-0.7, Math.min(0.7, shrink * change));
      moved = Math.max(moved, Math.abs(turn));
      hours.push(Math.max(SHORTEST_HOURS, Math.min(LONGEST_HOURS, value * Math.exp(turn))));
    }
    const trial = tried(search, hours);
    if (trial.solution && trial.solution.chiSquared < current.solution!.chiSquared) return { trial, moved };
  }
  return undefined;
}

/** The best of the places where the terms begin to be searched. */
function bestStart(search: Search): Trial {
  let candidates: number[][] = [[]];
  for (const term of search.terms) {
    candidates = candidates.flatMap((prefix) => term.startHours.map((hours) => [...prefix, hours]));
  }
  let best: Trial | undefined;
  for (const candidate of candidates) {
    const trial = tried(search, candidate);
    if (!best || misfitOf(trial) < misfitOf(best)) best = trial;
  }
  return best!;
}

const misfitOf = ({ solution }: Trial): number => solution?.chiSquared ?? Number.POSITIVE_INFINITY;
