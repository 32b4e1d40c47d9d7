import type { BudgetComponent } from '../../../shared/domain/results-gas.ts';
import { UNIT_LABELS } from '../../../shared/domain/units.ts';
import { formulaText } from '../../../shared/figure/figure-text.ts';
import { coverageFactor } from '../analysis/quantify/limits.ts';
import type { ScaledAmount } from './comparison-amounts.ts';
import { comparisonRow, type PlainRow } from './comparison-row.ts';
import { amountDifference } from './difference.ts';
import type { GasOfRun } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';

/** Highest block means: what two results share of their relative parts cancels, noise and background do not. */
export function peakRow(species: string, gases: readonly (GasOfRun | undefined)[], scale: NormalisedScale): PlainRow[] {
  const first = gases.find((gas) => gas !== undefined);
  if (!first) return [];
  const isNormalised = first.reported.quantity === 'normalised-ion-current';
  const peaks = gases.map((gas, i) => gas && peakOf(gas, isNormalised ? scale : undefined, i));
  const sameUnit = gases.every((gas) => !gas || gas.reported.rateUnit === first.reported.rateUnit);
  const isComparable = sameUnit && (!isNormalised || scale.isComparable);
  const [reference] = peaks;
  const differences = peaks
    .slice(1)
    .map((other) => (isComparable && reference && other ? amountDifference(reference, other) : null));
  const quantity = isNormalised ? `${formulaText(species)} norm.` : formulaText(species);
  return [
    comparisonRow(
      { group: 'peak', species, quantity, unit: UNIT_LABELS[first.reported.rateUnit] },
      peaks.map((one) => one && { value: one.amount, U: one.U }),
      peaks.map(() => undefined),
      differences,
    ),
  ];
}

function peakOf(
  { interval, quantifier }: GasOfRun,
  scale: NormalisedScale | undefined,
  index: number,
): Omit<ScaledAmount, 'printed'> | undefined {
  const { peakRate, peakRateU, peakSeconds } = interval;
  if (peakRate === null || peakRateU === null || peakSeconds === null) return undefined;
  const factor = scale?.factors[index] ?? 1;
  const relative = scale?.relative[index] ?? 0;
  const amount = peakRate * factor;
  const parts = quantifier.relativeParts(peakSeconds);
  const degreesOfFreedom = quantifier.signal.degreesOfFreedom;
  const u = (peakRateU * factor) / coverageFactor(degreesOfFreedom);
  const common = parts.reduce((sum, part) => sum + (part.relative * amount) ** 2, 0);
  return {
    amount,
    U: Math.hypot(peakRateU * factor, 2 * relative * amount),
    budget: [
      // What is left of u is of this block alone.
      component('noise and background', Math.sqrt(Math.max(0, u ** 2 - common)), degreesOfFreedom, null),
      ...parts.map(({ name, relative: part, sharedKey }) => component(name, part * amount, null, sharedKey)),
      component('common scale', relative * amount, null, null),
    ],
  };
}

const component = (
  name: string,
  standardUncertainty: number,
  degreesOfFreedom: number | null,
  sharedKey: string | null,
): BudgetComponent => ({
  name,
  standardUncertainty,
  degreesOfFreedom: Number.isFinite(degreesOfFreedom) ? degreesOfFreedom : null,
  sharedKey,
});
