/** One calibration point: amount fraction relative to the carrier (mol/mol) and the ratio it gave. */
export interface SensitivityPoint {
  fraction: number;
  /** Independent of the other points: of the dilution, never of the certificate. */
  fractionUncertainty: number;
  ratio: number;
  ratioUncertainty: number;
}

/** Straight line r = a + k xi with its covariances. */
export interface SensitivityFit {
  method: 'one-point' | 'weighted' | 'errors-in-both';
  k: number;
  kUncertainty: number;
  intercept: number;
  interceptUncertainty: number;
  covariance: number;
  chiSquared: number;
  degreesOfFreedom: number;
}

/**
 * One gas level and zero gas: k = (r_cal - r_zero) / xi,
 * u(k)/k from both ratios; the certificate's part comes later (science.md 1.4).
 */
export function onePointSensitivity(zero: SensitivityPoint, gas: SensitivityPoint): SensitivityFit {
  const span = gas.fraction - zero.fraction;
  const k = (gas.ratio - zero.ratio) / span;
  const fromRatios = Math.hypot(gas.ratioUncertainty, zero.ratioUncertainty) / span;
  const fromDilution = (k * gas.fractionUncertainty) / span;
  return {
    method: 'one-point',
    k,
    kUncertainty: Math.hypot(fromRatios, fromDilution),
    intercept: zero.ratio - k * zero.fraction,
    interceptUncertainty: zero.ratioUncertainty,
    covariance: -(zero.ratioUncertainty ** 2) / span,
    chiSquared: 0,
    degreesOfFreedom: 0,
  };
}

function weightedLine(points: readonly SensitivityPoint[], variances: readonly number[]): SensitivityFit {
  let s = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  points.forEach(({ fraction, ratio }, i) => {
    const w = 1 / variances[i];
    s += w;
    sx += w * fraction;
    sy += w * ratio;
    sxx += w * fraction * fraction;
    sxy += w * fraction * ratio;
  });
  const determinant = s * sxx - sx * sx;
  const k = (s * sxy - sx * sy) / determinant;
  const intercept = (sxx * sy - sx * sxy) / determinant;
  let chiSquared = 0;
  points.forEach(({ fraction, ratio }, i) => {
    chiSquared += (ratio - intercept - k * fraction) ** 2 / variances[i];
  });
  const degreesOfFreedom = points.length - 2;
  return {
    method: 'weighted',
    k,
    kUncertainty: Math.sqrt(s / determinant),
    intercept,
    interceptUncertainty: Math.sqrt(sxx / determinant),
    covariance: -sx / determinant,
    chiSquared,
    degreesOfFreedom,
  };
}

/** Covariances times chi squared over its degrees of freedom where that is above 1. */
function inflated(fit: SensitivityFit): SensitivityFit {
  if (fit.degreesOfFreedom < 1) return fit;
  const factor = Math.max(1, fit.chiSquared / fit.degreesOfFreedom);
  return {
    ...fit,
    kUncertainty: fit.kUncertainty * Math.sqrt(factor),
    interceptUncertainty: fit.interceptUncertainty * Math.sqrt(factor),
    covariance: fit.covariance * factor,
  };
}

/**
 * Weighted least squares of r = a + k xi, or with errors in both where k u(xi) exceeds u(r)/3 (science.md 1.4;
 * effective variance, iterated).
 */
export function fitSensitivity(points: readonly SensitivityPoint[]): SensitivityFit {
  const plain = points.map((point) => point.ratioUncertainty ** 2);
  let fit = weightedLine(points, plain);
  const matters = points.some((point) => Math.abs(fit.k) * point.fractionUncertainty > point.ratioUncertainty / 3);
  if (!matters) return inflated(fit);
  for (let round = 0; round < 100; round++) {
    const before = fit.k;
    fit = weightedLine(
      points,
      points.map((point) => point.ratioUncertainty ** 2 + (before * point.fractionUncertainty) ** 2),
    );
    if (Math.abs(fit.k - before) <= 1e-14 * Math.abs(fit.k)) break;
  }
  return inflated({ ...fit, method: 'errors-in-both' });
}

/** How many different levels of gas the points have; fewer than two say nothing about k. */
export function distinctLevels(points: readonly SensitivityPoint[]): number {
  return new Set(points.map((point) => point.fraction)).size;
}
