/** Of Lanczos' approximation, g = 7, n = 9. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** Natural logarithm of the gamma function for x > 0. */
function logGamma(x: number): number {
  let sum = LANCZOS[0];
  for (let i = 1; i < 9; i++) sum += LANCZOS[i] / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Continued fraction of the incomplete beta function (Lentz). */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let h = d;
  for (let m = 1; m <= 400; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    const delta = d * c;
    h *= delta;
    if (Math.abs(delta - 1) < 1e-15) break;
  }
  return h;
}

/** Regularised incomplete beta function I_x(a, b). */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(a, b, x)) / a : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

/** Probability that Student's t with `degreesOfFreedom` is below `t`. */
export function studentProbability(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(degreesOfFreedom)) degreesOfFreedom = 1e8;
  const tail = 0.5 * incompleteBeta(degreesOfFreedom / 2, 0.5, degreesOfFreedom / (degreesOfFreedom + t * t));
  return t >= 0 ? 1 - tail : tail;
}

/** Probability per unit of t. */
function studentDensity(t: number, degreesOfFreedom: number): number {
  const logNorm = logGamma((degreesOfFreedom + 1) / 2) - logGamma(degreesOfFreedom / 2);
  const logTail = ((degreesOfFreedom + 1) / 2) * Math.log1p((t * t) / degreesOfFreedom);
  return Math.exp(logNorm - logTail) / Math.sqrt(degreesOfFreedom * Math.PI);
}

/**
 * Newton's iteration from zero. Above zero the distribution is concave: every tangent stands above it, so that the
 * iteration comes up from below and cannot miss.
 */
function newtonQuantile(probability: number, degreesOfFreedom: number): number {
  let t = 0;
  for (let i = 0; i < 200; i++) {
    const missing = probability - studentProbability(t, degreesOfFreedom);
    const step = missing / studentDensity(t, degreesOfFreedom);
    t += step;
    if (Math.abs(step) <= 1e-13 * t) break;
  }
  return t;
}

/** By probability, then by degrees of freedom. */
const cache = new Map<number, Map<number, number>>();
const MOST_KEPT = 5000;

/**
 * Quantile of Student's t. t(0.97725, nu) is the coverage factor of 95.45 %, 2.00 for many degrees of freedom,
 * 4.53 for two; t(0.99865, nu) that of the decision threshold (science.md 6).
 * @param probability between 0.5 and 1.
 * @param degreesOfFreedom any number of at least 1, Infinity for the normal distribution; rounded to 1 % for speed.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  const degrees = Math.min(1e6, Math.max(1, degreesOfFreedom));
  const rounded = degrees < 200 ? Math.round(degrees * 100) / 100 : Number(degrees.toPrecision(3));
  const own = cache.get(probability) ?? new Map<number, number>();
  cache.set(probability, own);
  const known = own.get(rounded);
  if (known !== undefined) return known;
  const quantile = newtonQuantile(probability, rounded);
  if (own.size > MOST_KEPT) own.clear();
  own.set(rounded, quantile);
  return quantile;
}
