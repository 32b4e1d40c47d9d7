/**
 * The one error type a user may meet: what happened, what is safe, what to do next.
 * Programming errors stay plain `Error`s; they are logged, not shown as advice.
 */
export interface Problem {
  /** Stable, kebab-case, for tests, logs and translation; never shown inside the sentence. */
  code: string;
  /** One sentence: what happened, with the offending value. */
  happened: string;
  /** One sentence: what is safe. */
  safe: string;
  /** One sentence: what to do next. */
  next: string;
}

/** Thrown for everything a user, a file or an instrument can cause. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.happened} ${problem.safe} ${problem.next}`, options);
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** The problem of anything thrown: an AppError's own, or an honest wrapper around the unexpected. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof AppError) return thrown.problem;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return {
    code: 'unexpected',
    happened: `Something unexpected failed: ${message.replace(/\.$/, '')}.`,
    safe: 'Data already written to run files are safe.',
    next: 'Try again; if it happens twice, send the log file with a description.',
  };
}
