import type { Arena } from '../numerics/arena.ts';
import { dotRange, factorise, inverseOf } from '../numerics/dense.ts';

/** Linear parameters of one member with weak priors around zero; arrays live in the arena. */
export interface MemberSolution {
  coefficients: Float64Array;
  covariance: Float64Array;
  /** y'V^-1 y less what the parameters explain, their priors included. */
  chiSquared: number;
  /** Log of the evidence but for a constant common to all members. */
  logEvidence: number;
}

function dot(a: Float64Array, b: Float64Array): number {
  return dotRange(a, 0, b, 0, a.length);
}

/**
 * Gaussian linear model y = X c + noise of unit variance, c ~ N(0, diag(priorSigma^2)).
 * Broad but proper priors make members with different numbers of parameters comparable.
 */
export function solveMember(
  arena: Arena,
  columns: readonly Float64Array[],
  y: Float64Array,
  priorSigmas: readonly number[],
  logDeterminant: number,
): MemberSolution | undefined {
  const size = columns.length;
  const normal = arena.take(size * size);
  const right = arena.take(size);
  // In units of the priors, so that the matrix is well scaled whatever the units of the data.
  for (let a = 0; a < size; a++) {
    right[a] = dot(columns[a], y) * priorSigmas[a];
    for (let b = 0; b <= a; b++) {
      normal[a * size + b] = dot(columns[a], columns[b]) * priorSigmas[a] * priorSigmas[b];
    }
    normal[a * size + a] += 1;
  }
  if (!factorise(normal, size)) return undefined;
  let logNormal = 0;
  for (let a = 0; a < size; a++) logNormal += 2 * Math.log(normal[a * size + a]);
  const covariance = inverseOf(normal, size, arena.take(size * size), arena.take(size));
  const coefficients = arena.take(size);
  let explained = 0;
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) coefficients[a] += covariance[a * size + b] * right[b];
    explained += coefficients[a] * right[a];
  }
  const chiSquared = Math.max(0, dot(y, y) - explained);
  for (let a = 0; a < size; a++) {
    coefficients[a] *= priorSigmas[a];
    for (let b = 0; b < size; b++) covariance[a * size + b] *= priorSigmas[a] * priorSigmas[b];
  }
  return { coefficients, covariance, chiSquared, logEvidence: -0.5 * (logDeterminant + chiSquared + logNormal) };
}
