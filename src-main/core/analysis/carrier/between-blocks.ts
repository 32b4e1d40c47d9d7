import { oncePer } from '../numerics/once-per.ts';
import type { MassGrid } from './mass-grid.ts';

/**
 * Where each common time of a grid lies: between the middles of blocks `low` and `low + 1`, `share` of the way; 0 and 1
 * outside the first and last middle. Every mass and gas needs it, and no recipe but that of the blocks changes it.
 */
export interface BetweenBlocks {
  low: Int32Array;
  share: Float64Array;
}

export const betweenBlocks = oncePer(({ seconds, blocks }: MassGrid): BetweenBlocks => {
  const low = new Int32Array(seconds.length);
  const share = new Float64Array(seconds.length);
  const last = blocks.count - 1;
  let at = 0;
  for (let i = 0; i < seconds.length; i++) {
    const position = (seconds[i] - blocks.startSeconds) / blocks.widthSeconds - 0.5;
    // Times ascend: the pair of middles around them moves along.
    while (at + 1 < last && position >= at + 1) at += 1;
    low[i] = at;
    share[i] = last < 1 || position <= at ? 0 : position >= at + 1 ? 1 : position - at;
  }
  return { low, share };
});

/** Slopes from each block's value to the next one's; 0 behind the last. With them a value between is one product. */
export function risesOf(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let b = 0; b + 1 < out.length; b++) out[b] = values[b + 1] - values[b];
  return out;
}

/** Block values at the grid's common times, straight between block middles, held at the ends. */
export function spreadBlocks(grid: MassGrid, values: Float64Array): Float64Array {
  const { low, share } = betweenBlocks(grid);
  const rises = risesOf(values);
  const out = new Float64Array(low.length);
  for (let i = 0; i < out.length; i++) out[i] = values[low[i]] + share[i] * rises[low[i]];
  return out;
}

/** Values at the common times, each times what the blocks' values are there. */
export function timesBlocks(grid: MassGrid, values: Float64Array, blockValues: Float64Array): Float64Array {
  const { low, share } = betweenBlocks(grid);
  const rises = risesOf(blockValues);
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] * (blockValues[low[i]] + share[i] * rises[low[i]]);
  return out;
}
