import { BLOCK_SAMPLES } from './run-file-contract.ts';

/** Queued samples [from, to) and where they go: a full block at once, or a tail row. */
export interface Chunk {
  kind: 'block' | 'tail';
  from: number;
  to: number;
}

/**
 * How one flush stores the queue of a channel: whole blocks where nothing waits before them, else tail rows that never
 * span a block boundary.
 * @param state.stored samples in the file, of which `sealed` in blocks
 * @param state.wholeBlocksOnly leave what fills no block in the queue (bulk writing)
 */
export function decideChunks(state: {
  stored: number;
  sealed: number;
  queued: number;
  wholeBlocksOnly: boolean;
}): Chunk[] {
  const chunks: Chunk[] = [];
  const canSealDirectly = state.stored === state.sealed;
  for (let from = 0; from < state.queued;) {
    const room = BLOCK_SAMPLES - ((state.stored + from) % BLOCK_SAMPLES);
    const to = Math.min(state.queued, from + room);
    const isBlock = canSealDirectly && room === BLOCK_SAMPLES && to - from === BLOCK_SAMPLES;
    if (!isBlock && state.wholeBlocksOnly) break;
    chunks.push({ kind: isBlock ? 'block' : 'tail', from, to });
    from = to;
  }
  return chunks;
}

/** The channel whose full blocks are sealed in this flush: the one with most waiting; undefined if none is full. */
export function decideSeal(channels: readonly { stored: number; sealed: number }[]): number | undefined {
  let chosen: number | undefined;
  let most = BLOCK_SAMPLES - 1;
  channels.forEach(({ stored, sealed }, channel) => {
    if (stored - sealed <= most) return;
    most = stored - sealed;
    chosen = channel;
  });
  return chosen;
}
