import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { builtProgramFolder } from './built-program.ts';

export interface Finished {
  status: number | null;
  stdout: string;
  stderr: string;
}

const program = () => join(builtProgramFolder(), 'opendems.mjs');

/** Runs `opendems` to its end. */
export function opendems(args: string[], environment: Record<string, string> = {}): Finished {
  const result = spawnSync(process.execPath, [program(), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: 60_000,
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** `opendems` running, line by line. */
export interface Running {
  child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Resolves with the next line of stdout that passes. */
  line(passes?: (line: string) => boolean): Promise<string>;
  /** Every line of stdout so far. */
  lines: string[];
  stderr(): string;
  /** Resolves with the exit status, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** Starts `opendems` and leaves it running. */
export function startOpendems(args: string[], environment: Record<string, string> = {}): Running {
  const child = spawn(process.execPath, [program(), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const waiting: { passes: (line: string) => boolean; done: (line: string) => void; fail: (error: Error) => void }[] =
    [];
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const waiter of waiting.filter(({ passes }) => passes(line))) {
      waiting.splice(waiting.indexOf(waiter), 1);
      waiter.done(line);
    }
  });
  const ended = new Promise<number | string>((done) =>
    child.once('close', (code, signal) => {
      for (const waiter of waiting.splice(0))
        waiter.fail(new Error(`the program ended (${code ?? signal}) first:\n${stderr}`));
      done(code ?? signal ?? 'unknown');
    }),
  );
  return {
    child,
    lines,
    stderr: () => stderr,
    ended,
    line: (passes = () => true) => new Promise((done, fail) => waiting.push({ passes, done, fail })),
  };
}
