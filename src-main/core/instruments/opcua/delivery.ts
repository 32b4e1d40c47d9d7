import type { Gap, RunEvent } from '../../../../shared/domain/event.ts';
import type { Receipt } from '../../../../shared/domain/samples.ts';
import type { InstrumentSink } from '../instrument.ts';
import type { Reading } from './read-data-value.ts';

interface Collected {
  timeUs: number[];
  value: number[];
  status: number[];
  serverTimeUs: number[];
}

/** Collects what one message brought and hands it over per channel; an event is told before the samples after it. */
export class Delivery {
  readonly #sink: InstrumentSink;
  readonly #receipt: Receipt;
  readonly #collected = new Map<string, Collected>();
  readonly #gaps: Gap[] = [];

  constructor(sink: InstrumentSink, receipt: Receipt) {
    this.#sink = sink;
    this.#receipt = receipt;
  }

  sample(channelId: string, reading: Reading): void {
    let columns = this.#collected.get(channelId);
    if (!columns) {
      columns = { timeUs: [], value: [], status: [], serverTimeUs: [] };
      this.#collected.set(channelId, columns);
    }
    columns.timeUs.push(reading.timeUs);
    columns.value.push(reading.value);
    columns.status.push(reading.status);
    columns.serverTimeUs.push(reading.serverTimeUs);
  }

  event(event: RunEvent): void {
    this.#handOver();
    this.#sink.event(event);
  }

  gap(gap: Gap): void {
    this.#gaps.push(gap);
  }

  /** Hands over what is left; gaps last, when their closing samples have been delivered. */
  end(): void {
    this.#handOver();
    for (const gap of this.#gaps.splice(0)) this.#sink.gap(gap);
  }

  #handOver(): void {
    if (this.#collected.size === 0) return;
    const batches = [...this.#collected].map(([channelId, columns]) => ({
      channelId,
      timeUs: Float64Array.from(columns.timeUs),
      value: Float64Array.from(columns.value),
      status: Uint32Array.from(columns.status),
      serverTimeUs: Float64Array.from(columns.serverTimeUs),
    }));
    this.#collected.clear();
    this.#sink.samples(batches, this.#receipt);
  }
}
