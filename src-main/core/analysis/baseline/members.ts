import { whitenColumn, type BaselineProblem, type Wandering, type Whitened } from './baseline-problem.ts';
import type { FittedFamily } from './fit-family.ts';
import { solveMember, type MemberSolution } from './solve-member.ts';

/** One family under one strength of wandering, with its share of the average. */
export interface Member {
  wandering: number;
  family: number;
  solution: MemberSolution;
  logWeight: number;
  weight: number;
}

export interface WeighedWandering extends Wandering {
  prior: number;
}

/**
 * Strengths of wandering tried, with their prior shares: one background in four walks (docs/decisions/0011), by 0.05 to
 * 0.2 % per root hour. A few hours of OCV cannot tell a walk from flicker, so this prior counts.
 */
const WALKS = [
  { walk: 0, prior: 0.75 },
  { walk: 7e-4, prior: 0.11 },
  { walk: 1.7e-3, prior: 0.14 },
];
const FLICKERS = [
  { flicker: 5e-4, prior: 0.3 },
  { flicker: 1.4e-3, prior: 0.5 },
  { flicker: 2.5e-3, prior: 0.2 },
];
export const WANDERINGS: readonly WeighedWandering[] = WALKS.flatMap(({ walk, prior }) =>
  FLICKERS.map((entry) => ({ walk, flicker: entry.flicker, prior: prior * entry.prior })),
);
/** Serves to fit the time constants. */
export const MIDDLE_WANDERING: Wandering = { walk: 4e-4, flicker: 1.4e-3 };
export const NO_WANDERING: WeighedWandering = { walk: 0, flicker: 0, prior: 1 };

/** Members, and strengths of wandering, below these shares of the average are left out. */
const SMALLEST_WEIGHT = 3e-3;
const SMALLEST_SHARE = 0.02;

/** One strength of wandering with everything seen through its covariance; columns are kept by identity. */
export interface Seen extends Whitened {
  column(anchors: Float64Array): Float64Array;
}

export function seenThrough(problem: BaselineProblem, whitened: Whitened): Seen {
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

/** All families under one strength of wandering; weights are still to come. */
export function membersUnder(
  problem: BaselineProblem,
  seen: Seen,
  families: readonly FittedFamily[],
  wandering: number,
  logPrior: number,
): Member[] {
  return families.flatMap((fitted, family): Member[] => {
    const columns = fitted.regressors.map(({ course }) => seen.column(course.anchors));
    const sigmas = fitted.regressors.map(({ priorSigma }) => priorSigma);
    const solution = solveMember(problem.arena, columns, seen.y, sigmas, seen.logDeterminant);
    if (!solution) return [];
    const logWeight = solution.logEvidence + Math.log(fitted.family.prior) + logPrior;
    return [{ wandering, family, solution, logWeight, weight: 0 }];
  });
}

/** Shares by evidence; what counts for nothing gets none. */
export function weighMembers(members: readonly Member[]): void {
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
