import { quantileOf } from '../numerics/statistics.ts';
import { usualSpacing, type VoltageRecord } from './voltage-record.ts';

/** Most blocks the search looks at, whatever the length of the records. */
const MOST_BLOCKS = 60_000;
const USUAL_BLOCKS = 20_000;
/** Blocks compared at every lag. */
const COMPARED_BLOCKS = 1500;
/** Separate minima handed on, and by how much more of the variance than the best one they may leave. */
const MOST_CANDIDATES = 4;
const WORTH_A_LOOK = 25;

/**
 * Lags, fine(t + lag) = coarse(t), at which block means of two records match best: the deepest separate minima of the
 * misfit, best first. Empty where the records do not overlap.
 */
export function searchLag(fine: VoltageRecord, coarse: VoltageRecord, rangeSeconds: number): number[] {
  const start = Math.min(fine.seconds[0], coarse.seconds[0]);
  const end = Math.max(fine.seconds.at(-1)!, coarse.seconds.at(-1)!);
  const shorter = Math.min(fine.seconds.at(-1)! - fine.seconds[0], coarse.seconds.at(-1)! - coarse.seconds[0]);
  const spacing = Math.max(usualSpacing(coarse.seconds), shorter / USUAL_BLOCKS, (end - start) / MOST_BLOCKS);
  const count = Math.floor((end - start) / spacing) + 1;
  const fineMeans = blockMeans(fine, start, spacing, count);
  const coarseMeans = blockMeans(coarse, start, spacing, count);
  const picked = contrastingBlocks(coarseMeans, COMPARED_BLOCKS);
  const reach = Math.min(Math.ceil(rangeSeconds / spacing), count - 1);
  const misfit = new Float64Array(2 * reach + 1).fill(Number.POSITIVE_INFINITY);
  const enough = Math.max(15, picked.length / 3);
  for (let lag = -reach; lag <= reach; lag++) {
    const value = misfitAt(fineMeans, coarseMeans, picked, lag, enough);
    if (value !== undefined) misfit[lag + reach] = value;
  }
  return separateMinima(misfit).map((index) => (index - reach) * spacing);
}

/** Block means on an even grid, NaN for an empty block. */
function blockMeans(record: VoltageRecord, start: number, spacing: number, count: number): Float64Array {
  const { seconds, volt } = record;
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (let i = 0; i < seconds.length; i++) {
    const block = Math.floor((seconds[i] - start) / spacing);
    if (block < 0 || block >= count) continue;
    sums[block] += volt[i];
    counts[block] += 1;
  }
  for (let i = 0; i < count; i++) sums[i] /= counts[i];
  return sums;
}

/** Share of the coarse blocks' variance that a straight line through the fine ones leaves; undefined without overlap. */
function misfitAt(
  fineMeans: Float64Array,
  coarseMeans: Float64Array,
  picked: Int32Array,
  lag: number,
  enough: number,
): number | undefined {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let k = 0; k < picked.length; k++) {
    const at = picked[k] + lag;
    if (at < 0 || at >= fineMeans.length) continue;
    const x = fineMeans[at];
    if (x !== x) continue;
    const y = coarseMeans[picked[k]];
    n += 1;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
    syy += y * y;
  }
  if (n < enough) return undefined;
  const vx = sxx - (sx * sx) / n;
  const vy = syy - (sy * sy) / n;
  const cxy = sxy - (sx * sy) / n;
  // A negative gain is no voltage record of the same cell.
  return cxy > 0 && vx > 0 && vy > 0 ? (vy - (cxy * cxy) / vx) / vy : 1;
}

/** Places of the deepest local minima, at least six apart, best first. */
function separateMinima(misfit: Float64Array): number[] {
  const minima: number[] = [];
  for (let i = 0; i < misfit.length; i++) {
    if (!Number.isFinite(misfit[i]) || misfit[i] > (misfit[i - 1] ?? 2) || misfit[i] > (misfit[i + 1] ?? 2)) continue;
    minima.push(i);
  }
  minima.sort((a, b) => misfit[a] - misfit[b]);
  const separate: number[] = [];
  for (const at of minima) {
    if (separate.length === MOST_CANDIDATES || misfit[at] > WORTH_A_LOOK * misfit[minima[0]]) break;
    if (separate.every((other) => Math.abs(other - at) > 5)) separate.push(at);
  }
  return separate;
}

/** The blocks around which the voltage changes most, and as many spread evenly. */
function contrastingBlocks(means: Float64Array, limit: number): Int32Array {
  const finite = new Int32Array(means.length);
  const change = new Float64Array(means.length);
  let count = 0;
  for (let i = 0; i < means.length; i++) {
    if (means[i] !== means[i]) continue;
    finite[count] = i;
    change[count] = Math.abs((means[i + 1] ?? means[i]) - (means[i - 1] ?? means[i])) || 0;
    count += 1;
  }
  if (count <= limit) return finite.slice(0, count);
  const threshold = quantileOf(change.subarray(0, count), 1 - limit / 2 / count);
  const stride = Math.ceil(count / (limit / 2));
  return finite.subarray(0, count).filter((_, position) => change[position] >= threshold || position % stride === 0);
}
