import { problemOf, type Problem } from '../../../shared/api/errors.ts';
import type { CancelTimer, HostClock, LabClock } from '../../../shared/domain/clock.ts';
import { runEvent, type Gap, type RunEvent } from '../../../shared/domain/event.ts';
import type { Receipt, SampleBatch } from '../../../shared/domain/samples.ts';
import type { RunFileWriter } from '../storage/run-file-contract.ts';

/** Durable within 1 s: four tries in that time (architecture: live latency). */
const FLUSH_PERIOD_MS = 250;
/** Samples kept in memory while the file cannot be written: 10 min at 5000 samples/s is 3e6 (about 100 MB). */
const QUEUE_LIMIT_SAMPLES = 3_000_000;

export interface RecorderListener {
  /** The file refuses; samples wait in memory. Called again when the reason changes. */
  trouble(problem: Problem, queuedSamples: number): void;
  /** The file takes data again; nothing was lost unless a gap says so. */
  restored(): void;
  flushed(): void;
}

/** Instrument to file: a flush every 250 ms of host time, a bounded queue while the file refuses. */
export class Recorder {
  readonly writer: RunFileWriter;
  #labClock: LabClock;
  #listener: RecorderListener;
  #cancelTimer: CancelTimer;
  #troubled: string | undefined;
  /** Last accepted and refused-since times per channel while the queue is full. */
  #refused = new Map<string, number>();
  #lastAccepted = new Map<string, number>();

  constructor(writer: RunFileWriter, labClock: LabClock, hostClock: HostClock, listener: RecorderListener) {
    this.writer = writer;
    this.#labClock = labClock;
    this.#listener = listener;
    this.#cancelTimer = hostClock.every(FLUSH_PERIOD_MS, () => this.flush());
  }

  /** Queues samples; with a full queue they are refused aloud: a gap per channel with exact bounds. */
  samples(batches: SampleBatch[], receipt: Receipt): void {
    const filled = batches.filter((batch) => batch.timeUs.length > 0);
    if (this.writer.queuedSamples() >= QUEUE_LIMIT_SAMPLES) {
      for (const batch of filled)
        if (!this.#refused.has(batch.channelId))
          this.#refused.set(batch.channelId, this.#lastAccepted.get(batch.channelId) ?? batch.timeUs[0]);
      return;
    }
    for (const batch of filled) {
      this.#closeRefusal(batch);
      this.#lastAccepted.set(batch.channelId, batch.timeUs[batch.timeUs.length - 1]);
    }
    this.writer.append(filled, receipt);
  }

  event(event: RunEvent): void {
    this.writer.appendEvent(event);
  }

  gap(gap: Gap): void {
    this.writer.appendGap(gap);
  }

  /** Makes everything queued durable, or says why not and keeps it. */
  flush(): void {
    try {
      this.writer.flush();
    } catch (error) {
      const problem = problemOf(error);
      if (this.#troubled === undefined) this.event(this.#storageEvent('storage-trouble', 'alarm', problem.happened));
      this.#troubled = problem.happened;
      this.#listener.trouble(problem, this.writer.queuedSamples());
      return;
    }
    if (this.#troubled !== undefined) {
      this.#troubled = undefined;
      this.event(this.#storageEvent('storage-restored', 'info', 'The run file takes data again.'));
      this.#listener.restored();
    }
    this.#listener.flushed();
  }

  isTroubled(): boolean {
    return this.#troubled !== undefined;
  }

  stopTimer(): void {
    this.#cancelTimer();
  }

  #closeRefusal(batch: SampleBatch): void {
    const fromUs = this.#refused.get(batch.channelId);
    if (fromUs === undefined) return;
    this.#refused.delete(batch.channelId);
    this.gap({
      channelId: batch.channelId,
      fromUs,
      toUs: batch.timeUs[0],
      cause: 'queue-overflow',
      filledBy: null,
      text: 'The run file could not be written for so long that memory was full.',
    });
  }

  #storageEvent(kind: 'storage-trouble' | 'storage-restored', severity: RunEvent['severity'], text: string): RunEvent {
    return runEvent({ timeUs: this.#labClock.utcUs(), kind, severity, text });
  }
}
