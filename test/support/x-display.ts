import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** An X display of a test's own. */
export interface XDisplay {
  /** As `DISPLAY` wants it, `:7`. */
  name: string;
  /** The display goes away, as when a session ends. */
  end(): Promise<void>;
}

/** Starts Xvfb on a free display and waits until it serves. */
export async function startXDisplay(): Promise<XDisplay> {
  // Xvfb finds the number itself and tells it on the given descriptor once it takes clients.
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = (await once(server.stdio[3] as Readable, 'data')) as [Buffer];
  return {
    name: `:${number.toString().trim()}`,
    async end() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}
