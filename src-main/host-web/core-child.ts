import { fork, type ChildProcess } from 'node:child_process';
import { MALLOC_ENVIRONMENT, NODE_MEMORY_ARGUMENTS } from '../core/memory-limits.ts';
import type { CoreToHost, HostToCore } from '../core/host-messages.ts';

/** The core as a Node child of the web host; started again when it dies (the caller decides). */
export class CoreChild {
  #child: ChildProcess;

  constructor(modulePath: string, onMessage: (message: CoreToHost) => void, onExit: () => void) {
    this.#child = fork(modulePath, [], {
      execArgv: [...process.execArgv, ...NODE_MEMORY_ARGUMENTS],
      env: { ...MALLOC_ENVIRONMENT, ...process.env },
      // Typed arrays go as they are, not as JSON.
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message) => onMessage(message as CoreToHost));
    this.#child.once('exit', onExit);
    this.#child.once('error', () => this.#child.kill('SIGKILL'));
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  send(message: HostToCore): void {
    // Between death and the exit event there is nobody to send to.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
