/**
 * Samples folded by position: every `size` samples are one cell. A cell remembers when its usable samples begin and end,
 * their extremes, and when its unusable ones stand, so that nothing is bridged that was missing.
 */
export interface Cells {
  /** Samples per cell; the last cell may hold fewer. */
  size: number;
  /** Earliest and latest time of usable samples; NaN where there is none. */
  firstUs: Float64Array;
  lastUs: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** Earliest and latest time of unusable samples; NaN where there is none. */
  firstMissingUs: Float64Array;
  lastMissingUs: Float64Array;
}

/** Columns of a series: times on the axis, values in their unit, NaN where unusable. */
export interface SeriesColumns {
  timeUs: Float64Array;
  value: Float64Array;
}

/** Folds columns into cells of `size` samples. */
export function cellsOf({ timeUs, value }: SeriesColumns, size: number): Cells {
  const n = Math.ceil(timeUs.length / size);
  const cells: Cells = {
    size,
    firstUs: new Float64Array(n).fill(Number.NaN),
    lastUs: new Float64Array(n).fill(Number.NaN),
    min: new Float64Array(n).fill(Number.NaN),
    max: new Float64Array(n).fill(Number.NaN),
    firstMissingUs: new Float64Array(n).fill(Number.NaN),
    lastMissingUs: new Float64Array(n).fill(Number.NaN),
  };
  for (let cell = 0; cell < n; cell++) {
    const end = Math.min((cell + 1) * size, timeUs.length);
    let first = Infinity;
    let last = -Infinity;
    let min = Infinity;
    let max = -Infinity;
    for (let i = cell * size; i < end; i++) {
      const t = timeUs[i];
      const v = value[i];
      if (Number.isNaN(v)) {
        // Negated comparisons are true for NaN, the value of a cell that has none yet.
        if (!(cells.firstMissingUs[cell] <= t)) cells.firstMissingUs[cell] = t;
        if (!(cells.lastMissingUs[cell] >= t)) cells.lastMissingUs[cell] = t;
        continue;
      }
      if (t < first) first = t;
      if (t > last) last = t;
      if (v < min) min = v;
      if (v > max) max = v;
    }
    if (last < first) continue;
    cells.firstUs[cell] = first;
    cells.lastUs[cell] = last;
    cells.min[cell] = min;
    cells.max[cell] = max;
  }
  return cells;
}
