import { ByteLimitedCache } from './byte-limited-cache.ts';
import { cellsOf, type Cells, type SeriesColumns } from './cells.ts';
import { RunningMeans } from './running-means.ts';
import { COARSE_CELL_SAMPLES, FINE_CELL_SAMPLES, type Hole, type Series, type SeriesBlock } from './series.ts';

/** Samples and fine cells of all runs in the worker together. */
const SAMPLES_LIMIT_BYTES = 12 * 1024 * 1024;
/** Enough for the fine cells of 1e7 samples. */
const FINE_LIMIT_BYTES = 16 * 1024 * 1024;
/** Means kept of one run: four gases in the windows between which a hand zooms. */
const MOST_MEANS = 16;

/** Shared by all runs, so that opening many of them needs no more memory than one. */
export interface SharedCaches {
  samples: ByteLimitedCache<SeriesColumns>;
  fine: ByteLimitedCache<Cells>;
}

export function sharedCaches(): SharedCaches {
  return { samples: new ByteLimitedCache(SAMPLES_LIMIT_BYTES), fine: new ByteLimitedCache(FINE_LIMIT_BYTES) };
}

/**
 * What has been read of one run. Coarse cells stay as long as the run is open (0.1 byte per sample); fine cells and samples
 * as long as there is room. A block that still grows is known by its length too.
 */
export class SeriesCache {
  #runKey: string;
  #shared: SharedCaches;
  #coarse = new Map<string, Cells>();
  #means = new Map<string, RunningMeans>();

  constructor(runKey: string, shared: SharedCaches) {
    this.#runKey = runKey;
    this.#shared = shared;
  }

  /**
   * A series whose blocks are read by `read` at most once while there is room.
   * @param isFinal whether a block will never read differently
   */
  series(
    id: string,
    blocks: SeriesBlock[],
    isFinal: (block: SeriesBlock) => boolean,
    read: (block: SeriesBlock) => SeriesColumns,
    holes: Hole[],
  ): Series {
    // What is not final is good for this one series object, that is, for one view.
    const passing = new Map<string, { columns?: SeriesColumns; coarse?: Cells; fine?: Cells }>();
    const passingOf = (key: string) => {
      const known = passing.get(key) ?? {};
      passing.set(key, known);
      return known;
    };
    const keyOf = (block: SeriesBlock) => `${this.#runKey}\n${id}\n${block.firstIndex}`;
    const samples = (block: SeriesBlock): SeriesColumns => {
      const key = keyOf(block);
      if (!isFinal(block)) return (passingOf(key).columns ??= read(block));
      const known = this.#shared.samples.get(key);
      if (known) return known;
      const columns = read(block);
      this.#shared.samples.set(key, columns, columns.timeUs.byteLength + columns.value.byteLength);
      return columns;
    };
    const fine = (block: SeriesBlock): Cells => {
      const key = keyOf(block);
      if (!isFinal(block)) return (passingOf(key).fine ??= cellsOf(samples(block), FINE_CELL_SAMPLES));
      const known = this.#shared.fine.get(key);
      if (known) return known;
      const cells = cellsOf(samples(block), FINE_CELL_SAMPLES);
      this.#shared.fine.set(key, cells, cells.min.byteLength * 6);
      return cells;
    };
    const coarse = (block: SeriesBlock): Cells => {
      const key = keyOf(block);
      if (!isFinal(block)) return (passingOf(key).coarse ??= cellsOf(samples(block), COARSE_CELL_SAMPLES));
      let cells = this.#coarse.get(key);
      if (!cells) {
        cells = cellsOf(samples(block), COARSE_CELL_SAMPLES);
        this.#coarse.set(key, cells);
        // The samples are at hand now; a later zoom will want these and no longer find them.
        fine(block);
      }
      return cells;
    };
    const knownCoarse = (block: SeriesBlock) => this.#coarse.get(keyOf(block));
    return { blocks: () => blocks, isFinal, samples, fine, coarse, knownCoarse, holes: () => holes };
  }

  /** Means of a series over windows, as far as they have been taken; they go on where they ended. */
  means(id: string, windowUs: number, zeroUs: number): RunningMeans {
    const key = `${id}\n${windowUs}\n${zeroUs}`;
    const means = this.#means.get(key) ?? new RunningMeans(windowUs, zeroUs);
    this.#means.delete(key);
    this.#means.set(key, means);
    for (const oldest of this.#means.keys()) {
      if (this.#means.size <= MOST_MEANS) break;
      this.#means.delete(oldest);
    }
    return means;
  }
}
