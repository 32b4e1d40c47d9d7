import { STATUS_BAD, STATUS_GOOD } from '../../../shared/domain/quality.ts';
import type { ReadSink } from './reader.ts';

/** Samples of a channel handed on at a time. */
const CHUNK = 8192;
/** BadOutOfRange of OPC-UA: the instrument said "over range". */
export const STATUS_OVER_RANGE = 0x803c_0000;

/** Plain fields, all set at once: `push` is where the time of reading goes. */
interface Chunk {
  channelId: string;
  timeUs: Float64Array;
  value: Float64Array;
  status: Uint32Array;
  n: number;
  total: number;
  finite: number;
  nonZero: boolean;
  lastUs: number;
  stepsBack: number;
  largestBackUs: number;
  firstBackSample: number;
}

/** What became of one channel. */
export interface ChunkTotals {
  channelId: string;
  samples: number;
  finite: number;
  stepsBack: number;
  largestBackUs: number;
  /** 0-based sample after the first step back; -1 where there is none. */
  firstBackSample: number;
}

/** Gathers samples by channel and hands them on in chunks, so that a file of any length needs little memory. */
export class SampleChunks {
  readonly #sink: ReadSink;
  readonly #chunks: Chunk[] = [];

  constructor(sink: ReadSink) {
    this.#sink = sink;
  }

  /** @returns the number by which `push` knows the channel */
  add(channelId: string): number {
    this.#chunks.push({
      channelId,
      timeUs: new Float64Array(CHUNK),
      value: new Float64Array(CHUNK),
      status: new Uint32Array(CHUNK),
      n: 0,
      total: 0,
      finite: 0,
      nonZero: false,
      lastUs: Number.NEGATIVE_INFINITY,
      stepsBack: 0,
      largestBackUs: 0,
      firstBackSample: -1,
    });
    return this.#chunks.length - 1;
  }

  /** A value that is NaN gets a bad status unless another is given. */
  push(index: number, timeUs: number, value: number, status = Number.isNaN(value) ? STATUS_BAD : STATUS_GOOD): void {
    const chunk = this.#chunks[index];
    const n = chunk.n;
    chunk.timeUs[n] = timeUs;
    chunk.value[n] = value;
    chunk.status[n] = status;
    if (timeUs < chunk.lastUs) this.#stepBack(chunk, timeUs);
    chunk.lastUs = timeUs;
    if (status === STATUS_GOOD) {
      chunk.finite += 1;
      if (value !== 0) chunk.nonZero = true;
    }
    chunk.n = n + 1;
    if (chunk.n === CHUNK) this.#flush(chunk);
  }

  /** Samples pushed to a channel so far. */
  count(index: number): number {
    return this.#chunks[index].total + this.#chunks[index].n;
  }

  /** True once a channel has held anything but zero. */
  hasNonZero(index: number): boolean {
    return this.#chunks[index].nonZero;
  }

  end(): ChunkTotals[] {
    return this.#chunks.map((chunk) => {
      this.#flush(chunk);
      return {
        channelId: chunk.channelId,
        samples: chunk.total,
        finite: chunk.finite,
        stepsBack: chunk.stepsBack,
        largestBackUs: chunk.largestBackUs,
        firstBackSample: chunk.firstBackSample,
      };
    });
  }

  #stepBack(chunk: Chunk, timeUs: number): void {
    if (chunk.stepsBack === 0) chunk.firstBackSample = chunk.total + chunk.n;
    chunk.stepsBack += 1;
    chunk.largestBackUs = Math.max(chunk.largestBackUs, chunk.lastUs - timeUs);
  }

  #flush(chunk: Chunk): void {
    if (chunk.n === 0) return;
    const { timeUs, value, status, n } = chunk;
    this.#sink.samples(
      chunk.channelId,
      n === CHUNK
        ? { timeUs, value, status }
        : { timeUs: timeUs.subarray(0, n), value: value.subarray(0, n), status: status.subarray(0, n) },
    );
    chunk.total += chunk.n;
    chunk.n = 0;
  }
}
