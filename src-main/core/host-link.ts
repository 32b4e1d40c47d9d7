import type { CoreToHost, HostToCore } from './host-messages.ts';

/** A window's port as Electron hands it over. */
export interface TransferredPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** The core's end of the connection to its host. */
export interface HostLink {
  send(message: CoreToHost): void;
  onMessage(listener: (message: HostToCore, ports: readonly TransferredPort[]) => void): void;
  /** The host has gone. */
  onClose(listener: () => void): void;
  close(): void;
}

/** What Electron puts on `process` in a utility process. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: TransferredPort[] }) => void): unknown;
}

/** Finds the host this process was started by. @throws Error where there is none */
export function openHostLink(): HostLink {
  const { parentPort } = process as { parentPort?: ParentPort };
  if (parentPort) return electronLink(parentPort);
  if (process.send) return childLink();
  throw new Error('the core is started by a host, not by hand');
}

function electronLink(port: ParentPort): HostLink {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data, ports }) => listener(data as HostToCore, ports)),
    // Electron ends its utility processes with itself.
    onClose: () => {},
    close: () => {},
  };
}

function childLink(): HostLink {
  return {
    send: (message) => process.send!(message, undefined, undefined, () => {}),
    onMessage: (listener) => process.on('message', (message) => listener(message as HostToCore, [])),
    onClose: (listener) => process.on('disconnect', listener),
    close: () => process.disconnect(),
  };
}
