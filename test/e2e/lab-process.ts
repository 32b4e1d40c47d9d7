import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../dist/main/opendems.mjs', import.meta.url));

/** A simulated laboratory in a process of its own: an OPC-UA server the program under test knows nothing about. */
export interface LabProcess {
  /** Waits for the next line that passes. */
  line(passes?: (line: string) => boolean): Promise<string>;
  /** Provokes a fault, e.g. `drop:4`, and waits until it is over (network, server) or has begun. */
  fault(text: string): Promise<void>;
  /** Ends it in good order; its truth log is complete then. */
  stop(): Promise<void>;
}

/** Starts `opendems lab` as built. */
export function startLabProcess(args: string[], home: string): LabProcess {
  const child = spawn(process.execPath, [PROGRAM, 'lab', ...args], {
    env: { ...process.env, OPENDEMS_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  let wake: () => void = () => {};
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  child.once('exit', () => wake());
  const line = async (passes: (line: string) => boolean = () => true) => {
    for (;;) {
      const found = lines.findIndex(passes);
      if (found >= 0) return lines.splice(found, 1)[0]!;
      if (child.exitCode !== null) throw new Error(`the laboratory ended with status ${child.exitCode}`);
      await new Promise<void>((resume) => (wake = resume));
    }
  };
  return {
    line,
    async fault(text) {
      child.stdin.write(`${text}\n`);
      const answer = await line();
      if (answer !== 'done') throw new Error(answer);
    },
    async stop() {
      const exited = once(child, 'exit');
      child.stdin.write('stop\n');
      await exited;
    },
  };
}
