import { randomUUID } from 'node:crypto';
import type { Job, JobResult } from '../../../shared/api/jobs.ts';
import { problemOf } from '../../../shared/api/errors.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import { advancedJob, begunJob, endedJob, type JobRecord, type JobRequest } from './job-state.ts';

/** A window is told of progress at most so often. */
const EVENT_PERIOD_MS = 200;
/** Ended jobs that a new window may still want to see. */
const ENDED_KEPT = 20;

/** What a long work is given to run with. */
export interface JobControl {
  /** Aborted when the person cancels or the program ends: stop soon, by throwing. */
  readonly signal: AbortSignal;
  /** Tells how far it is, as often as convenient. */
  progress(done: number, total?: number | null, message?: string): void;
  /** Does this if the work fails or is cancelled, the last one registered first: half-written files are removed here. */
  onUnfinished(cleanUp: () => void | Promise<void>): void;
}

interface Running {
  abort: AbortController;
  ended: Promise<void>;
}

/**
 * All long works of the core. A work belongs into a thread of its own (run-work-thread.ts) or must yield often:
 * recording never waits for one.
 */
export class JobBoard {
  #clock: HostClock;
  #onChange: (job: Job) => void;
  #onFault: (error: unknown) => void;
  #records = new Map<string, JobRecord>();
  #running = new Map<string, Running>();
  #due = new Set<string>();

  /**
   * @param onChange called with each change worth an event
   * @param onFault told of everything a work throws, beside the problem the person gets
   */
  constructor(clock: HostClock, onChange: (job: Job) => void, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#onFault = onFault;
  }

  /** Begins a work and returns its id at once; `work` starts within this call. */
  start(request: JobRequest, work: (control: JobControl) => Promise<JobResult | null>): string {
    const id = randomUUID();
    this.#records.set(id, begunJob(id, request, this.#clock.monotonicUs()));
    const abort = new AbortController();
    this.#tell(id);
    this.#running.set(id, { abort, ended: this.#run(id, abort.signal, work) });
    return id;
  }

  /** The oldest first. */
  list(): Job[] {
    return [...this.#records.values()].map(({ job }) => job);
  }

  /** Resolves when the job has ended and cleaned up; at once for one that had ended before. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    running?.abort.abort();
    await running?.ended;
  }

  /** Cancels everything and waits for it. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.cancel(id)));
  }

  async #run(id: string, signal: AbortSignal, work: (control: JobControl) => Promise<JobResult | null>): Promise<void> {
    const cleanUps: (() => void | Promise<void>)[] = [];
    const control: JobControl = {
      signal,
      progress: (done, total, message) => this.#progress(id, done, total, message),
      onUnfinished: (cleanUp) => cleanUps.push(cleanUp),
    };
    try {
      const result = await work(control);
      this.#end(id, (record) => endedJob(record, { state: 'done', result }));
    } catch (error) {
      for (const cleanUp of cleanUps.reverse())
        try {
          await cleanUp();
        } catch (failure) {
          this.#onFault(failure);
        }
      if (!signal.aborted) this.#onFault(error);
      this.#end(id, (record) =>
        endedJob(record, signal.aborted ? { state: 'cancelled' } : { state: 'failed', problem: problemOf(error) }),
      );
    }
  }

  #progress(id: string, done: number, total: number | null | undefined, message: string | undefined): void {
    const record = this.#records.get(id);
    if (!record) return;
    const change = { done, ...(total !== undefined && { total }), ...(message !== undefined && { message }) };
    this.#records.set(id, advancedJob(record, change, this.#clock.monotonicUs()));
    if (this.#due.has(id)) return;
    this.#due.add(id);
    this.#clock.after(EVENT_PERIOD_MS, () => {
      if (this.#due.delete(id)) this.#tell(id);
    });
  }

  #end(id: string, end: (record: JobRecord) => JobRecord): void {
    this.#running.delete(id);
    this.#due.delete(id);
    this.#records.set(id, end(this.#records.get(id)!));
    this.#tell(id);
    const ended = [...this.#records.keys()].filter((other) => !this.#running.has(other));
    for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_KEPT))) this.#records.delete(old);
  }

  #tell(id: string): void {
    const record = this.#records.get(id);
    if (record) this.#onChange(record.job);
  }
}
