import type { Cell } from './cells.ts';

/** Time constants of the wanderings that together make 1/f noise, one per decade, seconds. */
const FLICKER_SECONDS = [100, 1e3, 1e4, 1e5];

/** Covariances of cell means for unit strength: a random walk (per root hour) and flicker noise (per decade). */
export interface UnitKernels {
  walk: Float64Array;
  flicker: Float64Array;
}

/**
 * Exact covariance of the means over two cells, for a random walk of one unit per root hour and for a sum of
 * first-order wanderings of one unit each. Row-major, `rows.length` x `columns.length`.
 */
export function unitKernels(rows: readonly Cell[], columns: readonly Cell[], zeroSeconds: number): UnitKernels {
  const size = rows.length * columns.length;
  const walk = new Float64Array(size);
  const flicker = new Float64Array(size);
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < columns.length; j++) {
      const at = i * columns.length + j;
      walk[at] = walkCovariance(rows[i], columns[j], zeroSeconds) / 3600;
      for (const seconds of FLICKER_SECONDS) flicker[at] += wanderCovariance(rows[i], columns[j], seconds);
    }
  }
  return { walk, flicker };
}

/** Mean of min(s, t) over two cells: min(s, t) = (s + t - |s - t|) / 2. */
function walkCovariance(a: Cell, b: Cell, zeroSeconds: number): number {
  const middle = (a.fromSeconds + a.toSeconds + b.fromSeconds + b.toSeconds) / 4 - zeroSeconds;
  const cube = (u: number) => Math.abs(u) ** 3 / 6;
  return middle - doubleDifference(a, b, cube) / 2;
}

/** Mean of exp(-|s - t| / tau) over two cells. */
function wanderCovariance(a: Cell, b: Cell, seconds: number): number {
  return doubleDifference(a, b, (u) => seconds * seconds * Math.exp(-Math.abs(u) / seconds) + seconds * Math.abs(u));
}

/** Mean over two cells of the second derivative of `g` at s - t. */
function doubleDifference(a: Cell, b: Cell, g: (u: number) => number): number {
  const area = (a.toSeconds - a.fromSeconds) * (b.toSeconds - b.fromSeconds);
  const sum =
    g(a.toSeconds - b.fromSeconds) +
    g(a.fromSeconds - b.toSeconds) -
    g(a.toSeconds - b.toSeconds) -
    g(a.fromSeconds - b.fromSeconds);
  return sum / area;
}
