import type { Job, JobResult } from '../../../shared/api/jobs.ts';
import type { Problem } from '../../../shared/api/errors.ts';

/** What is known of a job, and since when. */
export interface JobRecord {
  job: Job;
  startedUs: number;
}

/** What a job begins with. */
export interface JobRequest {
  kind: string;
  title: string;
  /** What is counted; default `share`, a total of 1. */
  unit?: string;
  total?: number | null;
}

/** A guess from less work than this would jump about. */
const SHORTEST_ELAPSED_SECONDS = 1;
const SMALLEST_SHARE = 0.01;

/** Pure: a job that has just begun. */
export function begunJob(id: string, request: JobRequest, nowUs: number): JobRecord {
  const { kind, title, unit = 'share' } = request;
  const total = request.total === undefined ? (unit === 'share' ? 1 : null) : request.total;
  const job: Job = {
    id,
    kind,
    title,
    state: 'running',
    done: 0,
    total,
    unit,
    secondsLeft: null,
    message: '',
    result: null,
    problem: null,
  };
  return { job, startedUs: nowUs };
}

export interface JobProgress {
  done: number;
  total?: number | null;
  message?: string;
}

/** Pure: how far it is now. The time left is what the rest takes at the mean speed so far. */
export function advancedJob({ job, startedUs }: JobRecord, progress: JobProgress, nowUs: number): JobRecord {
  if (job.state !== 'running') return { job, startedUs };
  const total = progress.total === undefined ? job.total : progress.total;
  const reached = total === job.total ? Math.max(job.done, progress.done) : progress.done;
  const done = total === null ? reached : Math.min(reached, total);
  const secondsLeft = timeLeft(done, total, (nowUs - startedUs) / 1e6);
  return { job: { ...job, done, total, secondsLeft, message: progress.message ?? job.message }, startedUs };
}

/** Seconds; null while too little has been done to tell. */
function timeLeft(done: number, total: number | null, elapsedSeconds: number): number | null {
  if (total === null || total <= 0 || elapsedSeconds < SHORTEST_ELAPSED_SECONDS) return null;
  const share = done / total;
  return share < SMALLEST_SHARE ? null : (elapsedSeconds * (1 - share)) / share;
}

/** Pure: how it ended. */
export function endedJob(
  { job, startedUs }: JobRecord,
  end: { state: 'done'; result: JobResult | null } | { state: 'failed'; problem: Problem } | { state: 'cancelled' },
): JobRecord {
  const closed: Job = { ...job, state: end.state, secondsLeft: null };
  if (end.state === 'done') return { job: { ...closed, done: job.total ?? job.done, result: end.result }, startedUs };
  if (end.state === 'failed') return { job: { ...closed, problem: end.problem }, startedUs };
  return { job: { ...closed, message: 'Cancelled; what was half written is removed.' }, startedUs };
}
