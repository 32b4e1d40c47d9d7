import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';
import type { BlockMeans } from '../carrier/mass-grid.ts';
import { anchorsOf, binsOf, meanInCell, type Cell } from './cells.ts';
import { unitKernels, type UnitKernels } from './kernels.ts';
import { decayTable, type DecayTable } from './decay-table.ts';
import { familiesOf, type DecayTerm, type Family } from './shapes.ts';

/** Everything the fits of all masses with the same spans and models share. */
export interface BaselineFrame {
  blocks: BlockMeans;
  anchors: Cell[];
  /** Blocks inside the spans. */
  blockCount: number;
  bins: Cell[];
  families: Family[];
  /** Searching time constants: one table per kind of decay. */
  tables: Map<DecayTerm['value'], DecayTable>;
  /** Middles of the blocks, seconds since the cell was switched in: decays count from there. */
  blockAges: Float64Array;
  /** Ones. */
  constant: { anchors: Float64Array; bins: Float64Array; blocks: Float64Array };
  /** Slope regressor, 10 h from the middle of the run. */
  slope: { anchors: Float64Array; bins: Float64Array; blocks: Float64Array };
  /** Carrier ripple 1/I - 1 at anchors, bins and blocks. */
  ripple: { anchors: Float64Array; bins: Float64Array; blocks: Float64Array };
  amongAnchors: UnitKernels;
  binsToAnchors: UnitKernels;
  amongBins: UnitKernels;
  /** Amounts count from here: anchors behind it are quantified too. */
  quantifiedFromSeconds: number;
  /** Nothing but the run's own times beyond the last anchor. */
  extrapolated: boolean;
}

/** Seconds the slope counts per. */
const SLOPE_SECONDS = 36_000;

/**
 * @param spans seconds, where no gas is evolved
 * @param decayFromSeconds when the cell was switched in: decays count from here
 * @param firstSeconds begin of what is to be quantified
 * @param phaseEnds where bins are to end
 * @param lastSeconds its end; anchors that end well before it mean extrapolation
 */
export function prepareBaseline(
  blocks: BlockMeans,
  spans: readonly { fromSeconds: number; toSeconds: number }[],
  models: readonly BaselineModel[],
  decayFromSeconds: number,
  firstSeconds: number,
  lastSeconds: number,
  phaseEnds: readonly number[] = [],
): BaselineFrame {
  const { anchors, blockCount } = anchorsOf(blocks, spans);
  const bins = binsOf(blocks, [...phaseEnds, ...spans.flatMap((span) => [span.fromSeconds, span.toSeconds])]);
  const { count, startSeconds, widthSeconds } = blocks;
  const middles = Float64Array.from({ length: count }, (_, i) => startSeconds + (i + 0.5) * widthSeconds);
  const centreSeconds = startSeconds + (count * widthSeconds) / 2;
  const slope = middles.map((seconds) => (seconds - centreSeconds) / SLOPE_SECONDS);
  const ripple = slowRipple(blocks);
  const lastAnchor = anchors.at(-1)?.toSeconds ?? Number.NEGATIVE_INFINITY;
  const families = familiesOf(models);
  const blockAges = middles.map((seconds) => seconds - decayFromSeconds);
  const tables = new Map<DecayTerm['value'], DecayTable>();
  for (const term of families.flatMap((family) => family.terms)) {
    if (!tables.has(term.value)) tables.set(term.value, decayTable(term, blockAges, anchors));
  }
  return {
    blocks,
    anchors,
    blockCount,
    bins,
    families,
    tables,
    blockAges,
    constant: inCells(new Float64Array(count).fill(1), anchors, bins),
    slope: inCells(slope, anchors, bins),
    ripple: inCells(ripple, anchors, bins),
    amongAnchors: unitKernels(anchors, anchors, startSeconds),
    binsToAnchors: unitKernels(bins, anchors, startSeconds),
    amongBins: unitKernels(bins, bins, startSeconds),
    quantifiedFromSeconds: firstSeconds,
    extrapolated: lastAnchor < lastSeconds - 2 * widthSeconds - 3600,
  };
}

/** Half width of the mean that parts the carrier's slow common mode from its own noise, seconds. */
const RIPPLE_HALF_WIDTH_SECONDS = 5400;

/**
 * The carrier's slow change. Its noise must not be taken for ripple: it enters every ratio alike, whatever part of the
 * background follows the carrier.
 */
function slowRipple(blocks: BlockMeans): Float64Array {
  const half = Math.round(RIPPLE_HALF_WIDTH_SECONDS / blocks.widthSeconds);
  const { inverseCarrier } = blocks;
  return inverseCarrier.map((_, i) => {
    let sum = 0;
    let count = 0;
    for (let j = Math.max(0, i - half); j <= Math.min(inverseCarrier.length - 1, i + half); j++) {
      if (!Number.isFinite(inverseCarrier[j])) continue;
      sum += inverseCarrier[j];
      count += 1;
    }
    return count > 0 ? sum / count : 0;
  });
}

function inCells(blocks: Float64Array, anchors: readonly Cell[], bins: readonly Cell[]) {
  return {
    anchors: Float64Array.from(anchors, (cell) => meanInCell(blocks, cell)),
    bins: Float64Array.from(bins, (cell) => meanInCell(blocks, cell)),
    blocks,
  };
}
