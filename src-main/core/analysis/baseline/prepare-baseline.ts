import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';
import type { BlockMeans, MassGrid } from '../carrier/mass-grid.ts';
import { anchorsOf, binsOf, meanInStretch, meansInBins, type Anchor, type Bin, type Stretch } from './cells.ts';
import { unitKernels, type UnitKernels } from './kernels.ts';
import { decayTable, type DecayTable } from './decay-table.ts';
import { meansFrom, quadratureTimes } from './quadrature.ts';
import { familiesOf, type DecayTerm, type Family } from './shapes.ts';

/** A function of time at the places a fit needs it. */
export interface Course {
  anchors: Float64Array;
  bins: Float64Array;
  blocks: Float64Array;
}

/** Everything the fits of all masses with the same spans and models share. */
export interface BaselineFrame {
  grid: MassGrid;
  blocks: BlockMeans;
  anchors: Anchor[];
  /** Whole blocks' lengths inside the spans. */
  blockCount: number;
  bins: Bin[];
  families: Family[];
  /** Searching time constants: one table per kind of decay. */
  tables: Map<DecayTerm['value'], DecayTable>;
  /** Seconds since the cell was switched in, from which decays count: middles of the blocks, and where anchors are asked. */
  blockAges: Float64Array;
  anchorAges: Float64Array;
  /** Ones. */
  constant: Course;
  /** Slope regressor, 10 h from the middle of the run. */
  slope: Course;
  /** Carrier ripple 1/I - 1. */
  ripple: Course;
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
/** The last anchor may end so long before the last phase without counting as extrapolation. */
const NEAR_END_SECONDS = 3600;
const NEAR_END_BLOCKS = 2;

/**
 * @param spans seconds, where no gas is evolved
 * @param decayFromSeconds when the cell was switched in: decays count from here
 * @param firstSeconds begin of what is to be quantified
 * @param phaseEnds where bins are to end
 * @param lastSeconds its end; anchors that end well before it mean extrapolation
 */
export function prepareBaseline(
  grid: MassGrid,
  spans: readonly Stretch[],
  models: readonly BaselineModel[],
  decayFromSeconds: number,
  firstSeconds: number,
  lastSeconds: number,
  phaseEnds: readonly number[] = [],
): BaselineFrame {
  const { blocks } = grid;
  const { anchors, blockCount } = anchorsOf(grid, spans);
  const bins = binsOf(blocks, [...phaseEnds, ...spans.flatMap((span) => [span.fromSeconds, span.toSeconds])]);
  const { count, startSeconds, widthSeconds } = blocks;
  const anchorTimes = quadratureTimes(anchors);
  const middles = Float64Array.from({ length: count }, (_, i) => startSeconds + (i + 0.5) * widthSeconds);
  const centreSeconds = startSeconds + (count * widthSeconds) / 2;
  const slope = (seconds: number) => (seconds - centreSeconds) / SLOPE_SECONDS;
  const lastAnchor = anchors.at(-1)?.toSeconds ?? Number.NEGATIVE_INFINITY;
  const families = familiesOf(models);
  const anchorAges = anchorTimes.map((seconds) => seconds - decayFromSeconds);
  const tables = new Map<DecayTerm['value'], DecayTable>();
  for (const term of families.flatMap((family) => family.terms)) {
    if (!tables.has(term.value)) tables.set(term.value, decayTable(term, anchorAges, anchors.length));
  }
  const course = (anchorValues: Float64Array, blockValues: Float64Array): Course => ({
    anchors: meansFrom(anchorValues, new Float64Array(anchors.length)),
    bins: meansInBins(blockValues, bins),
    blocks: blockValues,
  });
  const ripple = slowRipple(blocks);
  return {
    grid,
    blocks,
    anchors,
    blockCount,
    bins,
    families,
    tables,
    blockAges: middles.map((seconds) => seconds - decayFromSeconds),
    anchorAges,
    constant: course(new Float64Array(anchorTimes.length).fill(1), new Float64Array(count).fill(1)),
    slope: course(anchorTimes.map(slope), middles.map(slope)),
    ripple: {
      anchors: Float64Array.from(anchors, (anchor) => meanInStretch(ripple, blocks, anchor)),
      bins: meansInBins(ripple, bins),
      blocks: ripple,
    },
    amongAnchors: unitKernels(anchors, anchors, startSeconds),
    binsToAnchors: unitKernels(bins, anchors, startSeconds),
    amongBins: unitKernels(bins, bins, startSeconds),
    quantifiedFromSeconds: firstSeconds,
    extrapolated: lastAnchor < lastSeconds - NEAR_END_BLOCKS * widthSeconds - NEAR_END_SECONDS,
  };
}

/** Half width of the mean that parts the carrier's slow common mode from its own noise, seconds. */
const RIPPLE_HALF_WIDTH_SECONDS = 5400;

/**
 * The carrier's slow change. Its noise must not be taken for ripple: it enters every ratio alike, whatever part of the
 * background follows the carrier.
 */
function slowRipple({ inverseCarrier, widthSeconds }: BlockMeans): Float64Array {
  const half = Math.round(RIPPLE_HALF_WIDTH_SECONDS / widthSeconds);
  const n = inverseCarrier.length;
  const sums = new Float64Array(n + 1);
  const counts = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const isThere = Number.isFinite(inverseCarrier[i]);
    sums[i + 1] = sums[i] + (isThere ? inverseCarrier[i] : 0);
    counts[i + 1] = counts[i] + (isThere ? 1 : 0);
  }
  return inverseCarrier.map((_, i) => {
    const first = Math.max(0, i - half);
    const end = Math.min(n, i + half + 1);
    const count = counts[end] - counts[first];
    return count > 0 ? (sums[end] - sums[first]) / count : 0;
  });
}
