import type { Stretch } from './cells.ts';

/** Time constants of the wanderings that together make 1/f noise, one per decade, seconds. */
const FLICKER_SECONDS = [100, 1e3, 1e4, 1e5];
/** exp(-u) is nothing beside 1 from here. */
const NEGLIGIBLE_FROM = 40;

/** Covariances of means for unit strength: a random walk (per root hour) and flicker noise (per decade). */
export interface UnitKernels {
  walk: Float64Array;
  flicker: Float64Array;
}

/**
 * Exact covariance of the means over two stretches, for a random walk of one unit per root hour and for a sum of
 * first-order wanderings of one unit each. Row-major, `rows.length` x `columns.length`.
 */
export function unitKernels(rows: readonly Stretch[], columns: readonly Stretch[], zeroSeconds: number): UnitKernels {
  const width = columns.length;
  const walk = new Float64Array(rows.length * width);
  const flicker = new Float64Array(rows.length * width);
  const isSymmetric = rows === columns;
  const distances = new Float64Array(4);
  for (let i = 0; i < rows.length; i++) {
    const a = rows[i];
    for (let j = 0; j < (isSymmetric ? i + 1 : width); j++) {
      const b = columns[j];
      const at = i * width + j;
      const area = (a.toSeconds - a.fromSeconds) * (b.toSeconds - b.fromSeconds);
      distances[0] = Math.abs(a.toSeconds - b.fromSeconds);
      distances[1] = Math.abs(a.fromSeconds - b.toSeconds);
      distances[2] = Math.abs(a.toSeconds - b.toSeconds);
      distances[3] = Math.abs(a.fromSeconds - b.fromSeconds);
      // Mean of min(s, t) over two stretches: min(s, t) = (s + t - |s - t|) / 2.
      const middle = (a.fromSeconds + a.toSeconds + b.fromSeconds + b.toSeconds) / 4 - zeroSeconds;
      walk[at] = (middle - distanceDifference(distances) / area / 2) / 3600;
      for (let k = 0; k < FLICKER_SECONDS.length; k++) {
        flicker[at] += wanderDifference(distances, FLICKER_SECONDS[k]) / area;
      }
      if (!isSymmetric) continue;
      walk[j * width + i] = walk[at];
      flicker[j * width + i] = flicker[at];
    }
  }
  return { walk, flicker };
}

/**
 * Means over two stretches are double differences of a function whose second derivative is averaged, at the distances of
 * their ends: g(0) + g(1) - g(2) - g(3). For |s - t| it is u^3 / 6.
 */
function distanceDifference(distances: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const u = distances[k];
    const cube = (u * u * u) / 6;
    sum += k < 2 ? cube : -cube;
  }
  return sum;
}

/** For exp(-|s - t| / tau) it is tau^2 exp(-u / tau) + tau u. */
function wanderDifference(distances: Float64Array, tau: number): number {
  let sum = 0;
  for (let k = 0; k < 4; k++) {
    const u = distances[k];
    const value = u > NEGLIGIBLE_FROM * tau ? tau * u : tau * tau * Math.exp(-u / tau) + tau * u;
    sum += k < 2 ? value : -value;
  }
  return sum;
}
