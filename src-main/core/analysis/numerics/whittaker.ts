/** Half-gain period of the Whittaker smoother, T = 2 pi lambda^(1/4) dt (science.md 1.3). */
export function whittakerPeriod(lambda: number, spacing: number): number {
  return 2 * Math.PI * lambda ** 0.25 * spacing;
}

/** The lambda whose half-gain period is `period`. */
export function whittakerLambda(period: number, spacing: number): number {
  return (period / (2 * Math.PI * spacing)) ** 4;
}

/** Solves (diag(w) + lambda D2'D2) z = w y by a banded Cholesky factorisation. */
function smooth(y: Float64Array, weights: Float64Array, lambda: number): Float64Array {
  const n = y.length;
  const diagonal = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    diagonal[i] = weights[i];
  }
  for (let i = 0; i + 2 < n; i++) {
    diagonal[i] = diagonal[i] + lambda;
    diagonal[i + 1] = diagonal[i + 1] + 4 * lambda;
    diagonal[i + 2] = diagonal[i + 2] + lambda;
    first[i] = first[i] - 2 * lambda;
    first[i + 1] = first[i + 1] - 2 * lambda;
    second[i] = second[i] + lambda;
  }
  // L D L^T with two subdiagonals.
  const l1 = new Float64Array(n);
  const l2 = new Float64Array(n);
  const d = new Float64Array(n);
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let pivot = diagonal[i];
    if (i >= 1) pivot -= l1[i - 1] ** 2 * d[i - 1];
    if (i >= 2) pivot -= l2[i - 2] ** 2 * d[i - 2];
    d[i] = pivot;
    if (i + 1 < n) l1[i] = (first[i] - (i >= 1 ? l1[i - 1] * d[i - 1] * l2[i - 1] : 0)) / pivot;
    if (i + 2 < n) l2[i] = second[i] / pivot;
  }
  for (let i = 0; i < n; i++) {
    z[i] = weights[i] * y[i] - (i >= 1 ? l1[i - 1] * z[i - 1] : 0) - (i >= 2 ? l2[i - 2] * z[i - 2] : 0);
  }
  for (let i = n - 1; i >= 0; i--) {
    z[i] = z[i] / d[i] - (i + 1 < n ? l1[i] * z[i + 1] : 0) - (i + 2 < n ? l2[i] * z[i + 2] : 0);
  }
  return z;
}

/**
 * Asymmetric least squares (Eilers and Boelens 2005): for display only, it erases real gas when lambda is small.
 * @param asymmetry p, weight of points above the curve
 */
export function asymmetricLeastSquares(
  y: Float64Array,
  lambda: number,
  asymmetry: number,
  iterations = 15,
): Float64Array {
  const weights = new Float64Array(y.length).fill(1);
  let z: Float64Array = new Float64Array(y.length);
  for (let k = 0; k < iterations; k++) {
    z = smooth(y, weights, lambda);
    for (let i = 0; i < y.length; i++) weights[i] = y[i] > z[i] ? asymmetry : 1 - asymmetry;
  }
  return z;
}
