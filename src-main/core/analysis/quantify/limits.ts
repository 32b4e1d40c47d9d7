import { studentQuantile } from '../numerics/student.ts';

/** Probabilities of science.md 6: 95.45 % two-sided, 0.135 % one-sided, 95 % one-sided. */
const COVERAGE = 0.97725;
const FALSE_DETECTION = 0.99865;
const ONE_SIDED_95 = 1.645;

/** A contribution as Welch and Satterthwaite want it. */
export interface Contribution {
  standardUncertainty: number;
  degreesOfFreedom: number;
}

/** Root of the sum of squares. */
export function combined(parts: readonly Contribution[]): number {
  return Math.sqrt(parts.reduce((sum, part) => sum + part.standardUncertainty ** 2, 0));
}

/** u^4 / sum(u_i^4 / nu_i) (GUM G.4). Infinity where no part is limited. */
export function effectiveDegrees(parts: readonly Contribution[]): number {
  const u = combined(parts);
  const sum = parts.reduce((total, part) => total + part.standardUncertainty ** 4 / part.degreesOfFreedom, 0);
  return sum > 0 ? Math.max(1, u ** 4 / sum) : Number.POSITIVE_INFINITY;
}

/** k_p = t(0.97725, nu): 2.0 for many degrees of freedom, 4.5 for two. */
export function coverageFactor(degreesOfFreedom: number): number {
  return studentQuantile(COVERAGE, degreesOfFreedom);
}

/** y* = t(0.99865, nu) u0, the amount above which a gas counts as detected. */
export function decisionThreshold(u0: number, degreesOfFreedom: number): number {
  return studentQuantile(FALSE_DETECTION, degreesOfFreedom) * u0;
}

/**
 * y# with y# = y* + 1.645 u(y#): a true y# is detected with 95 % probability.
 * @param relative relative uncertainty that grows with the amount (calibration, flow, mass)
 */
export function detectionLimit(threshold: number, u0: number, relative: number): number {
  let limit = threshold + ONE_SIDED_95 * u0;
  for (let round = 0; round < 200; round++) {
    const next = threshold + ONE_SIDED_95 * Math.hypot(u0, relative * limit);
    if (Math.abs(next - limit) < 1e-12 * next) break;
    limit = next;
  }
  return limit;
}

/** LOQ = 10 u0. */
export function quantificationLimit(u0: number): number {
  return 10 * u0;
}

/** max(N, 0) + 1.645 u (95 %). */
export function upperLimit(amount: number, u: number): number {
  return Math.max(amount, 0) + ONE_SIDED_95 * u;
}

/** Two significant digits of U decide the decimals of both. */
function roundedPair(amount: number, expanded: number): string {
  if (!(expanded > 0)) return String(amount);
  const decimals = Math.max(0, 1 - Math.floor(Math.log10(expanded)));
  return decimals > 12
    ? `${amount.toExponential(2)} +- ${expanded.toExponential(1)}`
    : `${amount.toFixed(decimals)} +- ${expanded.toFixed(decimals)}`;
}

/** How an amount is to be printed (science.md 6.3). */
export function printedAmount(amount: number, u: number, expanded: number, threshold: number, loq: number): string {
  if (!(amount > threshold)) return `not detected, <= ${Number(upperLimit(amount, u).toPrecision(2))} (95 %)`;
  if (amount < loq) return `${Number(amount.toPrecision(1))} (below LOQ)`;
  return roundedPair(amount, expanded);
}
