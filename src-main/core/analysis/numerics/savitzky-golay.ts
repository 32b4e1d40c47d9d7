import { leastSquares } from './dense.ts';

/**
 * Convolution weights of a Savitzky-Golay filter on evenly spaced points.
 * @param points odd window length
 * @param order of the polynomial
 * @param derivative 0 smooths, 1 and 2 differentiate
 * @param spacing distance of the points, for derivatives
 */
export function savitzkyGolayWeights(points: number, order: number, derivative = 0, spacing = 1): Float64Array {
  const half = (points - 1) / 2;
  const x = Float64Array.from({ length: points }, (_, i) => i - half);
  const columns = Array.from({ length: order + 1 }, (_, power) => x.map((value) => value ** power));
  const weights = new Float64Array(points);
  // The coefficient of the wanted power is linear in the data: its weights are its answers to unit pulses.
  for (let i = 0; i < points; i++) {
    const pulse = new Float64Array(points);
    pulse[i] = 1;
    const fit = leastSquares(columns, pulse)!;
    weights[i] = fit.coefficients[derivative];
  }
  const factorial = derivative === 2 ? 2 : 1;
  return weights.map((weight) => (weight * factorial) / spacing ** derivative);
}

/** Applies weights of odd length; near the ends the window is held, so the ends are less reliable. */
export function convolve(values: Float64Array, weights: Float64Array): Float64Array {
  const half = (weights.length - 1) / 2;
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    for (let j = -half; j <= half; j++) {
      const at = Math.min(values.length - 1, Math.max(0, i + j));
      sum += weights[j + half] * values[at];
    }
    out[i] = sum;
  }
  return out;
}
