import { effectiveCount, fitLine, lagOneAutocorrelation, meanOf, standardDeviationOf } from '../numerics/statistics.ts';

/** A stretch of constant composition (science.md 1.4). */
export interface Plateau {
  mean: number;
  standardUncertainty: number;
  readings: number;
  effectiveReadings: number;
  durationSeconds: number;
  /** Change over the window by a straight line, and its standard uncertainty. */
  change: number;
  changeUncertainty: number;
}

/** A change below this share of the step between zero and gas is no reason to refuse, it widens the uncertainty. */
export const TOLERATED_CHANGE = 0.02;
/** Shortest plateau believed without a word. */
export const SHORTEST_PLATEAU_SECONDS = 600;

/**
 * Mean of a plateau with n_eff = n (1 - rho) / (1 + rho) and the change over its window; the change adds to the
 * uncertainty as a rectangle.
 */
export function plateauOf(seconds: Float64Array, values: Float64Array): Plateau {
  const n = values.length;
  const mean = meanOf(values);
  const line = fitLine(seconds, values);
  const durationSeconds = n > 0 ? seconds[n - 1] - seconds[0] : 0;
  const change = line.slope * durationSeconds;
  const rho = lagOneAutocorrelation(values);
  const effectiveReadings = effectiveCount(n, rho);
  const scatter = standardDeviationOf(values) / Math.sqrt(effectiveReadings);
  const changeUncertainty = line.slopeUncertainty * durationSeconds * Math.sqrt(n / effectiveReadings);
  return {
    mean,
    standardUncertainty: n > 1 ? Math.hypot(scatter, change / Math.sqrt(12)) : Number.NaN,
    readings: n,
    effectiveReadings,
    durationSeconds,
    change,
    changeUncertainty,
  };
}

/** Whether a plateau had been reached: no change beyond two standard errors, or one too small to matter. */
export function isReached(plateau: Plateau, stepSize: number): boolean {
  const change = Math.abs(plateau.change);
  return change < 2 * plateau.changeUncertainty || change < TOLERATED_CHANGE * Math.abs(stepSize);
}
