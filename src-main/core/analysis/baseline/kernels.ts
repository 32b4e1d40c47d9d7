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
 *
 * Means over two stretches are double differences, at the distances of their ends, of a function whose second derivative is
 * averaged. Neighbours share their ends, and exponentials cost most of this: they are calculated per pair of ends.
 */
export function unitKernels(rows: readonly Stretch[], columns: readonly Stretch[], zeroSeconds: number): UnitKernels {
  const width = columns.length;
  const walk = new Float64Array(rows.length * width);
  const flicker = new Float64Array(rows.length * width);
  const isSymmetric = rows === columns;
  const rowEnds = endsOf(rows);
  const columnEnds = isSymmetric ? rowEnds : endsOf(columns);
  const cubes = atDistances(rowEnds, columnEnds, isSymmetric, cubeOf);
  const wanders = FLICKER_SECONDS.map((tau) =>
    atDistances(rowEnds, columnEnds, isSymmetric, (distance) => wanderOf(distance, tau)),
  );
  const ends = columnEnds.seconds.length;
  for (let i = 0; i < rows.length; i++) {
    const a = rows[i];
    const from = rowEnds.from[i] * ends;
    const to = rowEnds.to[i] * ends;
    for (let j = 0; j < (isSymmetric ? i + 1 : width); j++) {
      const b = columns[j];
      const at = i * width + j;
      const toFrom = to + columnEnds.from[j];
      const fromTo = from + columnEnds.to[j];
      const toTo = to + columnEnds.to[j];
      const fromFrom = from + columnEnds.from[j];
      const area = (a.toSeconds - a.fromSeconds) * (b.toSeconds - b.fromSeconds);
      // Mean of min(s, t) over two stretches: min(s, t) = (s + t - |s - t|) / 2.
      const middle = (a.fromSeconds + a.toSeconds + b.fromSeconds + b.toSeconds) / 4 - zeroSeconds;
      const distance = cubes[toFrom] + cubes[fromTo] - cubes[toTo] - cubes[fromFrom];
      walk[at] = (middle - distance / area / 2) / 3600;
      for (let k = 0; k < wanders.length; k++) {
        const wander = wanders[k];
        flicker[at] += (wander[toFrom] + wander[fromTo] - wander[toTo] - wander[fromFrom]) / area;
      }
      if (!isSymmetric) continue;
      walk[j * width + i] = walk[at];
      flicker[j * width + i] = flicker[at];
    }
  }
  return { walk, flicker };
}

/** Ends of stretches, those that neighbours share once: places of each stretch's ends among them. */
interface Ends {
  seconds: number[];
  from: Int32Array;
  to: Int32Array;
}

function endsOf(stretches: readonly Stretch[]): Ends {
  const seconds: number[] = [];
  const from = new Int32Array(stretches.length);
  const to = new Int32Array(stretches.length);
  stretches.forEach(({ fromSeconds, toSeconds }, i) => {
    if (seconds[seconds.length - 1] !== fromSeconds) seconds.push(fromSeconds);
    from[i] = seconds.length - 1;
    seconds.push(toSeconds);
    to[i] = seconds.length - 1;
  });
  return { seconds, from, to };
}

/** A function of the distance of every two ends, row-major. */
function atDistances(rows: Ends, columns: Ends, isSymmetric: boolean, of: (distance: number) => number): Float64Array {
  const width = columns.seconds.length;
  const out = new Float64Array(rows.seconds.length * width);
  for (let i = 0; i < rows.seconds.length; i++) {
    for (let j = 0; j < (isSymmetric ? i + 1 : width); j++) {
      const value = of(Math.abs(rows.seconds[i] - columns.seconds[j]));
      out[i * width + j] = value;
      if (isSymmetric) out[j * width + i] = value;
    }
  }
  return out;
}

/** For |s - t|. */
const cubeOf = (distance: number): number => (distance * distance * distance) / 6;

/** For exp(-|s - t| / tau). */
const wanderOf = (distance: number, tau: number): number =>
  distance > NEGLIGIBLE_FROM * tau ? tau * distance : tau * tau * Math.exp(-distance / tau) + tau * distance;
