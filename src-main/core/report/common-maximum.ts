import type { GasOfRun } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';

/** Highest block mean of all samples on the common scale: the 1 of option C. */
export function commonMaximum(gases: readonly GasOfRun[], scale: NormalisedScale): number {
  const peaks = gases.map(({ interval }, i) => (interval.peakRate ?? Number.NaN) * scale.factors[i]);
  const maximum = Math.max(...peaks.filter(Number.isFinite));
  return maximum > 0 ? maximum : 1;
}
