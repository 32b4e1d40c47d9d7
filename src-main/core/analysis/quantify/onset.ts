import type { OnsetMethod } from '../../../../shared/domain/recipe-quantify.ts';
import type { RandomSource } from '../numerics/random.ts';
import { dotRange, factorise } from '../numerics/dense.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import { quantileOf } from '../numerics/statistics.ts';

/** Block means of a rate over one phase, on the cell's time. */
export interface OnsetBlocks {
  seconds: Float64Array;
  rate: Float64Array;
  /** Standard deviation of each block's own noise and of the background under it. */
  noise: Float64Array;
  background: Float64Array;
  /** Background for the draws: covariance at a few nodes, row-major, straight between them. */
  nodeSeconds: Float64Array;
  nodeCovariance: Float64Array;
}

export interface OnsetRules {
  methods: readonly OnsetMethod[];
  /** R*, in the rate's unit. */
  level: number;
  sigmas: number;
  consecutiveBlocks: number;
  draws: number;
  /** Washout, taken out of the rise as tau dx/dt, and its standard uncertainty. */
  washoutSeconds: number;
  washoutUncertaintySeconds: number;
  /** Standard uncertainty of delay and clock together, seconds. */
  timeUncertaintySeconds: number;
  /** Relative uncertainty of the rate's scale. */
  scaleUncertainty: number;
}

/** One onset; seconds on the cell's time. */
export interface FoundOnset {
  method: OnsetMethod;
  seconds: number;
  lowSeconds: number;
  highSeconds: number;
  /** Share of the draws that found an onset at all. */
  found: number;
}

/**
 * Threshold of each block: max(R*, n sqrt(sigma^2 + u_b^2)). The background's error is common to consecutive blocks, so
 * asking for three in a row does not replace it (science.md 5).
 */
export function onsetThresholds(blocks: OnsetBlocks, rules: Pick<OnsetRules, 'level' | 'sigmas'>): Float64Array {
  return blocks.noise.map((noise, i) => Math.max(rules.level, rules.sigmas * Math.hypot(noise, blocks.background[i])));
}

/** Index of the first of so many consecutive blocks above their thresholds; -1 without. */
export function firstAbove(rate: Float64Array, thresholds: Float64Array, consecutive: number): number {
  let row = 0;
  for (let i = 0; i < rate.length; i++) {
    row = rate[i] > thresholds[i] ? row + 1 : 0;
    if (row === consecutive) return i - consecutive + 1;
  }
  return -1;
}

/** Where a passage is looked for around the first block above, in blocks from its middle. */
const PASSAGE_FROM = -1.5;
const PASSAGE_TO = 0.5;

/**
 * When the rate first passes the threshold: a parabola with the means of the block before, the first one above and the
 * one after it, washout taken out as x + tau dx/dt. NaN where none is above, or where the phase begins above.
 */
export function thresholdOnset(
  seconds: Float64Array,
  rate: Float64Array,
  thresholds: Float64Array,
  consecutive: number,
  washoutSeconds: number,
): number {
  const first = firstAbove(rate, thresholds, consecutive);
  if (first <= 0 || first + 1 >= rate.length) return Number.NaN;
  const width = (seconds[first + 1] - seconds[first - 1]) / 2;
  const [before, here, after] = [rate[first - 1], rate[first], rate[first + 1]];
  const linear = (after - before) / 2;
  const square = (after - 2 * here + before) / 2;
  const lag = washoutSeconds / width;
  // Coefficients of x + tau dx/dt - threshold in blocks from the middle of the first block above.
  const c = here - square / 12 + lag * linear - thresholds[first];
  const b = linear + 2 * lag * square;
  const a = square;
  const rising = risingRoot(a, b, c);
  if (rising >= PASSAGE_FROM && rising <= PASSAGE_TO) return seconds[first] + rising * width;
  const share = Math.min(1, Math.max(0, (thresholds[first] - before) / (here - before)));
  return seconds[first - 1] + share * width - washoutSeconds;
}

/** The root of a u^2 + b u + c at which it grows; NaN without. */
function risingRoot(a: number, b: number, c: number): number {
  if (Math.abs(a) < 1e-12 * Math.abs(b)) return b > 0 ? -c / b : Number.NaN;
  const discriminant = b * b - 4 * a * c;
  return discriminant < 0 ? Number.NaN : (-b + Math.sqrt(discriminant)) / (2 * a);
}

/**
 * Line through 10 to 50 % of the first rise after `from`, cut with zero. NaN without a rise, and where the line is so
 * flat that it meets zero before the first block.
 */
export function tangentOnset(seconds: Float64Array, rate: Float64Array, from: number): number {
  // The first rise ends where the smoothed rate turns down.
  const smooth = movingMean(rate, 5);
  let peak = from;
  for (let i = from; i < smooth.length; i++) {
    if (smooth[i] > smooth[peak]) peak = i;
    else if (smooth[i] < 0.8 * smooth[peak]) break;
  }
  const height = smooth[peak];
  if (!(height > 0)) return Number.NaN;
  let begin = peak;
  while (begin > 0 && smooth[begin - 1] > 0.1 * height) begin -= 1;
  let end = begin;
  while (end < peak && smooth[end] < 0.5 * height) end += 1;
  if (end - begin < 1) begin = Math.max(0, end - 1);
  let n = 0;
  let st = 0;
  let sr = 0;
  let stt = 0;
  let str = 0;
  for (let i = begin; i <= end; i++) {
    const t = seconds[i] - seconds[begin];
    n += 1;
    st += t;
    sr += smooth[i];
    stt += t * t;
    str += t * smooth[i];
  }
  const slope = (n * str - st * sr) / (n * stt - st * st);
  if (!(slope > 0)) return Number.NaN;
  const intercept = (sr - slope * st) / n;
  const meets = seconds[begin] - intercept / slope;
  return meets >= seconds[0] ? meets : Number.NaN;
}

/** Maximum of the second derivative of the smoothed rate before the first half rise. NaN for a phase that is too short. */
export function derivativeOnset(seconds: Float64Array, rate: Float64Array, from: number): number {
  const smooth = movingMean(movingMean(rate, 5), 5);
  let best = Number.NaN;
  let largest = 0;
  const end = Math.min(smooth.length - 3, from + 12);
  for (let i = Math.max(3, from - 12); i < end; i++) {
    const bend = smooth[i - 3] - 2 * smooth[i] + smooth[i + 3];
    if (bend > largest) [largest, best] = [bend, seconds[i]];
  }
  return best;
}

/** Mean over an odd number of neighbours, fewer at the ends. */
function movingMean(values: Float64Array, points: number, out = new Float64Array(values.length)): Float64Array {
  const half = (points - 1) / 2;
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < Math.min(half, n); i++) sum += values[i];
  for (let i = 0; i < n; i++) {
    if (i + half < n) sum += values[i + half];
    if (i - half - 1 >= 0) sum -= values[i - half - 1];
    out[i] = sum / (Math.min(n - 1, i + half) - Math.max(0, i - half) + 1);
  }
  return out;
}

/** Blocks before and after the first passage that a draw looks at. */
const DRAW_BEFORE = 24;
const DRAW_AFTER = 16;

/** How well a time between two block means can be told when the rise is steep, in blocks, standard deviation. */
const INTERPOLATION_BLOCKS = 0.08;

/** Neighbours averaged where they differ by no more than noise; a steep rise is left as it is. */
function noiseless(rate: Float64Array, noise: Float64Array): Float64Array {
  return movingMean(rate, 3).map((mean, i) => (Math.abs(mean - rate[i]) > 2 * noise[i] ? rate[i] : mean));
}

/** Maker of backgrounds at some times, drawn from the covariance at the nodes. */
function backgroundDraws(blocks: OnsetBlocks, seconds: Float64Array, random: RandomSource): () => Float64Array {
  const { nodeSeconds } = blocks;
  const size = nodeSeconds.length;
  const factor = blocks.nodeCovariance.slice();
  let trace = 0;
  for (let i = 0; i < size; i++) trace += factor[i * size + i];
  // Neighbouring nodes of a slow background are nearly the same number: singular but for this.
  for (let i = 0; i < size; i++) factor[i * size + i] += 1e-6 * (trace / size) + 1e-300;
  const out = new Float64Array(seconds.length);
  if (size === 0 || !factorise(factor, size)) return () => out;
  // Every draw asks at the same times: between which nodes they lie is found once.
  const before = new Int32Array(out.length);
  const share = new Float64Array(out.length);
  for (let i = 0; i < out.length; i++) {
    const after = Math.min(size - 1, lowerBound(nodeSeconds, seconds[i]));
    before[i] = Math.max(0, after - 1);
    const step = nodeSeconds[after] - nodeSeconds[before[i]];
    share[i] = step > 0 ? Math.min(1, Math.max(0, (seconds[i] - nodeSeconds[before[i]]) / step)) : 0;
  }
  const nodes = new Float64Array(size);
  const normals = new Float64Array(size);
  return () => {
    for (let i = 0; i < size; i++) normals[i] = random.normal();
    for (let i = 0; i < size; i++) nodes[i] = dotRange(factor, i * size, normals, 0, i + 1);
    for (let i = 0; i < out.length; i++) {
      const here = nodes[before[i]];
      out[i] = share[i] > 0 ? here + share[i] * (nodes[before[i] + 1] - here) : here;
    }
    return out;
  };
}

/**
 * Onsets by three methods with 95 % intervals. Every draw is the smoothed rate, plus noise of the blocks, plus a
 * background drawn from its covariance, with delay, washout and scale drawn from their uncertainty (science.md 5).
 */
export function findOnsets(blocks: OnsetBlocks, rules: OnsetRules, random: RandomSource): FoundOnset[] {
  const { seconds, rate, noise } = blocks;
  const thresholds = onsetThresholds(blocks, rules);
  const first = firstAbove(rate, thresholds, rules.consecutiveBlocks);
  const { washoutSeconds, consecutiveBlocks } = rules;
  const threshold = thresholdOnset(seconds, rate, thresholds, consecutiveBlocks, washoutSeconds);
  if (!Number.isFinite(threshold)) return [];
  // Draws need only see the surroundings: before it nothing was above, far behind it nothing changes the first passage.
  const begin = Math.max(0, first - DRAW_BEFORE);
  const end = Math.min(rate.length, first + DRAW_AFTER);
  const near = (values: Float64Array) => values.subarray(begin, end);
  const smooth = near(noiseless(rate, noise));
  const nearSeconds = near(seconds);
  const nearNoise = near(noise);
  const nearThresholds = near(thresholds);
  const drawBackground = backgroundDraws(blocks, nearSeconds, random);
  const width = seconds.length > 1 ? seconds[1] - seconds[0] : 0;
  const timeSigma = Math.hypot(rules.timeUncertaintySeconds, INTERPOLATION_BLOCKS * width);
  const estimate: Record<OnsetMethod, (at: Float64Array, values: Float64Array, first: number, tau: number) => number> =
    {
      threshold: (at, values, _, tau) =>
        thresholdOnset(at, values, at === seconds ? thresholds : nearThresholds, consecutiveBlocks, tau),
      tangent: (at, values, from, tau) => tangentOnset(at, values, from) - tau,
      derivative: (at, values, from, tau) => derivativeOnset(at, values, from) - tau,
    };
  const times = new Map(rules.methods.map((method) => [method, [] as number[]]));
  const drawn = new Float64Array(smooth.length);
  for (let d = 0; d < rules.draws; d++) {
    const background = drawBackground();
    const scale = 1 + rules.scaleUncertainty * random.normal();
    const washout = Math.max(0, washoutSeconds + rules.washoutUncertaintySeconds * random.normal());
    const shift = timeSigma * random.normal();
    for (let i = 0; i < drawn.length; i++) {
      drawn[i] = scale * (smooth[i] + background[i]) + nearNoise[i] * random.normal();
    }
    const at = firstAbove(drawn, nearThresholds, consecutiveBlocks);
    if (at <= 0) continue;
    for (const [method, own] of times) own.push(estimate[method](nearSeconds, drawn, at, washout) + shift);
  }
  const estimates = rules.methods.map(
    (method) => [method, estimate[method](seconds, rate, first, washoutSeconds)] as const,
  );
  return estimates.flatMap(([method, value]) => {
    if (!Number.isFinite(value)) return [];
    const own = times.get(method)!.filter(Number.isFinite);
    return [
      {
        method,
        seconds: value,
        lowSeconds: Math.min(value, own.length > 0 ? quantileOf(own, 0.025) : value),
        highSeconds: Math.max(value, own.length > 0 ? quantileOf(own, 0.975) : value),
        found: own.length / rules.draws,
      },
    ];
  });
}
