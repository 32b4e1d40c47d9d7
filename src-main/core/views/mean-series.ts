import { cellsOf } from './cells.ts';
import type { RunningMeans } from './running-means.ts';
import { COARSE_CELL_SAMPLES, FINE_CELL_SAMPLES, type Series, type SeriesBlock } from './series.ts';

/**
 * Means of a series over windows (running-means.ts). For looking only: a noisy ratio shows its course, nothing is computed
 * from it.
 * @param means what was taken of this series before; it takes what has become final since
 */
export function meanSeries(source: Series, means: RunningMeans): Series {
  const columns = takeNew(source, means).finish();
  const n = columns.timeUs.length;
  const block: SeriesBlock = {
    firstIndex: 0,
    n,
    tMinUs: columns.timeUs[0] ?? Number.NaN,
    tMaxUs: columns.timeUs[n - 1] ?? Number.NaN,
    extremes: undefined,
    usable: undefined,
  };
  const coarse = cellsOf(columns, COARSE_CELL_SAMPLES);
  const fine = cellsOf(columns, FINE_CELL_SAMPLES);
  return {
    blocks: () => (n > 0 ? [block] : []),
    isFinal: () => false,
    samples: () => columns,
    coarse: () => coarse,
    knownCoarse: () => coarse,
    fine: () => fine,
    holes: () => source.holes(),
  };
}

/** Takes final blocks for good and the others into a copy, which is given back. */
function takeNew(source: Series, means: RunningMeans): RunningMeans {
  let growing: RunningMeans | undefined;
  for (const block of source.blocks()) {
    if (block.firstIndex < means.taken) continue;
    if (!growing && source.isFinal(block)) means.add(source.samples(block));
    else (growing ??= means.copy()).add(source.samples(block));
  }
  return growing ?? means.copy();
}
