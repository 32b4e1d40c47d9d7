import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';
import type { BaselineProblem } from './baseline-problem.ts';
import type { FittedFamily } from './fit-family.ts';
import type { Member } from './members.ts';

/** One model in words and numbers. */
export interface ModelShare {
  model: BaselineModel;
  aicc: number;
  weight: number;
  parameters: Record<string, number>;
  chiSquaredPerDegree: number;
}

/** Each model at its best strength of wandering, with its share of the average. */
export function describeModels(
  problem: BaselineProblem,
  families: readonly FittedFamily[],
  members: readonly Member[],
): ModelShare[] {
  const n = problem.used.length;
  const least = Math.min(...members.map(covariancePart));
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
        aicc: best.solution.chiSquared + covariancePart(best) - least + 2 * k + correction,
        weight: own.reduce((sum, member) => sum + member.weight, 0),
        parameters: { ...family.fixed, ...named },
        chiSquaredPerDegree: best.solution.chiSquared / Math.max(1, n - regressors.length),
      },
    ];
  });
}

/** The part of -2 log L that the covariance gives; what is common to all members drops out of AICc differences. */
function covariancePart({ solution }: Member): number {
  return -2 * solution.logEvidence - solution.chiSquared;
}
