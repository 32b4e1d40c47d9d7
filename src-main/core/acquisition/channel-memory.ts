import type { Channel } from '../../../shared/domain/channel.ts';
import { isUsable, severityOf, type Severity } from '../../../shared/domain/quality.ts';
import type { Receipt, SampleBatch } from '../../../shared/domain/samples.ts';
import { EdgeBuffer } from './edge-buffer.ts';
import type { ChannelNow } from './run-session-contract.ts';

/** Differences kept to learn the period of a channel. */
const PERIOD_MEMORY = 32;

/** What the live view knows of one channel, from memory: newest value, learnt period, samples not yet taken by a window. */
export class ChannelMemory {
  readonly channel: Channel;
  readonly edges = new EdgeBuffer();
  samples = 0;
  #value: number | undefined;
  #timeUs: number | undefined;
  #newestTimeUs: number | undefined;
  #severity: Severity | undefined;
  #receiptUtcUs: number | undefined;
  #periodsUs: number[] = [];
  #periodUs: number | undefined;

  constructor(channel: Channel) {
    this.channel = channel;
  }

  /** Source time of the newest sample, usable or not. */
  get newestTimeUs(): number | undefined {
    return this.#newestTimeUs;
  }

  take(batch: SampleBatch, receipt: Receipt): void {
    const { scale, offset } = this.channel;
    const n = batch.timeUs.length;
    for (let i = 0; i < n; i++) {
      const timeUs = batch.timeUs[i];
      this.#learn(timeUs);
      const usable = isUsable(batch.value[i], batch.status[i]);
      const value = usable ? batch.value[i] * scale + offset : Number.NaN;
      if (usable) {
        this.#value = value;
        this.#timeUs = timeUs;
      }
      this.edges.push(timeUs, value);
    }
    if (n === 0) return;
    this.samples += n;
    this.#severity = severityOf(batch.status[n - 1]);
    this.#receiptUtcUs = receipt.utcUs;
  }

  now(): ChannelNow {
    return {
      channel: this.channel,
      value: this.#value,
      timeUs: this.#timeUs,
      severity: this.#severity,
      receiptUtcUs: this.#receiptUtcUs,
      periodSeconds: this.periodUs() === undefined ? undefined : this.periodUs()! / 1e6,
      samples: this.samples,
    };
  }

  /** Median distance of samples, microseconds; undefined until learnt and for channels that report on change. */
  periodUs(): number | undefined {
    if (this.channel.updates === 'on-change' || this.#periodsUs.length < 3) return undefined;
    if (this.#periodUs === undefined) {
      const sorted = this.#periodsUs.toSorted((a, b) => a - b);
      this.#periodUs = sorted[sorted.length >> 1];
    }
    return this.#periodUs;
  }

  #learn(timeUs: number): void {
    if (this.#newestTimeUs !== undefined && timeUs > this.#newestTimeUs) {
      this.#periodsUs.push(timeUs - this.#newestTimeUs);
      if (this.#periodsUs.length > PERIOD_MEMORY) this.#periodsUs.shift();
      this.#periodUs = undefined;
    }
    this.#newestTimeUs = timeUs;
  }
}
