/**
 * How far V8 may let garbage pile up. Without limits every thread of a busy program takes some 100 MB more than it needs;
 * the core has up to five threads and a budget of 300 MB for all of them. V8 derives from the largest size how much a heap
 * may grow between two collections; what really has to be large, samples, is outside these heaps.
 */
const PROCESS = { oldSpaceMegabytes: 384, semiSpaceMegabytes: 4 };

/**
 * For the core's process, as arguments of Node. V8 collects with a helper per core; where a window shares two cores with an
 * evaluation, helpers that wait for each other take more than they save.
 */
export const NODE_MEMORY_ARGUMENTS = [
  '--single-threaded-gc',
  `--max-old-space-size=${PROCESS.oldSpaceMegabytes}`,
  `--max-semi-space-size=${PROCESS.semiSpaceMegabytes}`,
];

/**
 * For the core's process, as its environment. glibc keeps what was freed below something that is still in use, in one heap
 * for every few threads; the columns of samples that threads hand to each other leave up to a hundred megabytes behind that
 * way. One heap, and what takes a megabyte or more outside it, give them back; smaller blocks outside it would cost pictures of
 * a dragged span (docs/decisions/0014-memory.md). Other systems ignore it.
 */
export const MALLOC_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '1048576',
  MALLOC_TRIM_THRESHOLD_: '1048576',
};

/** What a thread may use. A heap of which much is allowed also grows more between two collections. */
export interface ThreadMemory {
  maxOldGenerationSizeMb: number;
  maxYoungGenerationSizeMb: number;
}

/** For threads that fold: as long as the program runs. */
export const VIEWS_MEMORY: ThreadMemory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 8 };

/**
 * For threads that evaluate. What one evaluation needs for a moment has to fit into the young generation, and the old one
 * may grow: else a dragged span waits for the collector a quarter of its time.
 */
export const EVALUATIONS_MEMORY: ThreadMemory = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 48 };

/** For threads that do one work and end. */
export const WORK_MEMORY: ThreadMemory = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 48 };

/** A thread that evaluates is ended when nothing was asked for so long; the next question starts another one. */
export const ANALYSES_IDLE_MS = 60_000;

/** The same for a thread that looks for the last calibration when a run begins. */
export const CALIBRATIONS_IDLE_MS = 1000;

/** For the simulated laboratory: its server takes about 50 MB. */
export const LAB_MEMORY: ThreadMemory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 6 };
