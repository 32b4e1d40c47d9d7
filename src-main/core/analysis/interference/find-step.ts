import type { BlockMeans } from '../carrier/mass-grid.ts';
import { leastSquares } from '../numerics/dense.ts';
import { meanOf, quantileOf } from '../numerics/statistics.ts';
import type { Change } from './air-pattern.ts';

/** A lasting rise: when it begins, how long it takes, and how far each block has come of it (0 before, 1 after). */
export interface StepCourse {
  fromSeconds: number;
  riseSeconds: number;
  blocks: Float64Array;
}

/**
 * Flicker of a detector, 0.1 % per decade (science.md 7), between means of an hour or two: four times that share of the ion
 * current. Scatter from block to block does not show it.
 */
export const DETECTOR_WANDERING = 0.004;

/** Seconds before and after a step from which its height is told: longer, and gas of the cell bends the course. */
const WINDOW_SECONDS = 5400;
const LEAST_BLOCKS = 6;
/** Rises tried: an air leak sets in at once, the headspace answers within some minutes. */
const RISES_SECONDS = [120, 300, 450, 600, 750, 900, 1200, 1800];
/** Beginnings tried around a block, in blocks. */
const BEGIN_STEP = 0.1;
const BEGIN_REACH = 2;

/** Blocks on either side of a step that its height is told from. */
export function stepWindow(blocks: Pick<BlockMeans, 'widthSeconds'>): number {
  return Math.max(LEAST_BLOCKS, Math.round(WINDOW_SECONDS / blocks.widthSeconds));
}

/**
 * How far a channel rises at each block over a smooth course (a cubic) before and after, in standard deviations by the scatter
 * around it. The block itself and the next are left out: the rise takes place in them. NaN where the window is not whole.
 */
export function stepScores(values: Float64Array, first: number, end: number, window: number): Float64Array {
  const basis = stepBasis(window);
  const { offsets } = basis;
  const rises = new Float64Array(values.length).fill(Number.NaN);
  const sigmas = new Float64Array(values.length).fill(Number.NaN);
  const degrees = offsets.length - basis.columns.length;
  for (let b = first + window; b + window + 1 < end; b++) {
    let square = 0;
    const level = values[b];
    for (let k = 0; k < offsets.length; k++) square += (values[b + offsets[k]] - level) ** 2;
    let along = 0;
    for (const column of basis.columns) {
      along = 0;
      for (let k = 0; k < offsets.length; k++) along += column[k] * (values[b + offsets[k]] - level);
      square -= along * along;
    }
    rises[b] = along;
    sigmas[b] = Math.sqrt(Math.max(0, square) / degrees);
  }
  // A few blocks may agree by chance: no window scatters less than a tenth of them do. Half of a short run may see the step.
  const usual = quantileOf(sigmas.filter(Number.isFinite), 0.1);
  return rises.map((rise, b) => rise / Math.max(sigmas[b], usual));
}

/** Level, slope, bend, cubic and step around a block, made orthonormal in this order: the step comes last. */
function stepBasis(window: number): { offsets: number[]; columns: Float64Array[] } {
  const offsets = Array.from({ length: 2 * window + 2 }, (_, k) => k - window).filter((k) => k < 0 || k > 1);
  const shapes = [0, 1, 2, 3].map((power) => (k: number) => ((k - 0.5) / window) ** power);
  const columns: Float64Array[] = [];
  for (const shape of [...shapes, (k: number) => (k < 0 ? 0 : 1)]) {
    const column = Float64Array.from(offsets, shape);
    for (const before of columns) {
      const common = before.reduce((sum, value, k) => sum + value * column[k], 0);
      for (let k = 0; k < column.length; k++) column[k] -= common * before[k];
    }
    const length = Math.hypot(...column);
    columns.push(column.map((value) => value / length));
  }
  return { offsets, columns };
}

/** Begin and rise that describe the step of a channel around a block best. Undefined where no fit is possible. */
export function fitStepCourse(
  values: Float64Array,
  blocks: BlockMeans,
  block: number,
  window: number,
): StepCourse | undefined {
  const { startSeconds, widthSeconds, count } = blocks;
  let best: { fromSeconds: number; riseSeconds: number; misfit: number } | undefined;
  for (const riseSeconds of RISES_SECONDS) {
    for (let shift = -BEGIN_REACH; shift <= 1; shift += BEGIN_STEP) {
      const fromSeconds = startSeconds + (block + shift) * widthSeconds;
      const share = (b: number) => shareRisen(startSeconds + b * widthSeconds, widthSeconds, fromSeconds, riseSeconds);
      const fit = fitHeight(values, block, window, share);
      if (fit && fit.misfit < (best?.misfit ?? Number.POSITIVE_INFINITY)) {
        best = { fromSeconds, riseSeconds, misfit: fit.misfit };
      }
    }
  }
  if (!best) return undefined;
  const { fromSeconds, riseSeconds } = best;
  const course = Float64Array.from({ length: count }, (_, b) =>
    shareRisen(startSeconds + b * widthSeconds, widthSeconds, fromSeconds, riseSeconds),
  );
  return { fromSeconds, riseSeconds, blocks: course };
}

/** Mean over [begin, begin + width] of a straight rise from 0 to 1. */
function shareRisen(begin: number, width: number, from: number, rise: number): number {
  // Integral of the rise until a time.
  const until = (seconds: number) => {
    const u = Math.min(1, Math.max(0, (seconds - from) / rise));
    return rise * ((u * u) / 2) + Math.max(0, seconds - from - rise);
  };
  return (until(begin + width) - until(begin)) / width;
}

/** Height of a known step in a channel, over a parabola, from the blocks around it; its uncertainty from their scatter. */
export function stepHeight(
  values: Float64Array,
  block: number,
  window: number,
  course: StepCourse,
): Change | undefined {
  const fit = fitHeight(values, block, window, (b) => course.blocks[b]);
  return (
    fit && {
      height: fit.height,
      standardUncertainty: Math.hypot(Math.sqrt(fit.variance), DETECTOR_WANDERING * fit.level),
    }
  );
}

function fitHeight(
  values: Float64Array,
  block: number,
  window: number,
  share: (block: number) => number,
): { height: number; level: number; variance: number; misfit: number } | undefined {
  const used: number[] = [];
  for (let b = Math.max(0, block - window); b <= Math.min(values.length - 1, block + window); b++) {
    if (Number.isFinite(values[b])) used.push(b);
  }
  const offset = (b: number) => (b - block) / window;
  const columns = [
    Float64Array.from(used, share),
    new Float64Array(used.length).fill(1),
    Float64Array.from(used, offset),
    Float64Array.from(used, (b) => offset(b) ** 2),
  ];
  const degrees = used.length - columns.length;
  const fit =
    degrees > 0
      ? leastSquares(
          columns,
          used.map((b) => values[b]),
        )
      : undefined;
  if (!fit) return undefined;
  const { coefficients, covariance, chiSquared } = fit;
  const level = Math.abs(meanOf(used.map((b) => values[b])));
  return { height: coefficients[0], level, variance: (covariance[0] * chiSquared) / degrees, misfit: chiSquared };
}
