/** Exponential of a small square matrix (row by row): scaling, Taylor series, squaring. Exact to rounding. */
export function matrixExponential(matrix: Float64Array, size: number): Float64Array {
  let norm = 0;
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let column = 0; column < size; column++) sum += Math.abs(matrix[row * size + column]);
    norm = Math.max(norm, sum);
  }
  let halvings = 0;
  let scale = 1;
  while (norm * scale > 0.25) {
    scale /= 2;
    halvings += 1;
  }
  const scaled = matrix.map((value) => value * scale);
  let result = identity(size);
  let term = identity(size);
  // 0.25^13 / 13! is below the last bit.
  for (let order = 1; order <= 13; order++) {
    term = multiply(term, scaled, size).map((value) => value / order);
    for (let i = 0; i < result.length; i++) result[i] += term[i];
  }
  for (let i = 0; i < halvings; i++) result = multiply(result, result, size);
  return result;
}

function identity(size: number): Float64Array<ArrayBuffer> {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1;
  return matrix;
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const product = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a[row * size + inner];
      if (factor === 0) continue;
      for (let column = 0; column < size; column++) product[row * size + column] += factor * b[inner * size + column];
    }
  }
  return product;
}
