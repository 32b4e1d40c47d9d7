/** The end of a command that runs until it is told to stop. */
export interface UntilInterrupted {
  /** Resolves at Ctrl+C, SIGTERM or `end`; rejects with what `fail` was given. */
  promise: Promise<void>;
  end(): void;
  fail(error: Error): void;
}

/** Waits for SIGINT or SIGTERM. A closed terminal (SIGHUP) does not end a recording. */
export function untilInterrupted(): UntilInterrupted {
  const { promise, resolve, reject } = deferred();
  process.once('SIGINT', resolve);
  process.once('SIGTERM', resolve);
  process.on('SIGHUP', () => undefined);
  // A failure before anybody waits must not end the process as an unhandled rejection.
  promise.catch(() => undefined);
  return { promise, end: resolve, fail: reject };
}

function deferred() {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}
