import type { BudgetComponent } from '../../../../shared/domain/results-gas.ts';
import type { IntervalResult } from '../../../../shared/domain/results-gas.ts';
import {
  combined,
  coverageFactor,
  decisionThreshold,
  detectionLimit,
  effectiveDegrees,
  printedAmount,
  quantificationLimit,
  upperLimit,
} from './limits.ts';
import type { Amount } from './quantifier.ts';

type Numbers = Pick<
  IntervalResult,
  | 'amount'
  | 'standardUncertainty'
  | 'U'
  | 'coverageFactor'
  | 'decisionThreshold'
  | 'lod'
  | 'loq'
  | 'detected'
  | 'upperLimit'
  | 'printed'
  | 'bridgedSeconds'
  | 'budget'
>;

const contributions = (components: readonly BudgetComponent[]) =>
  components.map(({ standardUncertainty, degreesOfFreedom }) => ({
    standardUncertainty,
    degreesOfFreedom: degreesOfFreedom ?? Number.POSITIVE_INFINITY,
  }));

/** U of an amount alone, for curves that ask at many places. */
export function expandedUncertainty({ components }: Pick<Amount, 'components'>): number {
  const parts = contributions(components);
  return coverageFactor(effectiveDegrees(parts)) * combined(parts);
}

/** U, limits and the printed form of an amount (science.md 6). */
export function describeAmount(result: Amount): Numbers {
  const parts = contributions(result.components);
  const zero = contributions(result.zeroComponents);
  const u = combined(parts);
  const u0 = combined(zero);
  const factor = coverageFactor(effectiveDegrees(parts));
  const threshold = decisionThreshold(u0, effectiveDegrees(zero));
  const loq = quantificationLimit(u0);
  const { amount } = result;
  return {
    amount,
    standardUncertainty: u,
    U: factor * u,
    coverageFactor: factor,
    decisionThreshold: threshold,
    lod: detectionLimit(threshold, u0, result.relative),
    loq,
    detected: amount > threshold,
    upperLimit: upperLimit(amount, u),
    printed: printedAmount(amount, u, factor * u, threshold, loq),
    bridgedSeconds: result.bridgedSeconds,
    budget: result.components.filter((component) => component.standardUncertainty !== 0),
  };
}

/** Numbers of an interval that was refused. */
export function refusedAmount(): Numbers {
  return {
    amount: null,
    standardUncertainty: null,
    U: null,
    coverageFactor: null,
    decisionThreshold: null,
    lod: null,
    loq: null,
    detected: null,
    upperLimit: null,
    printed: 'refused',
    bridgedSeconds: 0,
    budget: [],
  };
}
