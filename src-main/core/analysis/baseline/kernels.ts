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
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < (isSymmetric ? i + 1 : width); j++) {
      const at = i * width + j;
      walk[at] = walkCovariance(rows[i], columns[j], zeroSeconds) / 3600;
      for (const seconds of FLICKER_SECONDS) flicker[at] += wanderCovariance(rows[i], columns[j], seconds);
      if (!isSymmetric) continue;
      walk[j * width + i] = walk[at];
      flicker[j * width + i] = flicker[at];
    }
  }
  return { walk, flicker };
}

/** Mean of min(s, t) over two stretches: min(s, t) = (s + t - |s - t|) / 2. */
function walkCovariance(a: Stretch, b: Stretch, zeroSeconds: number): number {
  const middle = (a.fromSeconds + a.toSeconds + b.fromSeconds + b.toSeconds) / 4 - zeroSeconds;
  return middle - doubleDifference(a, b, cube, 0) / 2;
}

/** Mean of exp(-|s - t| / tau) over two stretches. */
function wanderCovariance(a: Stretch, b: Stretch, seconds: number): number {
  return doubleDifference(a, b, wander, seconds);
}

const cube = (u: number) => (u * u * u) / 6;

const wander = (u: number, seconds: number) =>
  u > NEGLIGIBLE_FROM * seconds ? seconds * u : seconds * seconds * Math.exp(-u / seconds) + seconds * u;

/** Mean over two stretches of the second derivative of `g`, a function of |s - t|. */
function doubleDifference(
  a: Stretch,
  b: Stretch,
  g: (distance: number, seconds: number) => number,
  seconds: number,
): number {
  const area = (a.toSeconds - a.fromSeconds) * (b.toSeconds - b.fromSeconds);
  const sum =
    g(Math.abs(a.toSeconds - b.fromSeconds), seconds) +
    g(Math.abs(a.fromSeconds - b.toSeconds), seconds) -
    g(Math.abs(a.toSeconds - b.toSeconds), seconds) -
    g(Math.abs(a.fromSeconds - b.fromSeconds), seconds);
  return sum / area;
}
