import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { builtProgramFolder } from './built-program.ts';
import type { Finished } from './run-program.ts';

/** `opendems` as it is built, command after command in one process, so that it is loaded and compiled once. */
export interface WarmProgram {
  /** Runs a command to its end, as a process of its own would. */
  run(args: readonly string[], environment?: Record<string, string>): Promise<Finished>;
  end(): Promise<void>;
}

/** Commands run one after the other; what a process leaves behind when it ends (signals, exit) is not for this one. */
export function warmOpendems(): WarmProgram {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('warm-program-child.mjs', import.meta.url)), builtProgramFolder()],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const waiting: { done: (finished: Finished) => void; fail: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.done(JSON.parse(line) as Finished));
  const ended = new Promise<void>((over) =>
    child.once('close', () => {
      for (const { fail } of waiting.splice(0)) fail(new Error('the program under test ended'));
      over();
    }),
  );
  return {
    run: (args, environment = {}) =>
      new Promise((done, fail) => {
        waiting.push({ done, fail });
        child.stdin.write(`${JSON.stringify({ args, environment })}\n`);
      }),
    end() {
      child.stdin.end();
      return ended;
    },
  };
}
