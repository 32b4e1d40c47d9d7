import type { ComparisonRow } from '../../../shared/domain/comparison.ts';
import { displayExponent } from '../../../shared/figure/figure-scales.ts';
import { independentDifference, type Difference } from './difference.ts';
import { printDifference, printValue } from './print-value.ts';

/** A value with U, before it is printed. */
export interface Known {
  value: number;
  U: number;
}

/** A row before anything is said of several cells of one sample. */
export type PlainRow = Omit<ComparisonRow, 'spreads'>;

/** What a row is about. */
export type Head = Pick<ComparisonRow, 'group' | 'species' | 'quantity' | 'unit'>;

/** A row of values that share nothing. */
export function independentRow(head: Head, values: readonly (Known | undefined)[]): PlainRow {
  const differences = values.slice(1).map((other) => {
    const first = values[0];
    return first && other ? independentDifference(first, other) : null;
  });
  return comparisonRow(
    head,
    values,
    values.map(() => undefined),
    differences,
  );
}

/** Values and differences at one power of ten, printed. */
export function comparisonRow(
  head: Head,
  values: readonly (Known | undefined)[],
  printed: readonly (string | undefined)[],
  differences: readonly (Difference | null)[],
): PlainRow {
  const exponent = displayExponent(
    Math.max(0, ...values.map((one) => (one ? Math.max(Math.abs(one.value), one.U) : 0)).filter(Number.isFinite)),
  );
  const orNull = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return {
    ...head,
    exponent,
    values: values.map((one, i) => ({
      value: orNull(one?.value),
      U: orNull(one?.U),
      printed: one
        ? ((exponent === 0 ? printed[i] : undefined) ?? printValue(one.value, one.U, exponent))
        : missing(head),
    })),
    differences: differences.map((one) =>
      one && Number.isFinite(one.U) ? { ...one, printed: printDifference(one.value, one.U, exponent) } : null,
    ),
  };
}

const missing = ({ group }: Head): string => (group === 'onset' ? 'none' : '–');
