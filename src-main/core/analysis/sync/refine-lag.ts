import { studentQuantile } from '../numerics/student.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import { medianOf, quantileOf } from '../numerics/statistics.ts';
import { usualSpacing, type VoltageRecord } from './voltage-record.ts';

/** The record that is interpolated, with what interpolation between two of its readings is worth. */
export interface FineRecord extends VoltageRecord {
  /** Longest stretch interpolated across. */
  longestSeconds: number;
  /** Volt per second at every reading, 0 where it is no more than noise: noise must not look like information. */
  slope: Float64Array;
  /** Variance of a value interpolated behind each reading: near a leap between two readings nobody knows when it was. */
  leapVariance: Float64Array;
}

/** Lag and drift between two records: fine(t + lag + drift (t - centre)) = coarse(t). */
export interface RefinedLag {
  lag: number;
  /** Per second; 0 where none was asked for. */
  drift: number;
  /** Coarse time at which `lag` holds, where lag and drift are independent. */
  centre: number;
  /** Standard uncertainty, widened to give 95 % at two of it however few segments carry the information. */
  uncertainty: number;
  /** What a drift would be: that of the fit, or what is left of one where none was asked for. */
  possibleDrift: PossibleDrift;
  /** Root mean square of coarse - (alpha + beta fine), volt. */
  residual: number;
  /** Share of the coarse record's variance that the match explains. */
  explained: number;
}

export interface PossibleDrift {
  drift: number;
  /** Standard uncertainty, widened like the lag's; infinite where nothing is known. */
  uncertainty: number;
  /** Segments that carry the information, in effect. */
  segments: number;
}

/** Share of a leap between two readings that an interpolated value in it may be off by. */
const LEAP_SHARE = 0.3;
/** A slope is believed from so many standard deviations. */
const SLOPE_SIGMAS = 3;
/** The voltage may wander slowly over so many readings without being taken for a change of time. */
const LEVEL_READINGS = 24;
const MOST_LEVELS = 120;
/** Readings left out together when the uncertainty is asked for: few where the level is free, long stretches where not. */
const SEGMENT_READINGS = 12;
const LONG_SEGMENTS = 16;
const HUBER = 2.5;
const FEWEST_READINGS = 20;
/** Longest step of one iteration, seconds. */
const LONGEST_STEP = 30;
const CLOSE_ENOUGH_SECONDS = 3e-3;

/**
 * Prepares the record that is interpolated.
 * @param coarseSpacing usual step of the record it is compared with, seconds
 */
export function fineRecord(record: VoltageRecord, coarseSpacing: number): FineRecord {
  const { seconds, volt } = record;
  const n = volt.length;
  const spacing = usualSpacing(seconds);
  const bends = new Float64Array(Math.max(0, n - 2));
  for (let i = 0; i < bends.length; i++) bends[i] = Math.abs(volt[i] - 2 * volt[i + 1] + volt[i + 2]);
  // A second difference of independent readings scatters with sqrt(6) of one of them.
  const sigma = scatterOf(bends) / Math.sqrt(6);
  const around = Math.max(2, Math.round(coarseSpacing / spacing));
  const leapVariance = new Float64Array(n);
  for (let i = 0; i < bends.length; i++) {
    if (!(bends[i] > 10 * sigma)) continue;
    const variance = (LEAP_SHARE * bends[i]) ** 2;
    const end = Math.min(n - 1, i + 1 + around);
    for (let j = Math.max(0, i - around); j <= end; j++) if (leapVariance[j] < variance) leapVariance[j] = variance;
  }
  return { ...record, longestSeconds: Math.max(10 * spacing, 5), slope: slopes(record, around, sigma), leapVariance };
}

/** Standard deviation from absolute values; rounded readings of a quiet channel make more than half of them zero. */
function scatterOf(absolute: Float64Array): number {
  const stride = Math.max(1, Math.ceil(absolute.length / 4000));
  const thin = Float64Array.from({ length: Math.ceil(absolute.length / stride) }, (_, i) => absolute[i * stride]);
  return Math.max(quantileOf(thin, 0.5) / 0.6745, quantileOf(thin, 0.8) / 1.2816);
}

/** Mean of so many readings behind each one less the mean before it, over the time between; 0 within noise. */
function slopes({ seconds, volt }: VoltageRecord, around: number, sigma: number): Float64Array {
  const n = volt.length;
  const out = new Float64Array(n);
  if (2 * around >= n) return out;
  let voltDifference = 0;
  let timeDifference = 0;
  for (let k = 1; k <= around; k++) {
    voltDifference += volt[around + k] - volt[around - k];
    timeDifference += seconds[around + k] - seconds[around - k];
  }
  const least = SLOPE_SIGMAS * sigma * Math.sqrt(2 * around);
  for (let i = around; i + around < n; i++) {
    if (Math.abs(voltDifference) > least) out[i] = voltDifference / timeDifference;
    if (i + around + 1 >= n) break;
    voltDifference += volt[i + around + 1] - volt[i + 1] - volt[i] + volt[i - around];
    timeDifference += seconds[i + around + 1] - seconds[i + 1] - seconds[i] + seconds[i - around];
  }
  return out;
}

/** Whether the level of the coarse record is free in every stretch, or one over all of it. */
export type Levels = 'local' | 'one';

interface Trial {
  lag: number;
  drift: number;
  /** Gain of the coarse record against the fine one, and scatter of its readings, from the trial before. */
  gain: number;
  sigma: number;
}

/** Sums over one segment: matrix (upper triangle) and right side for gain, lag and drift. */
const SEGMENT_SUMS = 9;

interface Pass {
  /** Sums of every segment behind each other. */
  segments: Float64Array;
  /** About which time the drift was counted, and the information-weighted mean time. */
  pivot: number;
  centre: number;
  sigma: number;
  residual: number;
  explained: number;
  /** Root mean square of the readings' times about `pivot`. */
  reachSeconds: number;
}

/**
 * Gauss-Newton for lag and drift around a start. Gain and level are free, so that an analog input's gain and zero are not
 * taken for time; with local levels its slow wandering is not either. Readings far off count less (Huber).
 * @returns undefined where the records do not overlap or do not match at all
 */
export function refineLag(
  fine: FineRecord,
  coarse: VoltageRecord,
  startLag: number,
  { levels, withDrift, rounds }: { levels: Levels; withDrift: boolean; rounds: number },
): RefinedLag | undefined {
  const trial: Trial = { lag: startLag, drift: 0, gain: 1, sigma: 0 };
  const pivot = (coarse.seconds[0] + coarse.seconds.at(-1)!) / 2;
  let last = rounds;
  for (let round = 0; ; round++) {
    const pass = matchOnce(fine, coarse, trial, pivot, levels);
    if (!pass) return undefined;
    trial.sigma = pass.sigma;
    const solved = solve(total(pass.segments), withDrift);
    if (!solved || !(Math.abs(solved[0]) > 1e-3)) return undefined;
    trial.gain = solved[0];
    if (round >= last) return describe(pass, trial, withDrift);
    const step = Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, solved[1] / solved[0]));
    const turn = Math.max(-1e-3, Math.min(1e-3, solved[2] / solved[0]));
    trial.lag += step;
    trial.drift += turn;
    // The last pass is weighted by the final scatter.
    if (round > 0 && Math.abs(step) + Math.abs(turn) * pass.reachSeconds < CLOSE_ENOUGH_SECONDS)
      last = Math.min(last, round + 1);
  }
}

/** One pass over the coarse record: the sums of the linearised problem, segment by segment. */
function matchOnce(
  fine: FineRecord,
  coarse: VoltageRecord,
  trial: Trial,
  pivot: number,
  levels: Levels,
): Pass | undefined {
  const { seconds, volt } = coarse;
  const n = seconds.length;
  const { gain, sigma } = trial;
  const segmentSize = levels === 'one' ? Math.ceil(n / LONG_SEGMENTS) : SEGMENT_READINGS;
  const perLevel = levels === 'one' ? n : Math.max(LEVEL_READINGS, Math.ceil(n / MOST_LEVELS));
  const levelSize = Math.ceil(perLevel / segmentSize) * segmentSize;
  const { x, z, weight } = readAt(fine, coarse, trial, pivot);
  const segments = new Float64Array(Math.ceil(n / segmentSize) * SEGMENT_SUMS);
  const every = Math.max(1, Math.ceil(n / 4000));
  const scatter = new Float64Array(Math.ceil(n / every));
  let scattered = 0;
  let information = 0;
  let informationTime = 0;
  for (let level = 0; level < n; level += levelSize) {
    const end = Math.min(n, level + levelSize);
    let sw = 0;
    let sx = 0;
    let sy = 0;
    for (let i = level; i < end; i++) {
      sw += weight[i];
      sx += weight[i] * x[i];
      sy += weight[i] * volt[i];
    }
    if (!(sw > 0)) continue;
    const offset = (sy - gain * sx) / sw;
    // Weights by the residuals under the gain of the pass before, then means under these weights.
    sw = sx = sy = 0;
    let sz = 0;
    let sf = 0;
    for (let i = level; i < end; i++) {
      if (weight[i] === 0) continue;
      const off = Math.abs(volt[i] - offset - gain * x[i]);
      if (i % every === 0) scatter[scattered++] = off;
      if (sigma > 0) {
        const sigmas = off * Math.sqrt(weight[i]);
        if (sigmas > HUBER) weight[i] *= HUBER / sigmas;
      }
      const w = weight[i];
      sw += w;
      sx += w * x[i];
      sy += w * volt[i];
      sz += w * z[i];
      sf += w * z[i] * (seconds[i] - pivot);
    }
    sx /= sw;
    sy /= sw;
    sz /= sw;
    sf /= sw;
    for (let i = level; i < end; i++) {
      const w = weight[i];
      if (w === 0) continue;
      const age = seconds[i] - pivot;
      const dx = x[i] - sx;
      const dz = z[i] - sz;
      const df = z[i] * age - sf;
      const dy = volt[i] - sy;
      const row = Math.floor(i / segmentSize) * SEGMENT_SUMS;
      segments[row] += w * dx * dx;
      segments[row + 1] += w * dx * dz;
      segments[row + 2] += w * dx * df;
      segments[row + 3] += w * dz * dz;
      segments[row + 4] += w * dz * df;
      segments[row + 5] += w * df * df;
      segments[row + 6] += w * dx * dy;
      segments[row + 7] += w * dz * dy;
      segments[row + 8] += w * df * dy;
      information += w * dz * dz;
      informationTime += w * dz * dz * age;
    }
  }
  const plain = plainMatch(coarse, x, weight);
  if (!plain) return undefined;
  return {
    segments,
    pivot,
    centre: pivot + (information > 0 ? informationTime / information : 0),
    sigma: Math.max(1.4826 * medianOf(scatter.subarray(0, scattered)), 1e-6 * plain.spread, 1e-12),
    residual: plain.residual,
    explained: plain.explained,
    reachSeconds: (seconds[n - 1] - seconds[0]) / 2,
  };
}

/** Value and slope of the fine record at the times of the coarse one, and 1/variance of each comparison; 0 where there is none. */
function readAt(
  fine: FineRecord,
  { seconds }: VoltageRecord,
  { lag, drift, gain, sigma }: Trial,
  pivot: number,
): { x: Float64Array; z: Float64Array; weight: Float64Array } {
  const { seconds: times, volt, slope, leapVariance, longestSeconds } = fine;
  const n = seconds.length;
  const x = new Float64Array(n);
  const z = new Float64Array(n);
  const weight = new Float64Array(n);
  let after = Math.max(1, lowerBound(times, seconds[0] + lag + drift * (seconds[0] - pivot)));
  for (let i = 0; i < n; i++) {
    const time = seconds[i] + lag + drift * (seconds[i] - pivot);
    while (after < times.length && times[after] < time) after += 1;
    if (after >= times.length) break;
    const before = times[after - 1];
    const gap = times[after] - before;
    if (time < before || gap > longestSeconds) continue;
    const share = (time - before) / gap;
    x[i] = volt[after - 1] + share * (volt[after] - volt[after - 1]);
    z[i] = slope[after - 1] + share * (slope[after] - slope[after - 1]);
    // Without a scatter yet, all count the same.
    weight[i] = sigma > 0 ? 1 / (sigma * sigma + gain * gain * leapVariance[after - 1]) : 1;
  }
  return { x, z, weight };
}

/** How well a straight line through the fine values explains the coarse ones; undefined where there are too few. */
function plainMatch(
  { volt }: VoltageRecord,
  x: Float64Array,
  weight: Float64Array,
): { residual: number; explained: number; spread: number } | undefined {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < x.length; i++) {
    if (weight[i] === 0) continue;
    n += 1;
    sx += x[i];
    sy += volt[i];
    sxx += x[i] * x[i];
    sxy += x[i] * volt[i];
    syy += volt[i] * volt[i];
  }
  if (n < FEWEST_READINGS) return undefined;
  const vx = sxx - (sx * sx) / n;
  const vy = syy - (sy * sy) / n;
  const cxy = sxy - (sx * sy) / n;
  const left = Math.max(0, vy - (vx > 0 ? cxy ** 2 / vx : 0));
  return {
    residual: Math.sqrt(left / n),
    explained: vy > 0 ? 1 - left / vy : 0,
    spread: Math.sqrt(Math.max(0, vy) / n),
  };
}

function total(segments: Float64Array): Float64Array {
  const sums = new Float64Array(SEGMENT_SUMS);
  for (let row = 0; row < segments.length; row += SEGMENT_SUMS) {
    for (let k = 0; k < SEGMENT_SUMS; k++) sums[k] += segments[row + k];
  }
  return sums;
}

/** Gain, gain x change of lag, gain x change of drift. */
type Solved = readonly [number, number, number];

/** Solves the sums (Cramer). Undefined where singular. */
function solve(s: Float64Array, withDrift: boolean): Solved | undefined {
  const [a, b, c, d, e, f, p, q, r] = s;
  if (!withDrift) {
    const determinant = a * d - b * b;
    if (!(determinant > 1e-14 * a * d)) return undefined;
    return [(p * d - b * q) / determinant, (a * q - b * p) / determinant, 0];
  }
  const c0 = d * f - e * e;
  const c1 = c * e - b * f;
  const c2 = b * e - c * d;
  const determinant = a * c0 + b * c1 + c * c2;
  if (!(determinant > 1e-14 * a * d * f)) return undefined;
  return [
    (p * c0 + q * c1 + r * c2) / determinant,
    (p * c1 + q * (a * f - c * c) + r * (b * c - a * e)) / determinant,
    (p * c2 + q * (b * c - a * e) + r * (a * d - b * b)) / determinant,
  ];
}

/**
 * Lag and drift with uncertainties from leaving out one segment after the other: readings inside a segment may be
 * correlated as they like (polled stamps, quantised values, an interpolated leap).
 */
function describe(pass: Pass, trial: Trial, withDrift: boolean): RefinedLag {
  const toCentre = pass.centre - pass.pivot;
  const { segments } = pass;
  const lag = leaveOneOut(
    segments,
    withDrift,
    ([gain, change, turn]) => (change + turn * toCentre) / gain,
    (row) => segments[row + 3],
  );
  const turn = leaveOneOut(
    segments,
    true,
    ([gain, , change]) => change / gain,
    // Sum of w z^2 (t - centre)^2.
    (row) => segments[row + 5] - 2 * toCentre * segments[row + 4] + toCentre * toCentre * segments[row + 3],
  );
  return {
    lag: trial.lag + trial.drift * toCentre,
    drift: trial.drift,
    centre: pass.centre,
    uncertainty: lag.uncertainty,
    possibleDrift: { ...turn, drift: trial.drift + turn.value },
    residual: pass.residual,
    explained: pass.explained,
  };
}

/**
 * Delete-one-segment jackknife of one number of the solution.
 * @param informationOf what a segment (by its first sum) knows of the number
 */
function leaveOneOut(
  segments: Float64Array,
  withDrift: boolean,
  numberOf: (solved: Solved) => number,
  informationOf: (row: number) => number,
): { value: number; uncertainty: number; segments: number } {
  const sums = total(segments);
  const solved = solve(sums, withDrift);
  if (!solved) return { value: 0, uncertainty: Number.POSITIVE_INFINITY, segments: 1 };
  const value = numberOf(solved);
  const rest = new Float64Array(SEGMENT_SUMS);
  let squares = 0;
  let count = 0;
  let information = 0;
  let informationSquares = 0;
  for (let row = 0; row < segments.length; row += SEGMENT_SUMS) {
    const own = informationOf(row);
    if (!(own > 0)) continue;
    for (let k = 0; k < SEGMENT_SUMS; k++) rest[k] = sums[k] - segments[row + k];
    const without = solve(rest, withDrift);
    squares += without ? (numberOf(without) - value) ** 2 : Number.POSITIVE_INFINITY;
    count += 1;
    information += own;
    informationSquares += own * own;
  }
  const inEffect = information > 0 ? information ** 2 / informationSquares : 1;
  const standard = Math.sqrt((squares * (count - 1)) / Math.max(1, count));
  return { value, uncertainty: (standard * studentQuantile(0.97725, inEffect - 1)) / 2, segments: inEffect };
}
