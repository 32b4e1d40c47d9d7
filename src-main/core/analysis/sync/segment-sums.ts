import { studentQuantile } from '../numerics/student.ts';

/** Sums over one segment: matrix (upper triangle) and right side for gain, lag and drift. */
export const SEGMENT_SUMS = 9;

/** All segments together. */
export function total(segments: Float64Array): Float64Array {
  const sums = new Float64Array(SEGMENT_SUMS);
  for (let row = 0; row < segments.length; row += SEGMENT_SUMS) {
    for (let k = 0; k < SEGMENT_SUMS; k++) sums[k] += segments[row + k];
  }
  return sums;
}

/** Gain, gain x change of lag, gain x change of drift. */
export type Solved = readonly [number, number, number];

/** Solves the sums (Cramer). Undefined where singular. */
export function solve(s: Float64Array, withDrift: boolean): Solved | undefined {
  const [a, b, c, d, e, f, p, q, r] = s;
  if (!withDrift) {
    const determinant = a * d - b * b;
    if (!(determinant > 1e-14 * a * d)) return undefined;
    return [(p * d - b * q) / determinant, (a * q - b * p) / determinant, 0];
  }
  const c0 = d * f - e * e;
  const c1 = c * e - b * f;
  const c2 = b * e - c * d;
  const determinant = a * c0 + b * c1 + c * c2;
  if (!(determinant > 1e-14 * a * d * f)) return undefined;
  return [
    (p * c0 + q * c1 + r * c2) / determinant,
    (p * c1 + q * (a * f - c * c) + r * (b * c - a * e)) / determinant,
    (p * c2 + q * (b * c - a * e) + r * (a * d - b * b)) / determinant,
  ];
}

/**
 * Delete-one-segment jackknife of one number of the solution.
 * @param informationOf what a segment (by its first sum) knows of the number
 */
export function leaveOneOut(
  segments: Float64Array,
  withDrift: boolean,
  numberOf: (solved: Solved) => number,
  informationOf: (row: number) => number,
): { value: number; uncertainty: number; segments: number } {
  const sums = total(segments);
  const solved = solve(sums, withDrift);
  if (!solved) return { value: 0, uncertainty: Number.POSITIVE_INFINITY, segments: 1 };
  const value = numberOf(solved);
  const rest = new Float64Array(SEGMENT_SUMS);
  let squares = 0;
  let count = 0;
  let information = 0;
  let informationSquares = 0;
  for (let row = 0; row < segments.length; row += SEGMENT_SUMS) {
    const own = informationOf(row);
    if (!(own > 0)) continue;
    for (let k = 0; k < SEGMENT_SUMS; k++) rest[k] = sums[k] - segments[row + k];
    const without = solve(rest, withDrift);
    squares += without ? (numberOf(without) - value) ** 2 : Number.POSITIVE_INFINITY;
    count += 1;
    information += own;
    informationSquares += own * own;
  }
  const inEffect = information > 0 ? information ** 2 / informationSquares : 1;
  const standard = Math.sqrt((squares * (count - 1)) / Math.max(1, count));
  return { value, uncertainty: (standard * studentQuantile(0.97725, inEffect - 1)) / 2, segments: inEffect };
}
