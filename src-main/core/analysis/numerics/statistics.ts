import { selectValue } from '../../../../shared/domain/select-value.ts';

/** Mean of the finite values; NaN without any. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isFinite(value)) {
      sum += value;
      count += 1;
    }
  }
  return count === 0 ? Number.NaN : sum / count;
}

/** Standard deviation of the finite values with n - 1; NaN below two. */
export function standardDeviationOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isFinite(value)) {
      sum += (value - mean) ** 2;
      count += 1;
    }
  }
  return count < 2 ? Number.NaN : Math.sqrt(sum / (count - 1));
}

/** Quantile (0 to 1) of the finite values by linear interpolation; NaN without any. */
export function quantileOf(values: ArrayLike<number>, fraction: number): number {
  const finite = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isFinite(value)) finite[count++] = value;
  }
  if (count === 0) return Number.NaN;
  const position = fraction * (count - 1);
  const rank = Math.floor(position);
  const low = selectValue(finite, rank, count);
  if (position === rank) return low;
  // Everything behind the rank is at least as large: the next value is the smallest of it.
  let high = Number.POSITIVE_INFINITY;
  for (let i = rank + 1; i < count; i++) if (finite[i] < high) high = finite[i];
  return low + (position - rank) * (high - low);
}

/** Median of the finite values; NaN without any. */
export function medianOf(values: ArrayLike<number>): number {
  return quantileOf(values, 0.5);
}

/** Median of an evenly thinned selection of at most `limit` values: fast, for scales on long channels. */
export function thinnedMedian(values: Float64Array, limit = 4001): number {
  const stride = Math.max(1, Math.floor(values.length / limit));
  if (stride === 1) return medianOf(values);
  const picked = new Float64Array(Math.floor((values.length - 1) / stride) + 1);
  for (let i = 0; i < picked.length; i++) picked[i] = values[i * stride];
  return medianOf(picked);
}

/**
 * Scale of independent scatter from first differences, blind to slow drift:
 * 1.4826 median|difference| / sqrt(2) (science.md 5). NaN below three values.
 */
export function differenceSigma(values: ArrayLike<number>): number {
  if (values.length < 3) return Number.NaN;
  const steps = new Float64Array(values.length - 1);
  for (let i = 0; i < steps.length; i++) steps[i] = Math.abs(values[i + 1] - values[i]);
  return (1.4826 * medianOf(steps)) / Math.SQRT2;
}

/** Lag-1 autocorrelation of evenly spaced values; 0 where it is not defined. */
export function lagOneAutocorrelation(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let products = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const here = values[i] - mean;
    squares += here * here;
    if (i > 0) products += here * (values[i - 1] - mean);
  }
  return squares > 0 ? products / squares : 0;
}

/** n (1 - rho) / (1 + rho), never above n and never below 1 (science.md 1.4). */
export function effectiveCount(count: number, autocorrelation: number): number {
  const rho = Math.max(0, Math.min(0.999, autocorrelation));
  return Math.max(1, (count * (1 - rho)) / (1 + rho));
}

/** Straight line by least squares. `slopeUncertainty` from the residual scatter. */
export function fitLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
): { intercept: number; slope: number; slopeUncertainty: number; residualSigma: number } {
  const n = x.length;
  const xMean = meanOf(x);
  const yMean = meanOf(y);
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i] - xMean) ** 2;
    sxy += (x[i] - xMean) * (y[i] - yMean);
  }
  const slope = sxx > 0 ? sxy / sxx : 0;
  const intercept = yMean - slope * xMean;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (y[i] - intercept - slope * x[i]) ** 2;
  const residualSigma = n > 2 ? Math.sqrt(squares / (n - 2)) : Number.NaN;
  return { intercept, slope, slopeUncertainty: sxx > 0 ? residualSigma / Math.sqrt(sxx) : Number.NaN, residualSigma };
}
