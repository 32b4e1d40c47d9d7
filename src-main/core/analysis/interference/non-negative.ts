import { leastSquares } from '../numerics/dense.ts';

/**
 * min |A x - y| with x >= 0 (Lawson and Hanson 1974). For identification only: it invents gas out of noise (science.md 3).
 * @param columns of A
 */
export function nonNegativeLeastSquares(columns: readonly Float64Array[], y: Float64Array): Float64Array {
  const size = columns.length;
  const x = new Float64Array(size);
  const active = new Set<number>();
  const scale = Math.max(...columns.map((column) => Math.sqrt(column.reduce((sum, value) => sum + value * value, 0))));
  const tolerance = 1e-12 * scale * Math.max(...y.map(Math.abs), 1e-300);
  for (let round = 0; round < 3 * size + 10; round++) {
    const residual = y.map((value, i) => columns.reduce((sum, column, j) => sum - column[i] * x[j], value));
    let best = -1;
    let steepest = tolerance;
    for (let j = 0; j < size; j++) {
      if (active.has(j)) continue;
      const gradient = columns[j].reduce((sum, value, i) => sum + value * residual[i], 0);
      if (gradient > steepest) [best, steepest] = [j, gradient];
    }
    if (best < 0) break;
    active.add(best);
    for (;;) {
      const list = [...active];
      const fit = leastSquares(
        list.map((j) => columns[j]),
        y,
      );
      if (!fit) return x;
      if (fit.coefficients.every((value) => value > 0)) {
        x.fill(0);
        list.forEach((j, k) => (x[j] = fit.coefficients[k]));
        break;
      }
      let step = 1;
      list.forEach((j, k) => {
        if (fit.coefficients[k] <= 0) step = Math.min(step, x[j] / (x[j] - fit.coefficients[k]));
      });
      list.forEach((j, k) => (x[j] += step * (fit.coefficients[k] - x[j])));
      for (const j of list) {
        if (x[j] > 1e-300) continue;
        x[j] = 0;
        active.delete(j);
      }
    }
  }
  return x;
}
