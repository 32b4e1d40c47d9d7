import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';
import type { BlockMeans } from '../carrier/mass-grid.ts';
import { anchorsOf, binsOf, meanInCell, type Cell } from './cells.ts';
import { unitKernels, type UnitKernels } from './kernels.ts';
import { shapesOf, type Shape } from './shapes.ts';

/** Everything the fits of all masses with the same spans and models share. */
export interface BaselineFrame {
  blocks: BlockMeans;
  anchors: Cell[];
  /** Blocks inside the spans. */
  blockCount: number;
  bins: Cell[];
  shapes: Shape[];
  /** Regressors, each scaled to root mean square 1 over the anchors. Constant, slope, then one per shape. */
  columns: { anchors: Float64Array; bins: Float64Array; blocks: Float64Array; scale: number }[];
  /** Carrier ripple 1/I - 1 at anchors and bins. */
  rippleAnchors: Float64Array;
  rippleBins: Float64Array;
  amongAnchors: UnitKernels;
  binsToAnchors: UnitKernels;
  amongBins: UnitKernels;
  /** Nothing but the run's own times beyond the last anchor. */
  extrapolated: boolean;
}

/**
 * @param spans seconds, where no gas is evolved
 * @param decayFromSeconds when the cell was switched in: decays count from here
 * @param lastSeconds end of what is to be quantified; anchors that end before it mean extrapolation
 */
export function prepareBaseline(
  blocks: BlockMeans,
  spans: readonly { fromSeconds: number; toSeconds: number }[],
  models: readonly BaselineModel[],
  decayFromSeconds: number,
  lastSeconds: number,
): BaselineFrame {
  const { anchors, blockCount } = anchorsOf(blocks, spans);
  const bins = binsOf(blocks);
  const shapes = shapesOf(models);
  const centreSeconds = blocks.startSeconds + (blocks.count * blocks.widthSeconds) / 2;
  const middles = Float64Array.from(
    { length: blocks.count },
    (_, i) => blocks.startSeconds + (i + 0.5) * blocks.widthSeconds,
  );
  const perBlock = [
    middles.map(() => 1),
    middles.map((seconds) => (seconds - centreSeconds) / 36_000),
    ...shapes.map(({ decay }) => middles.map((seconds) => (decay ? decay(seconds - decayFromSeconds) : 0))),
  ];
  const columns = perBlock.map((values) => {
    const atAnchors = Float64Array.from(anchors, (cell) => meanInCell(values, cell));
    const square = atAnchors.reduce((sum, value) => sum + value * value, 0) / Math.max(1, anchors.length);
    const scale = square > 0 ? 1 / Math.sqrt(square) : 1;
    return {
      anchors: atAnchors.map((value) => value * scale),
      bins: Float64Array.from(bins, (cell) => meanInCell(values, cell) * scale),
      blocks: values.map((value) => value * scale),
      scale,
    };
  });
  const zero = blocks.startSeconds;
  const ripple = blocks.inverseCarrier.map((value) => (Number.isFinite(value) ? value : 0));
  const lastAnchor = anchors.at(-1)?.toSeconds ?? Number.NEGATIVE_INFINITY;
  return {
    blocks,
    anchors,
    blockCount,
    bins,
    shapes,
    columns,
    rippleAnchors: Float64Array.from(anchors, (cell) => meanInCell(ripple, cell)),
    rippleBins: Float64Array.from(bins, (cell) => meanInCell(ripple, cell)),
    amongAnchors: unitKernels(anchors, anchors, zero),
    binsToAnchors: unitKernels(bins, anchors, zero),
    amongBins: unitKernels(bins, bins, zero),
    extrapolated: lastAnchor < lastSeconds - 2 * blocks.widthSeconds - 3600,
  };
}
