import type { BudgetComponent } from '../../../shared/domain/results-gas.ts';

/** Less than this is not worth a line, percent. */
const LEAST_PERCENT = 0.05;

/**
 * Components by name with their share of the variance, the largest first; those of one name are independent, and shares
 * add up to 100 % before the small ones are left out.
 */
export function budgetShares(
  budget: readonly BudgetComponent[],
): { name: string; percent: number; standardUncertainty: number }[] {
  const variances = new Map<string, number>();
  for (const { name, standardUncertainty } of budget)
    variances.set(name, (variances.get(name) ?? 0) + standardUncertainty ** 2);
  const total = [...variances.values()].reduce((sum, variance) => sum + variance, 0);
  return [...variances]
    .map(([name, variance]) => ({
      name,
      percent: total > 0 ? (100 * variance) / total : 0,
      standardUncertainty: Math.sqrt(variance),
    }))
    .filter(({ percent }) => percent >= LEAST_PERCENT)
    .toSorted((a, b) => b.percent - a.percent);
}
