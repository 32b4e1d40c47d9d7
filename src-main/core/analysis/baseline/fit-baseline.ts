import { averageMembers, type AveragedBackground } from './average-members.ts';
import { setUpProblem, whiten, type BaselineOptions } from './baseline-problem.ts';
import { describeModels, type ModelShare } from './describe-models.ts';
import { fitFamily, FREE_SLOPE_SIGMA } from './fit-family.ts';
import { membersUnder, MIDDLE_WANDERING, NO_WANDERING, seenThrough, WANDERINGS, weighMembers } from './members.ts';
import { varianceOfBlocks } from './noise-in-common.ts';
import type { BaselineFrame } from './prepare-baseline.ts';

/** Background of one mass, in the unit of the ratio: its mean and what is not known of it. */
export interface BaselineFit extends AveragedBackground {
  mz: number;
  degreesOfFreedom: number;
  anchors: number;
  blockCount: number;
  extrapolated: boolean;
  models: ModelShare[];
  /** Variance of each block's mean, readings scattering independently. */
  blockVariance: Float64Array;
  /** Standard deviation of one block's mean from block to block. */
  blockSigma: number;
  /** Reduced chi squared of the best member; covariances were multiplied by it where above 1. */
  chiSquaredPerDegree: number;
}

/**
 * Background of one mass from the means inside the spans (science.md 1.3): for every family of the chosen models
 * and every strength of slow wandering a generalised least-squares fit; their average by evidence. The spread of the
 * members is part of the uncertainty, so that a shape nobody can tell from another one counts.
 * @param column index of the mass in the frame's grid
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
  const wanderings = options.walk ? WANDERINGS : [NO_WANDERING];
  const middle = whiten(problem, options.walk ? MIDDLE_WANDERING : NO_WANDERING);
  if (!middle) return undefined;
  const seen = wanderings.map((wandering) => {
    const whitened = whiten(problem, wandering);
    return whitened && seenThrough(problem, whitened);
  });
  const weighed = (slopePrior: number | undefined) => {
    const families = frame.families.map((family) => fitFamily(problem, middle, family, slopePrior));
    const members = wanderings.flatMap(({ prior }, index) => {
      const through = seen[index];
      return through ? membersUnder(problem, through, families, index, Math.log(prior)) : [];
    });
    weighMembers(members);
    return { families, members };
  };
  const usual = weighed(options.slopePrior);
  const freeShare = usual.members.reduce(
    (sum, { family, weight }) => sum + (usual.families[family].family.hasFreeSlope ? weight : 0),
    0,
  );
  // A background that drifts as backgrounds do not is asked again, every shape with a slope that may be any.
  const { families, members } = freeShare > 0.5 ? weighed(FREE_SLOPE_SIGMA) : usual;
  if (members.length === 0) return undefined;
  const average = averageMembers(problem, wanderings, seen, families, members);
  const best = members.reduce((a, b) => (b.weight > a.weight ? b : a));
  const anchors = problem.used.length;
  const parameters = families[best.family].regressors.length;
  const chiSquaredPerDegree = best.solution.chiSquared / Math.max(1, anchors - parameters);
  const inflation = Math.max(1, chiSquaredPerDegree);
  return {
    ...average,
    within: inflation > 1 ? average.within.map((value) => value * inflation) : average.within,
    air: average.air?.map((value) => value * Math.sqrt(inflation)),
    mz,
    degreesOfFreedom: Math.max(1, anchors - parameters - 1),
    anchors,
    blockCount: frame.blockCount,
    extrapolated: frame.extrapolated,
    models: describeModels(problem, families, members),
    blockVariance: varianceOfBlocks(problem, column),
    blockSigma: problem.blockSigma,
    chiSquaredPerDegree,
  };
}
