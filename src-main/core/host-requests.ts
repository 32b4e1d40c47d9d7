import { AppError } from '../../shared/api/errors.ts';
import type { CoreToHost, HostRequest, HostToCore } from './host-messages.ts';

/** Questions of the core to its host, waiting for their answers. */
export class HostRequests {
  #send: (message: CoreToHost) => void;
  #waiting = new Map<number, { done: (output: unknown) => void; fail: (error: Error) => void }>();
  #nextId = 1;

  constructor(send: (message: CoreToHost) => void) {
    this.#send = send;
  }

  ask(request: HostRequest): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((done, fail) => {
      this.#waiting.set(id, { done, fail });
      this.#send({ kind: 'request', id, request });
    });
  }

  settle({ id, output, problem }: Extract<HostToCore, { kind: 'answer' }>): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (problem) waiting?.fail(new AppError(problem));
    else waiting?.done(output);
  }
}
