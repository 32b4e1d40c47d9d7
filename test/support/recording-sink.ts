import type { InstrumentHealth, InstrumentSink } from '../../src-main/core/instruments/instrument.ts';
import type { Gap, RunEvent } from '../../shared/domain/event.ts';
import type { Receipt, SampleBatch } from '../../shared/domain/samples.ts';

export interface RecordedSample {
  timeUs: number;
  value: number;
  status: number;
  serverTimeUs: number;
  receivedUs: number;
}

/** Keeps everything an instrument delivers, in order, and lets a test wait for it. */
export class RecordingSink implements InstrumentSink {
  readonly byChannel = new Map<string, RecordedSample[]>();
  readonly events: RunEvent[] = [];
  readonly gaps: Gap[] = [];
  lastHealth: InstrumentHealth[] = [];
  total = 0;
  #waiting: { test: () => boolean; resolve: () => void }[] = [];

  samples(batches: SampleBatch[], receipt: Receipt): void {
    for (const batch of batches) {
      let samples = this.byChannel.get(batch.channelId);
      if (!samples) this.byChannel.set(batch.channelId, (samples = []));
      for (let index = 0; index < batch.timeUs.length; index += 1)
        samples.push({
          timeUs: batch.timeUs[index]!,
          value: batch.value[index]!,
          status: batch.status[index]!,
          serverTimeUs: batch.serverTimeUs[index]!,
          receivedUs: receipt.utcUs,
        });
      this.total += batch.timeUs.length;
    }
    this.#look();
  }

  event(event: RunEvent): void {
    this.events.push(event);
    this.#look();
  }

  gap(gap: Gap): void {
    this.gaps.push(gap);
    this.#look();
  }

  health(health: InstrumentHealth[]): void {
    this.lastHealth = health;
    this.#look();
  }

  of(channelId: string): RecordedSample[] {
    return this.byChannel.get(channelId) ?? [];
  }

  kinds(): string[] {
    return this.events.map((event) => event.kind);
  }

  eventsOf(kind: RunEvent['kind']): RunEvent[] {
    return this.events.filter((event) => event.kind === kind);
  }

  /** Resolves as soon as the test holds; looked at after every delivery. Rejects after the time with what there is. */
  until(what: string, test: () => boolean, timeoutMs = 20_000): Promise<void> {
    if (test()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(new Error(`waited in vain for ${what}; ${this.total} samples, events: ${this.kinds().join(', ')}`)),
        timeoutMs,
      );
      this.#waiting.push({
        test,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
      });
    });
  }

  /** Resolves when so many more samples have come. */
  more(count: number): Promise<void> {
    const goal = this.total + count;
    return this.until(`${count} more samples`, () => this.total >= goal);
  }

  #look(): void {
    const ready = this.#waiting.filter((waiter) => waiter.test());
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const waiter of ready) waiter.resolve();
  }
}
