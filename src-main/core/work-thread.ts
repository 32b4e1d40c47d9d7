import { parentPort, workerData } from 'node:worker_threads';
import { problemOf, type Problem } from '../../shared/api/errors.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';

/** What a working thread says to the core. */
export type FromWorkThread =
  | { kind: 'progress'; done: number; total: number | null | undefined; message: string | undefined }
  | { kind: 'done'; result: unknown }
  | { kind: 'failed'; problem: Problem };
/** What the core says to a working thread. */
export type ToWorkThread = { kind: 'cancel' };

/** What a work in a thread is given. A work that never yields does not hear of a cancel; its thread is ended then. */
export interface WorkControl {
  readonly signal: AbortSignal;
  progress(done: number, total?: number | null, message?: string): void;
}

/** Messages are cheap, but not free. */
const PROGRESS_PERIOD_US = 100_000;

/** Thread entry: does one work on what the core gave (run-work-thread.ts) and ends. */
export async function serveWork<Input, Result>(
  work: (input: Input, control: WorkControl) => Promise<Result> | Result,
): Promise<void> {
  const port = parentPort!;
  const clock = systemHostClock();
  const abort = new AbortController();
  let lastUs = -Infinity;
  port.on('message', ({ kind }: ToWorkThread) => kind === 'cancel' && abort.abort());
  const say = (message: FromWorkThread) => port.postMessage(message, []);
  try {
    const result = await work(workerData as Input, {
      signal: abort.signal,
      progress(done, total, message) {
        const nowUs = clock.monotonicUs();
        if (nowUs - lastUs < PROGRESS_PERIOD_US) return;
        lastUs = nowUs;
        say({ kind: 'progress', done, total, message });
      },
    });
    say({ kind: 'done', result });
  } catch (error) {
    say({ kind: 'failed', problem: problemOf(error) });
  }
  port.close();
}
