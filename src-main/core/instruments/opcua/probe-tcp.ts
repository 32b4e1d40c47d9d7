import { createConnection } from 'node:net';
import type { HostClock } from '../../../../shared/domain/clock.ts';
import { DeadlineError } from './deadline.ts';

/** Host and port of `opc.tcp://host:port/path`; 4840 where no port is given. */
export function hostAndPortOf(endpoint: string): { host: string; port: number } {
  const match = /^opc\.tcp:\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?/.exec(endpoint);
  if (!match) throw new RangeError(`not an OPC-UA endpoint: ${endpoint}`);
  return { host: match[1]!.replace(/^\[|\]$/g, ''), port: match[2] ? Number(match[2]) : 4840 };
}

/**
 * Opens and closes a bare TCP connection: the operating system says more exactly than OPC-UA why it fails
 * (rejects with its error and code), and a server that is away costs no handshake.
 */
export function probeTcp(clock: HostClock, endpoint: string, timeoutMs: number): Promise<void> {
  const { host, port } = hostAndPortOf(endpoint);
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port });
    const end = (error?: Error) => {
      cancel();
      socket.removeAllListeners();
      // A late error of a destroyed socket must not become an uncaught exception.
      socket.on('error', () => {});
      socket.destroy();
      if (error) reject(error);
      else resolve();
    };
    const cancel = clock.after(timeoutMs, () => end(new DeadlineError('the TCP connection', timeoutMs)));
    socket.once('connect', () => end());
    socket.once('error', end);
  });
}
