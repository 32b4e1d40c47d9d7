import { ColumnBuffer } from './column-buffer.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { BLOCK_SAMPLES, type BlockSummary } from './run-file-contract.ts';
import type { BlockRow, RunFileStore, StampColumns } from './run-file-store.ts';
import { mergeSummaries, summariseSamples } from './sample-codec.ts';

/** Samples [start, end) of a block, or of the tail, and where they go. */
interface Piece {
  block: BlockRow | undefined;
  start: number;
  end: number;
  at: number;
}

/** What a reader knows of one channel: its blocks without samples, and its tail in memory. */
export class ChannelIndex {
  #channel: number;
  #blocks: BlockRow[] = [];
  #sealed = 0;
  #tail = new ColumnBuffer();
  #tailSummaries: BlockSummary[] | undefined;

  constructor(channel: number) {
    this.#channel = channel;
  }

  get sealed(): number {
    return this.#sealed;
  }

  get samples(): number {
    return this.#sealed + this.#tail.length;
  }

  /** Takes in a block that was sealed since. False where it does not follow the blocks before it. */
  addBlock(block: BlockRow): boolean {
    if (block.firstIndex !== this.#sealed) return false;
    this.#blocks.push(block);
    this.#sealed += block.n;
    this.#tail.dropFront(block.n);
    this.#tailSummaries = undefined;
    return true;
  }

  /** Takes in tail rows written since; all blocks first. */
  refreshTail(store: RunFileStore): void {
    for (const row of store.tail(this.#channel, this.samples)) {
      this.#tail.push(row.columns);
      this.#tailSummaries = undefined;
    }
  }

  summaries(channelId: string): BlockSummary[] {
    this.#tailSummaries ??= this.#summariseTail(channelId);
    return [...this.#blocks.map((block) => blockSummary(channelId, block)), ...this.#tailSummaries];
  }

  /** Earliest and latest time; NaN without samples. */
  timeRange(): { firstTimeUs: number; lastTimeUs: number } {
    if (this.samples === 0) return { firstTimeUs: NaN, lastTimeUs: NaN };
    const tail = this.#tail.length > 0 ? [summariseSamples(this.#tail.view())] : [];
    const { tMinUs, tMaxUs } = mergeSummaries([...this.#blocks, ...tail]);
    return { firstTimeUs: tMinUs, lastTimeUs: tMaxUs };
  }

  /** Samples [from, to), 0 <= from <= to <= samples, as a copy. */
  samplesOf(store: RunFileStore, from: number, to: number): SampleColumns {
    const n = to - from;
    const result = { timeUs: new Float64Array(n), value: new Float64Array(n), status: new Uint32Array(n) };
    this.#eachPiece(from, to, (piece) => {
      const { timeUs, value, status } = piece.block ? store.samples(piece.block) : this.#tail.view();
      result.timeUs.set(timeUs.subarray(piece.start, piece.end), piece.at);
      result.value.set(value.subarray(piece.start, piece.end), piece.at);
      result.status.set(status.subarray(piece.start, piece.end), piece.at);
    });
    return result;
  }

  /** Server and receipt times of the same. */
  stampsOf(store: RunFileStore, from: number, to: number): StampColumns {
    const result = { serverTimeUs: new Float64Array(to - from), receiptUtcUs: new Float64Array(to - from) };
    this.#eachPiece(from, to, (piece) => {
      const { serverTimeUs, receiptUtcUs } = piece.block ? store.stamps(piece.block) : this.#tail.view();
      result.serverTimeUs.set(serverTimeUs.subarray(piece.start, piece.end), piece.at);
      result.receiptUtcUs.set(receiptUtcUs.subarray(piece.start, piece.end), piece.at);
    });
    return result;
  }

  #eachPiece(from: number, to: number, take: (piece: Piece) => void): void {
    for (let i = this.#blockAt(from); i < this.#blocks.length; i++) {
      const block = this.#blocks[i];
      if (block.firstIndex >= to) break;
      const start = Math.max(from, block.firstIndex);
      const end = Math.min(to, block.firstIndex + block.n);
      take({ block, start: start - block.firstIndex, end: end - block.firstIndex, at: start - from });
    }
    const start = Math.max(from, this.#sealed);
    if (to > start) take({ block: undefined, start: start - this.#sealed, end: to - this.#sealed, at: start - from });
  }

  /** Number of the block that holds a position; blocks but the last are full, except in a damaged file. */
  #blockAt(position: number): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const block = this.#blocks[middle];
      if (block.firstIndex + block.n <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #summariseTail(channelId: string): BlockSummary[] {
    const summaries: BlockSummary[] = [];
    for (let from = 0; from < this.#tail.length; from += BLOCK_SAMPLES) {
      const columns = this.#tail.view(from, Math.min(this.#tail.length, from + BLOCK_SAMPLES));
      summaries.push({
        channelId,
        firstIndex: this.#sealed + from,
        n: columns.timeUs.length,
        ...summariseSamples(columns),
        sealed: false,
      });
    }
    return summaries;
  }
}

function blockSummary(channelId: string, block: BlockRow): BlockSummary {
  const { firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood } = block;
  return { channelId, firstIndex, n, tMinUs, tMaxUs, vMin, vMax, nGood, sealed: true };
}
