import { cellsOf, type SeriesColumns } from './cells.ts';
import { GrowingColumn } from './growing-column.ts';
import { COARSE_CELL_SAMPLES, FINE_CELL_SAMPLES, type Series, type SeriesBlock } from './series.ts';

/**
 * Means of a series over windows of equal length, counted from `zeroUs`; each mean stands at the mean time of its usable
 * samples. For looking only: a noisy ratio shows its course, nothing is computed from it. A window in which every sample
 * is unusable is missing, one without samples does not exist; the newest window counts once half of it is there, because
 * the mean of a few samples would look like an event.
 */
export function meanSeries(source: Series, windowUs: number, zeroUs: number): Series {
  const columns = meansOf(source, windowUs, zeroUs);
  const n = columns.timeUs.length;
  const block: SeriesBlock = {
    firstIndex: 0,
    n,
    tMinUs: columns.timeUs[0] ?? Number.NaN,
    tMaxUs: columns.timeUs[n - 1] ?? Number.NaN,
    extremes: undefined,
  };
  const coarse = cellsOf(columns, COARSE_CELL_SAMPLES);
  const fine = cellsOf(columns, FINE_CELL_SAMPLES);
  return {
    blocks: () => (n > 0 ? [block] : []),
    samples: () => columns,
    coarse: () => coarse,
    fine: () => fine,
    holes: () => source.holes(),
  };
}

function meansOf(source: Series, windowUs: number, zeroUs: number): SeriesColumns {
  const time = new GrowingColumn();
  const mean = new GrowingColumn();
  let window = Number.NaN;
  let newest = Number.NEGATIVE_INFINITY;
  let [count, sum, timeSum, missing, missingTimeSum] = [0, 0, 0, 0, 0];
  const close = () => {
    if (count > 0) {
      time.push(zeroUs + timeSum / count);
      mean.push(sum / count);
    } else if (missing > 0) {
      time.push(zeroUs + missingTimeSum / missing);
      mean.push(Number.NaN);
    }
    [count, sum, timeSum, missing, missingTimeSum] = [0, 0, 0, 0, 0];
  };
  for (const block of source.blocks()) {
    const { timeUs, value } = source.samples(block);
    for (let i = 0; i < timeUs.length; i++) {
      // Relative to zero, because sums of microseconds since 1970 would lose the seconds.
      const t = timeUs[i] - zeroUs;
      const own = Math.floor(t / windowUs);
      newest = Math.max(newest, t);
      if (own !== window) {
        close();
        window = own;
      }
      if (Number.isNaN(value[i])) {
        missing += 1;
        missingTimeSum += t;
      } else {
        count += 1;
        sum += value[i];
        timeSum += t;
      }
    }
  }
  const isHalfFull = newest - window * windowUs >= windowUs / 2;
  if (isHalfFull) close();
  return { timeUs: time.view(), value: mean.view() };
}
