import { utilityProcess, type MessagePortMain } from 'electron';
import type { CoreLink } from '../core/core-supervisor.ts';
import type { CoreToHost } from '../core/host-messages.ts';

/** Starts the core as a utility process of Electron. */
export function launchCoreUtility(
  modulePath: string,
  onMessage: (message: CoreToHost) => void,
  onExit: () => void,
): CoreLink {
  const child = utilityProcess.fork(modulePath, [], { serviceName: 'OpenDEMS core', stdio: 'inherit' });
  child.on('message', (message) => onMessage(message as CoreToHost));
  child.once('exit', onExit);
  return {
    send: (message, transfer = []) => child.postMessage(message, transfer as MessagePortMain[]),
    kill: () => void child.kill(),
  };
}
