import type { BudgetComponent, IntervalResult } from '../../../shared/domain/results-gas.ts';
import { UNIT_LABELS } from '../../../shared/domain/units.ts';
import { formulaText } from '../../../shared/figure/figure-text.ts';
import { printedAmount } from '../analysis/quantify/limits.ts';
import { comparisonRow, type PlainRow } from './comparison-row.ts';
import { amountDifference } from './difference.ts';
import type { GasOfRun } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';

/** Amounts with their budgets: what two results share cancels. */
export function amountRow(
  species: string,
  gases: readonly (GasOfRun | undefined)[],
  scale: NormalisedScale,
): PlainRow[] {
  const first = gases.find((gas) => gas !== undefined);
  if (!first) return [];
  const isNormalised = first.reported.quantity === 'normalised-ion-current';
  const sameUnit = gases.every((gas) => !gas || gas.reported.unit === first.reported.unit);
  const scaled = gases.map(
    (gas, i) => gas && scaledInterval(gas.interval, isNormalised ? scale : undefined, i, species),
  );
  const differences = scaled.slice(1).map((other) => {
    const [reference] = scaled;
    if (!sameUnit || (isNormalised && !scale.isComparable)) return null;
    return reference && other ? amountDifference(reference, other) : null;
  });
  const printed = scaled.map((one) => one?.printed);
  const quantity = isNormalised ? `${formulaText(species)} norm., integrated` : formulaText(species);
  return [
    comparisonRow(
      { group: 'amount', species, quantity, unit: UNIT_LABELS[first.reported.unit] },
      scaled.map((one) => one && { value: one.amount, U: one.U }),
      printed,
      differences,
    ),
  ];
}

/** An amount or rate on the scale all runs share. */
export interface ScaledAmount {
  amount: number;
  U: number;
  budget: BudgetComponent[];
  printed: string;
}

function scaledInterval(
  interval: IntervalResult,
  scale: NormalisedScale | undefined,
  index: number,
  species: string,
): ScaledAmount | undefined {
  const { amount, U, budget, printed } = interval;
  if (amount === null || U === null) return undefined;
  const factor = scale?.factors[index] ?? 1;
  const relative = scale?.relative[index] ?? 0;
  const expanded = Math.hypot(U * factor, 2 * relative * amount * factor);
  const own = budget.map((part) => ({ ...part, standardUncertainty: part.standardUncertainty * factor }));
  const common: BudgetComponent = {
    name: 'common scale',
    standardUncertainty: relative * amount * factor,
    degreesOfFreedom: null,
    sharedKey: `scale/${index}/${species}`,
  };
  return {
    amount: amount * factor,
    U: expanded,
    budget: relative > 0 ? [...own, common] : own,
    printed: factor === 1 ? printed : printedScaled(interval, factor, expanded),
  };
}

/** The interval's own form on another scale. */
function printedScaled({ amount, decisionThreshold, loq }: IntervalResult, factor: number, U: number): string {
  if (amount === null || decisionThreshold === null || loq === null) return 'refused';
  return printedAmount(amount * factor, U / 2, U, decisionThreshold * factor, loq * factor);
}
