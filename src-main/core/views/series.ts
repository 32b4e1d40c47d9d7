import type { SeriesColumns } from './cells.ts';
import type { Cells } from './cells.ts';

/** Samples of a fine cell: a range of half a pixel per cell is folded from these without reading samples. */
export const FINE_CELL_SAMPLES = 32;
/** Samples of a coarse cell; a run's coarse cells are kept for as long as the run is open. */
export const COARSE_CELL_SAMPLES = 512;

/** A stretch of a series that is read as a whole. */
export interface SeriesBlock {
  firstIndex: number;
  n: number;
  /** Earliest and latest time on the axis, microseconds. */
  tMinUs: number;
  tMaxUs: number;
  /** Extremes in the series' unit where every sample of the block is usable; else undefined, and cells are asked. */
  extremes: { min: number; max: number } | undefined;
  /** Extremes of the usable samples, whether or not others are missing; undefined where they are not known without reading. */
  usable: { min: number; max: number } | undefined;
}

/** A hole without samples on the axis, microseconds: from the last sample before it to the first after it. */
export interface Hole {
  fromUs: number;
  toUs: number;
}

/** One curve, whatever is behind it: a stored or growing channel, a ratio. Times are microseconds on the time axis. */
export interface Series {
  blocks(): SeriesBlock[];
  /** Whether a block will never read differently. */
  isFinal(block: SeriesBlock): boolean;
  coarse(block: SeriesBlock): Cells;
  /** Coarse cells if they are at hand without reading. */
  knownCoarse(block: SeriesBlock): Cells | undefined;
  fine(block: SeriesBlock): Cells;
  samples(block: SeriesBlock): SeriesColumns;
  /** Holes that were never filled, in order of their beginning. */
  holes(): Hole[];
}
