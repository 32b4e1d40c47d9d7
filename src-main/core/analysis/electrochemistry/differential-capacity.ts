import { convolve, savitzkyGolayWeights } from '../numerics/savitzky-golay.ts';

/** dQ/dV of one half-cycle on an even voltage grid. */
export interface DifferentialCapacity {
  volt: Float64Array;
  /** mAh/g per V, positive on charge and on discharge alike. */
  value: Float64Array;
}

/**
 * dQ/dV by resampling to monotone voltage in steps of 5 mV and a Savitzky-Golay derivative of order 2 over 11 points
 * (science.md 5). Empty where the voltage does not span eleven steps.
 * @param volt of one half-cycle, in order of time
 * @param capacity mAh/g, in order of time
 */
export function differentialCapacity(
  volt: Float64Array,
  capacity: Float64Array,
  stepVolt = 0.005,
): DifferentialCapacity {
  const empty = { volt: new Float64Array(0), value: new Float64Array(0) };
  const points: { volt: number; capacity: number }[] = [];
  for (let i = 0; i < volt.length; i++) {
    if (Number.isFinite(volt[i]) && Number.isFinite(capacity[i])) points.push({ volt: volt[i], capacity: capacity[i] });
  }
  if (points.length < 2) return empty;
  const direction = points.at(-1)!.volt >= points[0].volt ? 1 : -1;
  // Monotone: a point counts only when it goes beyond every point before it.
  let reached = Number.NEGATIVE_INFINITY;
  const monotone: { volt: number; capacity: number }[] = [];
  for (const point of points) {
    if (direction * point.volt <= reached) continue;
    reached = direction * point.volt;
    monotone.push(point);
  }
  if (direction < 0) monotone.reverse();
  const low = Math.ceil(monotone[0].volt / stepVolt);
  const high = Math.floor(monotone.at(-1)!.volt / stepVolt);
  if (high - low < 10) return empty;
  const grid = Float64Array.from({ length: high - low + 1 }, (_, i) => (low + i) * stepVolt);
  const along = new Float64Array(grid.length);
  let at = 1;
  for (let i = 0; i < grid.length; i++) {
    while (at < monotone.length - 1 && monotone[at].volt < grid[i]) at += 1;
    const a = monotone[at - 1];
    const b = monotone[at];
    along[i] = a.capacity + ((grid[i] - a.volt) / (b.volt - a.volt)) * (b.capacity - a.capacity);
  }
  const derivative = convolve(along, savitzkyGolayWeights(11, 2, 1, stepVolt));
  return { volt: grid.slice(5, -5), value: derivative.slice(5, -5).map(Math.abs) };
}
