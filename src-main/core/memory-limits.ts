/**
 * How far V8 may let garbage pile up. Without limits every thread of a busy program takes some 100 MB more than it needs;
 * the core has up to five threads and a budget of 300 MB for all of them. V8 derives from the largest size how much a heap
 * may grow between two collections; what really has to be large, samples, is outside these heaps.
 */
const PROCESS = { oldSpaceMegabytes: 512, semiSpaceMegabytes: 8 };

/** For the core's process, as arguments of Node. */
export const NODE_MEMORY_ARGUMENTS = [
  `--max-old-space-size=${PROCESS.oldSpaceMegabytes}`,
  `--max-semi-space-size=${PROCESS.semiSpaceMegabytes}`,
];

/** For threads that fold and evaluate; results of long runs are large for a moment. */
export const VIEWS_MEMORY = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 24 };

/** For the simulated laboratory: its server takes about 50 MB. */
export const LAB_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 };
