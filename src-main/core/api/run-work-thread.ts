import type { TransferListItem } from 'node:worker_threads';
import { AppError } from '../../../shared/api/errors.ts';
import type { HostClock } from '../../../shared/domain/clock.ts';
import type { FromWorkThread, ToWorkThread } from '../work-thread.ts';
import { WORK_MEMORY } from '../memory-limits.ts';
import { endThread, startThread } from '../start-thread.ts';
import type { JobControl } from './job-board.ts';

/** A thread that does not hear of a cancel is ended after this. */
const CANCEL_TIMEOUT_MS = 2000;

export interface WorkThread {
  /** Bundled module that calls `serveWork` (build/build.mjs, knip.json). */
  url: URL;
  name: string;
  clock: HostClock;
}

/**
 * Does a work in a thread of its own and answers with its result. Nobody works on when this has settled: a cancelled
 * thread has stopped or was ended, so that its files can be removed.
 * @param transferList what of the input goes over to the thread
 * @throws AppError, or Error where the thread died
 */
export function runWorkThread<Input, Result>(
  { url, name, clock }: WorkThread,
  input: Input,
  { signal, progress }: Pick<JobControl, 'signal' | 'progress'>,
  transferList: TransferListItem[] = [],
): Promise<Result> {
  return new Promise((done, fail) => {
    const worker = startThread(url, WORK_MEMORY, { workerData: input, name, transferList });
    let outcome: () => void = () => fail(new Error(`the thread "${name}" ended early`));
    let stopWaiting = () => {};
    const cancel = () => {
      worker.postMessage({ kind: 'cancel' } satisfies ToWorkThread, []);
      stopWaiting = clock.after(CANCEL_TIMEOUT_MS, () => void endThread(worker));
    };
    worker.on('message', (message: FromWorkThread) => {
      if (message.kind === 'progress') progress(message.done, message.total, message.message);
      else if (message.kind === 'done') outcome = () => done(message.result as Result);
      else outcome = () => fail(new AppError(message.problem));
    });
    worker.once('error', (error) => (outcome = () => fail(error)));
    worker.once('exit', () => {
      stopWaiting();
      signal.removeEventListener('abort', cancel);
      outcome();
    });
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel);
  });
}
