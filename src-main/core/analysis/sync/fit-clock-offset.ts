import { leastSquares } from '../numerics/dense.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import { lagOneAutocorrelation, medianOf, quantileOf, thinnedMedian } from '../numerics/statistics.ts';

/** One record of a voltage, seconds ascending; NaN where missing. */
export interface VoltageRecord {
  seconds: Float64Array;
  volt: Float64Array;
}

/** What the fit found. Uncertainties are standard uncertainties. */
export interface ClockOffset {
  /** Added to the moved record's time to reach the reference's. */
  offsetSeconds: number;
  offsetUncertaintySeconds: number;
  /** NaN where the record is too short or too plain to tell. */
  driftPpm: number;
  driftUncertaintyPpm: number;
  /** Moved time at which `offsetSeconds` holds, seconds. */
  driftFromSeconds: number;
  residualVolt: number;
  /** Residual with no offset at all. */
  stampResidualVolt: number;
  accepted: boolean;
  /** Why not, where not. */
  reason: 'none' | 'no-overlap' | 'no-contrast' | 'ambiguous' | 'poor-match';
}

/** Search range: clocks a zone or a daylight-saving hour apart are found too. */
const DEFAULT_RANGE_SECONDS = 7800;
/** Worse than this and the offset is not offered. */
const LARGEST_UNCERTAINTY_SECONDS = 2;

/** A record on an even grid, for constant-time look-up. */
interface EvenRecord {
  start: number;
  spacing: number;
  volt: Float64Array;
}

/**
 * Offset and drift between two clocks that recorded one voltage: V_reference(t) = alpha + beta V_moved(t - offset).
 * Coarse search on block means over the whole range, then Gauss-Newton with Huber weights at full resolution; alpha and
 * beta are free, so that an analog input's gain and zero do not turn into time.
 */
export function fitClockOffset(
  reference: VoltageRecord,
  moved: VoltageRecord,
  rangeSeconds = DEFAULT_RANGE_SECONDS,
): ClockOffset {
  const spacingReference = medianSpacing(reference.seconds);
  const spacingMoved = medianSpacing(moved.seconds);
  // The finer record is interpolated, the coarser one is compared with it.
  const movedIsFine = spacingMoved <= spacingReference;
  const fine = compact(movedIsFine ? moved : reference);
  const coarse = compact(movedIsFine ? reference : moved);
  // coarse(t) = fine(t + lag): the lag's sign depends on which of them moves.
  const sign = movedIsFine ? -1 : 1;
  if (coarse.seconds.length < 20 || fine.seconds.length < 20) return failed('no-overlap');
  const candidates = searchCoarse(fine, coarse, rangeSeconds);
  if (candidates.length === 0) return failed('no-overlap');
  const grid = evenRecord(fine);
  const refined = candidates
    .map((lag) => refine(grid, coarse, lag))
    .filter((fit) => fit !== undefined)
    .sort((a, b) => a.residual - b.residual);
  const best = refined[0];
  if (!best) return failed('no-contrast');
  const rival = refined.find((fit) => Math.abs(fit.lag - best.lag) > Math.max(1, 10 * best.uncertainty));
  const stamp = refine(grid, coarse, 0, 0);
  const reason = verdict(best, rival);
  const hasDrift = Number.isFinite(best.drift) && Math.abs(best.drift) > 3 * best.driftUncertainty;
  return {
    offsetSeconds: sign * best.lag,
    offsetUncertaintySeconds: best.uncertainty,
    driftPpm: hasDrift ? sign * best.drift * 1e6 : Number.isFinite(best.drift) ? 0 : Number.NaN,
    driftUncertaintyPpm: best.driftUncertainty * 1e6,
    driftFromSeconds: movedIsFine ? best.centre + best.lag : best.centre,
    residualVolt: best.residual,
    stampResidualVolt: stamp?.residual ?? Number.NaN,
    accepted: reason === 'none',
    reason,
  };
}

function verdict(best: Refined, rival: Refined | undefined): ClockOffset['reason'] {
  if (!(best.uncertainty < LARGEST_UNCERTAINTY_SECONDS)) return 'no-contrast';
  if (best.explained < 0.9) return 'poor-match';
  if (rival && rival.residual < 1.15 * best.residual) return 'ambiguous';
  return 'none';
}

function failed(reason: ClockOffset['reason']): ClockOffset {
  const none = Number.NaN;
  return {
    offsetSeconds: none,
    offsetUncertaintySeconds: none,
    driftPpm: none,
    driftUncertaintyPpm: none,
    driftFromSeconds: none,
    residualVolt: none,
    stampResidualVolt: none,
    accepted: false,
    reason,
  };
}

function medianSpacing(seconds: Float64Array): number {
  const steps = new Float64Array(Math.max(0, seconds.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = seconds[i + 1] - seconds[i];
  return thinnedMedian(steps);
}

/** Finite, ascending samples only. */
function compact(record: VoltageRecord): VoltageRecord {
  const seconds: number[] = [];
  const volt: number[] = [];
  for (let i = 0; i < record.seconds.length; i++) {
    if (!Number.isFinite(record.volt[i]) || record.seconds[i] <= (seconds.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
    seconds.push(record.seconds[i]);
    volt.push(record.volt[i]);
  }
  return { seconds: Float64Array.from(seconds), volt: Float64Array.from(volt) };
}

/** Largest even grid, points: two steps of the record each, at most so many. */
const LARGEST_GRID = 2_000_000;

function evenRecord(record: VoltageRecord): EvenRecord {
  const start = record.seconds[0];
  const length = record.seconds.at(-1)! - start;
  const spacing = Math.max(medianSpacing(record.seconds) / 2, length / LARGEST_GRID);
  const longest = Math.max(20 * spacing, 5);
  const volt = new Float64Array(Math.floor(length / spacing) + 1).fill(Number.NaN);
  let at = 1;
  for (let i = 0; i < volt.length; i++) {
    const time = start + i * spacing;
    while (at < record.seconds.length - 1 && record.seconds[at] < time) at += 1;
    const gap = record.seconds[at] - record.seconds[at - 1];
    if (gap > longest) continue;
    const share = (time - record.seconds[at - 1]) / gap;
    volt[i] = record.volt[at - 1] + share * (record.volt[at] - record.volt[at - 1]);
  }
  return { start, spacing, volt };
}

/** Block means on an even grid. */
function blockMeans(record: VoltageRecord, start: number, spacing: number, count: number): Float64Array {
  const sums = new Float64Array(count);
  const counts = new Float64Array(count);
  for (let i = 0; i < record.seconds.length; i++) {
    const block = Math.floor((record.seconds[i] - start) / spacing);
    if (block < 0 || block >= count) continue;
    sums[block] += record.volt[i];
    counts[block] += 1;
  }
  return sums.map((sum, i) => (counts[i] > 0 ? sum / counts[i] : Number.NaN));
}

/** Lags of the deepest separate minima of the misfit, best first, at most four. */
function searchCoarse(fine: VoltageRecord, coarse: VoltageRecord, rangeSeconds: number): number[] {
  const start = Math.min(fine.seconds[0], coarse.seconds[0]);
  const end = Math.max(fine.seconds.at(-1)!, coarse.seconds.at(-1)!);
  const shorter = Math.min(fine.seconds.at(-1)! - fine.seconds[0], coarse.seconds.at(-1)! - coarse.seconds[0]);
  const spacing = Math.max(medianSpacing(coarse.seconds), shorter / 20_000, (end - start) / 60_000);
  const count = Math.floor((end - start) / spacing) + 1;
  const fineMeans = blockMeans(fine, start, spacing, count);
  const coarseMeans = blockMeans(coarse, start, spacing, count);
  const picked = contrastingPoints(coarseMeans, 1500);
  const reach = Math.min(Math.ceil(rangeSeconds / spacing), count - 1);
  const misfit = new Float64Array(2 * reach + 1).fill(Number.POSITIVE_INFINITY);
  const enough = Math.max(15, picked.length / 3);
  for (let lag = -reach; lag <= reach; lag++) {
    let n = 0;
    let sx = 0;
    let sy = 0;
    let sxx = 0;
    let sxy = 0;
    let syy = 0;
    for (const i of picked) {
      const x = fineMeans[i + lag];
      if (!Number.isFinite(x)) continue;
      const y = coarseMeans[i];
      n += 1;
      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
      syy += y * y;
    }
    if (n < enough) continue;
    const vx = sxx - (sx * sx) / n;
    const vy = syy - (sy * sy) / n;
    const cxy = sxy - (sx * sy) / n;
    // A negative gain is no voltage record of the same cell.
    misfit[lag + reach] = cxy > 0 && vx > 0 && vy > 0 ? (vy - (cxy * cxy) / vx) / vy : 1;
  }
  const minima: { lag: number; misfit: number }[] = [];
  for (let i = 0; i < misfit.length; i++) {
    if (!Number.isFinite(misfit[i]) || misfit[i] > (misfit[i - 1] ?? 2) || misfit[i] > (misfit[i + 1] ?? 2)) continue;
    minima.push({ lag: (i - reach) * spacing, misfit: misfit[i] });
  }
  minima.sort((a, b) => a.misfit - b.misfit);
  const separate: number[] = [];
  for (const minimum of minima) {
    if (separate.length < 4 && separate.every((lag) => Math.abs(lag - minimum.lag) > 5 * spacing)) {
      separate.push(minimum.lag);
    }
  }
  return separate;
}

/** The blocks around which the voltage changes most, and as many spread evenly. */
function contrastingPoints(means: Float64Array, limit: number): Int32Array {
  const finite: number[] = [];
  const change = new Float64Array(means.length);
  for (let i = 0; i < means.length; i++) {
    if (!Number.isFinite(means[i])) continue;
    finite.push(i);
    change[i] = Math.abs((means[i + 1] ?? means[i]) - (means[i - 1] ?? means[i])) || 0;
  }
  if (finite.length <= limit) return Int32Array.from(finite);
  const threshold = quantileOf(
    finite.map((i) => change[i]),
    1 - limit / 2 / finite.length,
  );
  const stride = Math.ceil(finite.length / (limit / 2));
  return Int32Array.from(finite.filter((i, position) => change[i] >= threshold || position % stride === 0));
}

interface Refined {
  lag: number;
  uncertainty: number;
  drift: number;
  driftUncertainty: number;
  centre: number;
  residual: number;
  /** Share of the coarse record's variance that the match explains. */
  explained: number;
}

/** Shortest record for which a drift is asked, seconds. */
const DRIFT_NEEDS_SECONDS = 3600;

/** Gauss-Newton for lag and drift around a start; `iterations` 0 only judges the start. */
function refine(fine: EvenRecord, coarse: VoltageRecord, startLag: number, iterations = 12): Refined | undefined {
  const n = coarse.seconds.length;
  const duration = coarse.seconds[n - 1] - coarse.seconds[0];
  const centre = (coarse.seconds[0] + coarse.seconds[n - 1]) / 2;
  const withDrift = duration > DRIFT_NEEDS_SECONDS && iterations > 0;
  const matched = new Float64Array(n);
  const slope = new Float64Array(n);
  let lag = startLag;
  let drift = 0;
  let last: Refined | undefined;
  for (let round = 0; round <= iterations; round++) {
    const used = match(fine, coarse, lag, drift, centre, matched, slope);
    if (used.length < 20) return undefined;
    const y = pick(coarse.volt, used);
    const x = pick(matched, used);
    const dx = pick(slope, used);
    const ones = x.map(() => 1);
    const far = Float64Array.from(used, (i) => (coarse.seconds[i] - centre) * slope[i]);
    const plain = leastSquares([ones, x], y);
    if (!plain) return undefined;
    const residuals = y.map((value, i) => value - plain.coefficients[0] - plain.coefficients[1] * x[i]);
    const scale = Math.max(1.4826 * medianOf(residuals.map(Math.abs)), 1e-9);
    const weights = residuals.map((r) => Math.min(1, (2.5 * scale) / Math.max(Math.abs(r), 1e-12)));
    const columns = withDrift ? [ones, x, dx, far] : [ones, x, dx];
    const fit = leastSquares(columns, y, weights) ?? leastSquares(columns.slice(0, 3), y, weights);
    if (!fit) return undefined;
    const size = fit.coefficients.length;
    const gain = fit.coefficients[1];
    if (!(Math.abs(gain) > 1e-3)) return undefined;
    const variance = residualVariance(residuals, weights) * correlationInflation(residuals);
    const root = (k: number) => Math.sqrt(Math.max(0, fit.covariance[k * size + k] * variance)) / Math.abs(gain);
    const residual = Math.sqrt(residuals.reduce((sum, r) => sum + r * r, 0) / residuals.length);
    const middle = mean(y);
    const spread = Math.sqrt(y.reduce((sum, value) => sum + (value - middle) ** 2, 0) / y.length);
    last = {
      lag,
      uncertainty: root(2),
      drift: size > 3 ? drift : Number.NaN,
      driftUncertainty: size > 3 ? root(3) : Number.NaN,
      centre,
      residual,
      explained: 1 - (residual / spread) ** 2,
    };
    if (round === iterations) break;
    const step = fit.coefficients[2] / gain;
    const turn = size > 3 ? fit.coefficients[3] / gain : 0;
    if (!Number.isFinite(step)) return undefined;
    lag += Math.max(-30, Math.min(30, step));
    drift += Math.max(-1e-3, Math.min(1e-3, turn));
    if (Math.abs(step) < 1e-6 && Math.abs(turn) < 1e-12) break;
  }
  return last;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function pick(values: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (i) => values[i]);
}

function residualVariance(residuals: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < residuals.length; i++) sum += weights[i] * residuals[i] ** 2;
  return sum / Math.max(1, residuals.length - 4);
}

function correlationInflation(residuals: Float64Array): number {
  const rho = Math.min(0.98, Math.max(0, lagOneAutocorrelation(residuals)));
  return (1 + rho) / (1 - rho);
}

/** Value and slope of the fine record at the coarse times + lag; returns the coarse indices inside it. */
function match(
  fine: EvenRecord,
  coarse: VoltageRecord,
  lag: number,
  drift: number,
  centre: number,
  matched: Float64Array,
  slope: Float64Array,
): number[] {
  const used: number[] = [];
  const first = lowerBound(coarse.seconds, fine.start - lag - 1);
  for (let i = first; i < coarse.seconds.length; i++) {
    const position = (coarse.seconds[i] + lag + drift * (coarse.seconds[i] - centre) - fine.start) / fine.spacing;
    const low = Math.floor(position);
    if (low < 0) continue;
    if (low + 1 >= fine.volt.length) break;
    const a = fine.volt[low];
    const b = fine.volt[low + 1];
    if (Number.isNaN(a) || Number.isNaN(b)) continue;
    matched[i] = a + (position - low) * (b - a);
    // A slope over two grid steps: a slope within one is noise of one reading.
    const before = fine.volt[low - 1];
    const after = fine.volt[low + 2];
    slope[i] =
      Number.isFinite(before) && Number.isFinite(after)
        ? (after - before) / (3 * fine.spacing)
        : (b - a) / fine.spacing;
    used.push(i);
  }
  return used;
}
