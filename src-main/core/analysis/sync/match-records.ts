import { lowerBound } from '../numerics/interpolation.ts';
import { medianOf } from '../numerics/statistics.ts';
import type { FineRecord } from './fine-record.ts';
import { SEGMENT_SUMS } from './segment-sums.ts';
import type { VoltageRecord } from './voltage-record.ts';

/** The voltage may wander slowly over so many readings without being taken for a change of time. */
const LEVEL_READINGS = 24;
const MOST_LEVELS = 120;
/** Readings left out together when the uncertainty is asked for: few where the level is free, long stretches where not. */
const SEGMENT_READINGS = 12;
const LONG_SEGMENTS = 16;
const HUBER = 2.5;
const FEWEST_READINGS = 20;

/** Whether the level of the coarse record is free in every stretch, or one over all of it. */
export type Levels = 'local' | 'one';

/** A lag and drift to be tried. */
export interface Trial {
  lag: number;
  drift: number;
  /** Gain of the coarse record against the fine one, and scatter of its readings, from the trial before. */
  gain: number;
  sigma: number;
}

/** What one pass over the records tells. */
export interface Pass {
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

/** One pass over the coarse record: the sums of the linearised problem, segment by segment. */
export function matchOnce(
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
