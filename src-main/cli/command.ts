import { problemOf } from '../../shared/api/errors.ts';

/** What a command may use of the world; tests give their own. */
export interface Output {
  /** Machine-readable or asked-for text on stdout. */
  print(text: string): void;
  /** Remarks and progress on stderr. */
  note(text: string): void;
}

/** The terminal. */
export const terminal: Output = {
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
};

/**
 * Lets a command outlive whoever reads what it prints: `opendems info RUN | head` is no failure, and a recorder goes on
 * when its reader ends.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}

/** Runs a command's work; a failure is told in three sentences and ends with exit status 1. */
export async function runCommand(work: () => Promise<void> | void, output: Output = terminal): Promise<void> {
  try {
    await work();
  } catch (error) {
    const problem = problemOf(error);
    output.note(`opendems: ${problem.happened}`);
    output.note(`  Safe: ${problem.safe}`);
    output.note(`  Next: ${problem.next}`);
    if (problem.code === 'unexpected' && process.env.OPENDEMS_DEBUG && error instanceof Error)
      output.note(String(error.stack));
    process.exitCode = 1;
  }
}

/** A document on stdout, as every `--json` prints it. */
export function printJson(document: unknown, output: Output = terminal): void {
  output.print(JSON.stringify(document, null, 2));
}
