import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { factorise, inverseOf } from '../numerics/dense.ts';
import { percentOn, type Pattern } from './pattern-table.ts';

/** How net ratios become base-peak ratios of the gases: y = G (r - b). */
export interface Unmixing {
  species: string[];
  /** Masses used, in the order of the columns of `gain`. */
  masses: number[];
  /** species x masses. */
  gain: Float64Array;
  /** masses x species, percent of the base peak. */
  percent: Float64Array;
  /** masses x species, standard uncertainty of the above. */
  uncertaintyPercent: Float64Array;
  /** Of the weighted matrix with columns of equal length; NaN where there are fewer masses than gases. */
  conditionNumber: number;
  refusal: 'none' | 'too-few-masses' | 'ill-conditioned';
}

/**
 * Unconstrained weighted least squares of the net ratios (science.md 3): no clipping, so that zero gas gives zero on
 * average. The sensitivities k scale the columns and are divided out afterwards: A = P diag(k).
 * @param sigma scatter of each mass, same order as `masses`; the weights are 1/sigma
 */
export function unmixing(
  patterns: readonly Pattern[],
  masses: readonly number[],
  sigma: ArrayLike<number>,
  conditionLimit: number,
): Unmixing {
  const rows = masses.length;
  const columns = patterns.length;
  const percent = new Float64Array(rows * columns);
  const uncertaintyPercent = new Float64Array(rows * columns);
  for (let m = 0; m < rows; m++) {
    for (let s = 0; s < columns; s++) {
      percent[m * columns + s] = percentOn(patterns[s], masses[m]);
      const line = patterns[s].lines.find((candidate) => Math.round(candidate.mz) === Math.round(masses[m]));
      uncertaintyPercent[m * columns + s] = line?.uncertaintyPercent ?? 0;
    }
  }
  const base = {
    species: patterns.map((pattern) => pattern.species),
    masses: [...masses],
    gain: new Float64Array(columns * rows),
    percent,
    uncertaintyPercent,
  };
  if (rows < columns) return { ...base, conditionNumber: Number.NaN, refusal: 'too-few-masses' };
  const weights = Float64Array.from(sigma, (value) => (value > 0 ? 1 / value : 1));
  const conditionNumber = weightedCondition(percent, weights, rows, columns);
  if (!(conditionNumber <= conditionLimit)) return { ...base, conditionNumber, refusal: 'ill-conditioned' };
  return { ...base, gain: weightedPseudoInverse(percent, weights, rows, columns), conditionNumber, refusal: 'none' };
}

/** Largest over smallest singular value of W P with columns scaled to length 1. */
function weightedCondition(percent: Float64Array, weights: Float64Array, rows: number, columns: number): number {
  const matrix = Matrix.zeros(rows, columns);
  for (let s = 0; s < columns; s++) {
    let square = 0;
    for (let m = 0; m < rows; m++) square += (weights[m] * percent[m * columns + s]) ** 2;
    if (square === 0) return Number.POSITIVE_INFINITY;
    for (let m = 0; m < rows; m++) matrix.set(m, s, (weights[m] * percent[m * columns + s]) / Math.sqrt(square));
  }
  return new SingularValueDecomposition(matrix).condition;
}

/** A mass that says nothing of a gas has no gain, whatever rounding leaves of it. */
const ROUNDING = 1e-12;

function weightedPseudoInverse(
  percent: Float64Array,
  scatterWeights: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  // As many masses as gases: the solution is exact and weights drop out of it. Left out, it does not move with the scatter.
  const weights = rows === columns ? new Float64Array(rows).fill(1) : scatterWeights;
  // Scaled to unit columns first: weights of different masses span many decades.
  const length = new Float64Array(columns);
  for (let s = 0; s < columns; s++) {
    for (let m = 0; m < rows; m++) length[s] += ((weights[m] * percent[m * columns + s]) / 100) ** 2;
    length[s] = Math.sqrt(length[s]);
  }
  const scaled = (m: number, s: number) => (weights[m] * percent[m * columns + s]) / 100 / length[s];
  const normal = new Float64Array(columns * columns);
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) {
      for (let m = 0; m < rows; m++) normal[a * columns + b] += scaled(m, a) * scaled(m, b);
    }
  }
  factorise(normal, columns);
  const inverse = inverseOf(normal, columns);
  const gain = new Float64Array(columns * rows);
  for (let s = 0; s < columns; s++) {
    for (let m = 0; m < rows; m++) {
      let sum = 0;
      for (let b = 0; b < columns; b++) sum += inverse[s * columns + b] * scaled(m, b);
      const value = (sum * weights[m]) / length[s];
      gain[s * rows + m] = Math.abs(value) < ROUNDING ? 0 : value;
    }
  }
  return gain;
}

/** One gas, one mass, nothing subtracted: what `interference.enabled: false` means. */
export function plainUnmixing(species: readonly string[], masses: readonly number[]): Unmixing {
  const size = species.length;
  const identity = new Float64Array(size * size);
  for (let i = 0; i < size; i++) identity[i * size + i] = 1;
  return {
    species: [...species],
    masses: [...masses],
    gain: identity,
    percent: identity.map((value) => 100 * value),
    uncertaintyPercent: new Float64Array(size * size),
    conditionNumber: 1,
    refusal: 'none',
  };
}

/**
 * Adds gases that are read from one mass alone, nothing subtracted, to a matrix: gases nobody has a pattern of, or whose
 * mass the recipe names.
 */
export function withPlainRows(unmix: Unmixing, extra: readonly { species: string; mz: number }[]): Unmixing {
  const added = extra.filter(({ species }) => !unmix.species.includes(species));
  if (added.length === 0) return unmix;
  const known = new Set(unmix.masses);
  const masses = [...unmix.masses, ...new Set(added.map(({ mz }) => mz).filter((mz) => !known.has(mz)))];
  const species = [...unmix.species, ...added.map((gas) => gas.species)];
  const gain = new Float64Array(species.length * masses.length);
  const percent = new Float64Array(masses.length * species.length);
  const uncertaintyPercent = new Float64Array(masses.length * species.length);
  const oldRows = unmix.species.length;
  const oldColumns = unmix.masses.length;
  for (let s = 0; s < oldRows; s++) {
    for (let m = 0; m < oldColumns; m++) {
      gain[s * masses.length + m] = unmix.gain[s * oldColumns + m];
      percent[m * species.length + s] = unmix.percent[m * oldRows + s];
      uncertaintyPercent[m * species.length + s] = unmix.uncertaintyPercent[m * oldRows + s];
    }
  }
  added.forEach(({ mz }, index) => {
    const row = oldRows + index;
    const column = masses.indexOf(mz);
    gain[row * masses.length + column] = 1;
    percent[column * species.length + row] = 100;
  });
  return { ...unmix, species, masses, gain, percent, uncertaintyPercent };
}
