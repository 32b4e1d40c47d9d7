import type { Stretch } from './cells.ts';

/** Gauss and Legendre, three points: exact for polynomials to degree five. */
const NODES = [-Math.sqrt(3 / 5), 0, Math.sqrt(3 / 5)];
const WEIGHTS = [5 / 18, 8 / 18, 5 / 18];
export const POINTS = NODES.length;

/** Times at which a smooth function is asked for its means over the stretches, `POINTS` each. */
export function quadratureTimes(stretches: readonly Stretch[]): Float64Array {
  const out = new Float64Array(stretches.length * POINTS);
  stretches.forEach(({ fromSeconds, toSeconds }, i) => {
    const half = (toSeconds - fromSeconds) / 2;
    NODES.forEach((node, k) => (out[i * POINTS + k] = fromSeconds + half * (1 + node)));
  });
  return out;
}

/** Means over the stretches from the function's values at `quadratureTimes`. */
export function meansFrom(values: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < out.length; i++) {
    const at = i * POINTS;
    out[i] = WEIGHTS[0] * values[at] + WEIGHTS[1] * values[at + 1] + WEIGHTS[2] * values[at + 2];
  }
  return out;
}
