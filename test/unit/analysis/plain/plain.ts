/**
 * The evaluation once more, from the formulas of science.md alone: slow, short, and without a line of the program's. It
 * covers the straight path: carrier ratio, a background of a given straight line, interference, two calibrations, shift,
 * washout term, phases, limits. Where it and the program disagree, one of them has misread the formulas.
 */

/** CODATA. */
const GAS_CONSTANT = 8.314462618;

export interface PlainSeries {
  seconds: number[];
  values: number[];
}

export interface PlainRun {
  /** Ion current by m/z, ampere; 4 is the carrier. */
  currents: Map<number, PlainSeries>;
  /** Percent of the base peak: by gas, then m/z. */
  patterns: Map<string, Map<number, number>>;
  gases: string[];
  masses: number[];
  /** Where no gas is evolved. */
  baselineSpans: [number, number][];
  /** Plateaus before and after: zero gas on either side, calibration gas. */
  calibrations: { zeros: [number, number][]; gas: [number, number] }[];
  /** mol/mol by gas. */
  certificate: Map<string, number>;
  flowMillilitrePerMinute: number;
  conversionFactor: number;
  referenceCelsius: number;
  referencePascal: number;
  massGram: number;
  delaySeconds: number;
  washoutSeconds: number;
}

/** Value of a series at a time, straight between its readings. */
function at(series: PlainSeries, time: number): number {
  const { seconds, values } = series;
  for (let i = 1; i < seconds.length; i++) {
    if (seconds[i] < time) continue;
    const share = (time - seconds[i - 1]) / (seconds[i] - seconds[i - 1]);
    return values[i - 1] + share * (values[i] - values[i - 1]);
  }
  return values[values.length - 1];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Gauss elimination with pivoting. */
export function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const a = matrix.map((row, i) => [...row, right[i]]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column; row < n; row++) if (Math.abs(a[row][column]) > Math.abs(a[pivot][column])) pivot = row;
    [a[column], a[pivot]] = [a[pivot], a[column]];
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = a[row][column] / a[column][column];
      for (let k = column; k <= n; k++) a[row][k] -= factor * a[column][k];
    }
  }
  return a.map((row, i) => row[n] / row[i]);
}

/** Weighted least squares of A x = b by its normal equations (science.md 3). */
export function leastSquares(
  rows: readonly number[][],
  right: readonly number[],
  weights: readonly number[],
): number[] {
  const n = rows[0].length;
  const normal = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => rows.reduce((sum, row, m) => sum + weights[m] ** 2 * row[i] * row[j], 0)),
  );
  const projected = Array.from({ length: n }, (_, i) =>
    rows.reduce((sum, row, m) => sum + weights[m] ** 2 * row[i] * right[m], 0),
  );
  return solve(normal, projected);
}

/** Intercept and slope of a straight line through points, unweighted. */
function line(x: readonly number[], y: readonly number[]): (time: number) => number {
  const [a, b] = leastSquares(
    x.map((value) => [1, value / 3600]),
    y,
    x.map(() => 1),
  );
  return (time) => a + (b * time) / 3600;
}

/** 1.4: r = a + k xi. */
export function weightedLine(points: readonly { xi: number; r: number; u: number }[]) {
  const w = points.map((point) => 1 / point.u ** 2);
  const sum = (f: (point: { xi: number; r: number }) => number) =>
    points.reduce((total, point, i) => total + w[i] * f(point), 0);
  const S = sum(() => 1);
  const Sx = sum(({ xi }) => xi);
  const Sy = sum(({ r }) => r);
  const Sxx = sum(({ xi }) => xi * xi);
  const Sxy = sum(({ xi, r }) => xi * r);
  const D = S * Sxx - Sx * Sx;
  const k = (S * Sxy - Sx * Sy) / D;
  const a = (Sxx * Sy - Sx * Sxy) / D;
  const chiSquared = sum(({ xi, r }) => (r - a - k * xi) ** 2);
  const inflation = Math.max(1, chiSquared / (points.length - 2));
  return {
    k,
    a,
    uk: Math.sqrt((S / D) * inflation),
    ua: Math.sqrt((Sxx / D) * inflation),
    covariance: (-Sx / D) * inflation,
    chiSquared,
  };
}

/** 1.5: mol/s. */
export function molarFlow(run: PlainRun): number {
  const litrePerMol = (GAS_CONSTANT * (run.referenceCelsius + 273.15) * 1e3) / run.referencePascal;
  return (run.flowMillilitrePerMinute * run.conversionFactor) / (litrePerMol * 1000 * 60);
}

/** umol/g of one gas per span of cell time, in order. */
export function plainAmounts(run: PlainRun, gas: string, spans: readonly [number, number][]): number[] {
  const carrier = run.currents.get(4)!;
  const times = carrier.seconds;
  const row = run.gases.indexOf(gas);
  const matrix = run.masses.map((mz) => run.gases.map((name) => (run.patterns.get(name)?.get(mz) ?? 0) / 100));
  const ratios = run.masses.map((mz) => times.map((time, i) => at(run.currents.get(mz)!, time) / carrier.values[i]));
  const inside = (time: number, [from, to]: [number, number]) => time >= from && time <= to;
  // Ratios combined: what the gas would read if it were alone. Background and calibration are linear and commute with it.
  const combined = times.map(
    (_, i) =>
      solve(
        matrix,
        ratios.map((ratio) => ratio[i]),
      )[row],
  );
  const restful = [...times.keys()].filter((i) => run.baselineSpans.some((span) => inside(times[i], span)));
  const background = line(
    restful.map((i) => times[i]),
    restful.map((i) => combined[i]),
  );
  const meanIn = (span: [number, number]) => mean(combined.filter((_, i) => inside(times[i], span)));
  const [pre, post] = run.calibrations.map(({ zeros, gas: plateau }) => ({
    k: (meanIn(plateau) - mean(zeros.map(meanIn))) / run.certificate.get(gas)!,
    time: (plateau[0] + plateau[1]) / 2,
  }));
  const kAt = (time: number) => {
    const s = Math.min(1, Math.max(0, (time - pre.time) / (post.time - pre.time)));
    return (1 - s) * pre.k + s * post.k;
  };
  const xi: PlainSeries = {
    seconds: times,
    values: times.map((time, i) => (combined[i] - background(time)) / kAt(time)),
  };
  const factor = (1e6 * molarFlow(run)) / run.massGram;
  return spans.map(([cellFrom, cellTo]) => {
    const from = cellFrom + run.delaySeconds;
    const to = cellTo + run.delaySeconds;
    const middle = times.filter((time) => time > from && time < to);
    const nodes = [from, ...middle, to];
    let integral = 0;
    for (let i = 1; i < nodes.length; i++) {
      integral += ((at(xi, nodes[i - 1]) + at(xi, nodes[i])) / 2) * (nodes[i] - nodes[i - 1]);
    }
    return factor * (integral + run.washoutSeconds * (at(xi, to) - at(xi, from)));
  });
}

/** 6.2 with u0 and the relative part known, many degrees of freedom. */
export function plainLimits(u0: number, relative: number) {
  const threshold = 3 * u0;
  // y# = y* + 1.645 sqrt(u0^2 + (relative y#)^2), a quadratic equation.
  const c = 1.645 ** 2;
  const a = 1 - c * relative ** 2;
  const detection = (threshold + Math.sqrt(threshold ** 2 - a * (threshold ** 2 - c * u0 ** 2))) / a;
  return { threshold, detection, quantification: 10 * u0 };
}
