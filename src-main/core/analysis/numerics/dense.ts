/** Small dense symmetric systems, row-major in Float64Array; sizes here are 1 to about 120. */

/**
 * Sum of products of `count` numbers of two arrays. Four sums side by side: one alone would wait for itself, and this is
 * where most of an evaluation's time goes.
 */
export function dotRange(a: Float64Array, aStart: number, b: Float64Array, bStart: number, count: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = count - (count % 4);
  for (let k = 0; k < whole; k += 4) {
    s0 += a[aStart + k] * b[bStart + k];
    s1 += a[aStart + k + 1] * b[bStart + k + 1];
    s2 += a[aStart + k + 2] * b[bStart + k + 2];
    s3 += a[aStart + k + 3] * b[bStart + k + 3];
  }
  for (let k = whole; k < count; k++) s0 += a[aStart + k] * b[bStart + k];
  return s0 + s1 + (s2 + s3);
}

/** Adds values times a factor. */
export function addTimes(out: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] += factor * values[i];
}

/**
 * Cholesky factor L (lower) of a symmetric positive definite matrix, in place in the lower triangle.
 * @returns false where the matrix is not positive definite to rounding.
 */
export function factorise(matrix: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    const rowI = i * size;
    for (let j = 0; j < i; j++) {
      const rowJ = j * size;
      matrix[rowI + j] = (matrix[rowI + j] - dotRange(matrix, rowI, matrix, rowJ, j)) / matrix[rowJ + j];
    }
    const rest = matrix[rowI + i] - dotRange(matrix, rowI, matrix, rowI, i);
    if (!(rest > 0)) return false;
    matrix[rowI + i] = Math.sqrt(rest);
  }
  return true;
}

/** Solves L x = b in place. */
export function forwardSolve(factor: Float64Array, size: number, vector: Float64Array, offset = 0): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    vector[offset + i] = (vector[offset + i] - dotRange(factor, row, vector, offset, i)) / factor[row + i];
  }
}

/** Solves L^T x = b in place. */
export function backwardSolve(factor: Float64Array, size: number, vector: Float64Array, offset = 0): void {
  for (let i = size - 1; i >= 0; i--) {
    // Row by row through L: what x_i adds to every equation above it.
    const value = vector[offset + i] / factor[i * size + i];
    vector[offset + i] = value;
    for (let k = 0; k < i; k++) vector[offset + k] -= factor[i * size + k] * value;
  }
}

/** Inverse of the matrix whose Cholesky factor is given. @param column scratch of `size` */
export function inverseOf(
  factor: Float64Array,
  size: number,
  inverse: Float64Array = new Float64Array(size * size),
  column: Float64Array = new Float64Array(size),
): Float64Array {
  for (let j = 0; j < size; j++) {
    column.fill(0);
    column[j] = 1;
    forwardSolve(factor, size, column);
    backwardSolve(factor, size, column);
    for (let i = 0; i < size; i++) inverse[i * size + j] = column[i];
  }
  return inverse;
}

/**
 * Ordinary least squares min |W(Xb - y)| through the normal equations.
 * @param columns regressors, each of the length of `y`
 * @param weights 1/variance per row, or undefined for 1
 * @returns coefficients, their covariance for the given weights, and chi squared; undefined where singular.
 */
export function leastSquares(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): { coefficients: Float64Array; covariance: Float64Array; chiSquared: number } | undefined {
  const size = columns.length;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let i = 0; i < y.length; i++) {
    const w = weights ? weights[i] : 1;
    for (let a = 0; a < size; a++) {
      const xa = columns[a][i] * w;
      right[a] = right[a] + xa * y[i];
      for (let b = 0; b <= a; b++) normal[a * size + b] = normal[a * size + b] + xa * columns[b][i];
    }
  }
  if (!factorise(normal, size)) return undefined;
  const covariance = inverseOf(normal, size);
  forwardSolve(normal, size, right);
  backwardSolve(normal, size, right);
  let chiSquared = 0;
  for (let i = 0; i < y.length; i++) {
    let residual = y[i];
    for (let a = 0; a < size; a++) residual -= right[a] * columns[a][i];
    chiSquared += residual * residual * (weights ? weights[i] : 1);
  }
  return { coefficients: right, covariance, chiSquared };
}
