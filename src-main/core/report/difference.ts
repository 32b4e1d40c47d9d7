import type { BudgetComponent } from '../../../shared/domain/results-gas.ts';
import { combined, coverageFactor, effectiveDegrees, type Contribution } from '../analysis/quantify/limits.ts';

/** A difference with its expanded uncertainty (95.45 %). */
export interface Difference {
  value: number;
  U: number;
  /** Whether it exceeds U. */
  isSignificant: boolean;
}

interface Amount {
  amount: number;
  budget: readonly BudgetComponent[];
}

/**
 * Second minus first amount. Components with one key (a bottle, a flow controller) move both amounts together: only the
 * difference of their effects remains, (N1 - N2)^2 u_c^2 for a relative one; everything else adds in squares
 * (science.md 6.3). Degrees of freedom after Welch and Satterthwaite.
 */
export function amountDifference(first: Amount, second: Amount): Difference {
  const shared = new Map<string, number>();
  const parts: Contribution[] = [];
  for (const [sign, { budget }] of [[-1, first] as const, [1, second] as const]) {
    for (const { name, sharedKey, standardUncertainty, degreesOfFreedom } of budget) {
      if (sharedKey === null) {
        parts.push({ standardUncertainty, degreesOfFreedom: degreesOfFreedom ?? Number.POSITIVE_INFINITY });
        continue;
      }
      const key = `${sharedKey}|${name}`;
      shared.set(key, (shared.get(key) ?? 0) + sign * standardUncertainty);
    }
  }
  for (const effect of shared.values())
    parts.push({ standardUncertainty: Math.abs(effect), degreesOfFreedom: Number.POSITIVE_INFINITY });
  return described(second.amount - first.amount, coverageFactor(effectiveDegrees(parts)) * combined(parts));
}

/** Second minus first of two independent values with expanded uncertainties. */
export function independentDifference(
  first: { value: number; U: number },
  second: { value: number; U: number },
): Difference {
  return described(second.value - first.value, Math.hypot(first.U, second.U));
}

function described(value: number, U: number): Difference {
  return { value, U, isSignificant: Math.abs(value) > U };
}
