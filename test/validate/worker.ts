import { parentPort } from 'node:worker_threads';
import { validateRun } from './validate-run.ts';

/** What the campaign asks of a worker thread, one simulated run at a time; the answer is a record per class. */
export interface Job {
  classNames: string[];
  seed: number;
}

parentPort!.on('message', (job: Job) => parentPort!.postMessage(validateRun(job.classNames, job.seed)));
