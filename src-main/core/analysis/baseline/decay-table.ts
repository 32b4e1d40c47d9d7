import { meansFrom } from './quadrature.ts';
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

/** @param ages seconds since the decay began, at the quadrature times of the anchors */
export function decayTable(term: DecayTerm, ages: Float64Array, anchors: number): DecayTable {
  const rows = new Map<number, { values: Float64Array; slopes: Float64Array }>();
  const [value, byLogHours] = [new Float64Array(ages.length), new Float64Array(ages.length)];
  // Rows are filled when a search comes by: it visits a few of them.
  const rowOf = (point: number) => {
    const known = rows.get(point);
    if (known) return known;
    const hours = SHORTEST_HOURS * Math.exp(point * STEP);
    term.course(ages, hours, value, byLogHours);
    const row = {
      values: meansFrom(value, new Float64Array(anchors)),
      slopes: meansFrom(byLogHours, new Float64Array(anchors)),
    };
    rows.set(point, row);
    return row;
  };
  const nearest = (hours: number) => {
    const position = Math.log(Math.min(LONGEST_HOURS, Math.max(SHORTEST_HOURS, hours)) / SHORTEST_HOURS) / STEP;
    const point = Math.round(position);
    return { row: rowOf(point), off: (position - point) * STEP };
  };
  return {
    values: (hours, out) => {
      const { row, off } = nearest(hours);
      const top = row.values[0] + off * row.slopes[0] || 1;
      for (let a = 0; a < anchors; a++) out[a] = (row.values[a] + off * row.slopes[a]) / top;
    },
    derivatives: (hours, out) => {
      const { row, off } = nearest(hours);
      const top = row.values[0] + off * row.slopes[0] || 1;
      for (let a = 0; a < anchors; a++) out[a] = row.slopes[a] / top;
    },
  };
}
