import type { HostClock } from '../../../../shared/domain/clock.ts';

/** Thrown where something took too long. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';

  constructor(what: string, afterMs: number) {
    super(`${what} timed out after ${afterMs} ms`);
  }
}

/**
 * Waits for `work`, at most `timeoutMs` of host time; rejects with a DeadlineError then. The work itself is not stopped;
 * what it comes to afterwards is ignored.
 */
export function withDeadline<T>(clock: HostClock, timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => reject(new DeadlineError(what, timeoutMs)));
    work.then(resolve, reject).finally(cancel);
  });
}

/** Waits for `work` at most `timeoutMs`; says whether it ended well in time. For tidying up that must end. */
export async function endsWithin(clock: HostClock, timeoutMs: number, work: Promise<unknown>): Promise<boolean> {
  try {
    await withDeadline(clock, timeoutMs, 'tidying up', work);
    return true;
  } catch {
    return false;
  }
}

/** Waits `delayMs` of host time; ends early, without error, when `signal` is aborted. */
export function pause(clock: HostClock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(delayMs, end);
    signal.addEventListener('abort', end);
  });
}
