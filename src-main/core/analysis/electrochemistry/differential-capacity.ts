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
  let end = volt.length - 1;
  let begin = 0;
  const isThere = (i: number) => Number.isFinite(volt[i]) && Number.isFinite(capacity[i]);
  while (begin < end && !isThere(begin)) begin += 1;
  while (end > begin && !isThere(end)) end -= 1;
  if (end - begin < 1) return empty;
  const direction = volt[end] >= volt[begin] ? 1 : -1;
  // Monotone: a point counts only when it goes beyond every point before it.
  const kept = new Int32Array(end - begin + 1);
  let count = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (let i = begin; i <= end; i++) {
    if (!isThere(i) || direction * volt[i] <= reached) continue;
    reached = direction * volt[i];
    kept[count++] = i;
  }
  const monotone = kept.subarray(0, count);
  if (direction < 0) monotone.reverse();
  const low = Math.ceil(volt[monotone[0]] / stepVolt);
  const high = Math.floor(volt[monotone[count - 1]] / stepVolt);
  if (high - low < 10) return empty;
  const grid = Float64Array.from({ length: high - low + 1 }, (_, i) => (low + i) * stepVolt);
  const along = new Float64Array(grid.length);
  let at = 1;
  for (let i = 0; i < grid.length; i++) {
    while (at < count - 1 && volt[monotone[at]] < grid[i]) at += 1;
    const a = monotone[at - 1];
    const b = monotone[at];
    along[i] = capacity[a] + ((grid[i] - volt[a]) / (volt[b] - volt[a])) * (capacity[b] - capacity[a]);
  }
  const derivative = convolve(along, savitzkyGolayWeights(11, 2, 1, stepVolt));
  return { volt: grid.slice(5, -5), value: derivative.slice(5, -5).map(Math.abs) };
}
