import type { Cell } from './cells.ts';
import type { DecayTerm } from './shapes.ts';

const SHORTEST_HOURS = 0.1;
const LONGEST_HOURS = 80;
const POINTS = 56;
const STEP = Math.log(LONGEST_HOURS / SHORTEST_HOURS) / (POINTS - 1);

/**
 * A decay at the anchors for a grid of time constants, so that searching one costs no exponentials: values in between by
 * the derivative from the nearest grid point (error below 0.1 %, the final columns are exact).
 */
export interface DecayTable {
  /** Fills `out` with the decay at the anchors, 1 at the first of them. */
  values(hours: number, out: Float64Array): void;
  /** Fills `out` with its derivative by the logarithm of the time constant, same scale. */
  derivatives(hours: number, out: Float64Array): void;
}

export function decayTable(term: DecayTerm, blockAges: Float64Array, anchors: readonly Cell[]): DecayTable {
  const size = anchors.length;
  const values = new Float64Array(POINTS * size);
  const slopes = new Float64Array(POINTS * size);
  for (let p = 0; p < POINTS; p++) {
    const hours = SHORTEST_HOURS * Math.exp(p * STEP);
    for (let a = 0; a < size; a++) {
      const { first, end } = anchors[a];
      let value = 0;
      let slope = 0;
      for (let b = first; b < end; b++) {
        const age = Math.max(0, blockAges[b]);
        value += term.value(age, hours);
        slope += term.byLogHours(age, hours);
      }
      values[p * size + a] = value / (end - first);
      slopes[p * size + a] = slope / (end - first);
    }
  }
  const nearest = (hours: number) => {
    const position = Math.log(Math.min(LONGEST_HOURS, Math.max(SHORTEST_HOURS, hours)) / SHORTEST_HOURS) / STEP;
    const point = Math.round(position);
    return { row: point * size, off: (position - point) * STEP };
  };
  return {
    values: (hours, out) => {
      const { row, off } = nearest(hours);
      const top = values[row] + off * slopes[row] || 1;
      for (let a = 0; a < size; a++) out[a] = (values[row + a] + off * slopes[row + a]) / top;
    },
    derivatives: (hours, out) => {
      const { row, off } = nearest(hours);
      const top = values[row] + off * slopes[row] || 1;
      for (let a = 0; a < size; a++) out[a] = slopes[row + a] / top;
    },
  };
}
