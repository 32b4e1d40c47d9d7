import { AppError } from '../../shared/api/errors.ts';
import type { Job, JobResult } from '../../shared/api/jobs.ts';
import { handOver } from '../api/hand-over.ts';
import { core } from './core.svelte.ts';

/** Long works in the core, of this window and of others. */
class Jobs {
  all = $state.raw<readonly Job[]>([]);
  running = $derived(this.all.filter(({ state }) => state === 'running'));
  #followed = new Map<string, (job: Job) => void>();

  constructor() {
    core.on('jobs.changed', (job) => this.#take(job));
  }

  async load(): Promise<void> {
    const { jobs } = await core.call('jobs.list', {});
    this.all = jobs;
    for (const job of jobs) this.#settle(job);
    // A job whose core was restarted has ended without a word.
    for (const [id, settle] of this.#followed) if (!jobs.some((job) => job.id === id)) settle(lost(id));
  }

  of(id: string | undefined): Job | undefined {
    return this.all.find((job) => job.id === id);
  }

  /**
   * What a job that this window started leaves behind, when it has ended; a file is handed to the person. Undefined
   * where it was cancelled. @throws AppError where it failed
   */
  async follow(id: string): Promise<JobResult | null | undefined> {
    const ended = await new Promise<Job>((settle) => {
      this.#followed.set(id, settle);
      const known = this.of(id);
      if (known) this.#settle(known);
    });
    if (ended.problem) throw new AppError(ended.problem);
    if (ended.state === 'cancelled') return undefined;
    if (ended.result?.kind === 'file') handOver(ended.result.file);
    return ended.result;
  }

  async cancel(id: string): Promise<void> {
    await core.call('jobs.cancel', { id });
  }

  #take(job: Job): void {
    this.all = this.all.some(({ id }) => id === job.id)
      ? this.all.map((known) => (known.id === job.id ? job : known))
      : [...this.all, job];
    this.#settle(job);
  }

  #settle(job: Job): void {
    if (job.state === 'running') return;
    this.#followed.get(job.id)?.(job);
    this.#followed.delete(job.id);
  }
}

function lost(id: string): Job {
  return {
    id,
    kind: '',
    title: '',
    state: 'failed',
    done: 0,
    total: null,
    unit: '',
    secondsLeft: null,
    message: '',
    result: null,
    problem: {
      code: 'job-lost',
      happened: 'The program’s core was restarted before this work was finished.',
      safe: 'Nothing half finished was kept.',
      next: 'Start it again.',
    },
  };
}

export const jobs = new Jobs();
