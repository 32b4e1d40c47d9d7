import type { Capabilities } from '../../shared/api/contract.ts';
import { AppError, problemOf, type Problem } from '../../shared/api/errors.ts';
import type { FileHandle } from '../../shared/api/files.ts';
import type { CancelTimer, HostClock } from '../../shared/domain/clock.ts';
import { decideCoreRestart } from './decide-core-restart.ts';
import type { CoreToHost, HostRequest, HostToCore, RecordingStatus } from './host-messages.ts';

/** How long a core may take to seal its run when the program ends, before it is killed; its data are on disk by then. */
const QUIT_TIMEOUT_MS = 30_000;

/** A core process as its host reaches it. */
export interface CoreLink {
  /** A host may send more than the message (Electron: a port). */
  send(message: HostToCore, transfer?: readonly unknown[]): void;
  kill(): void;
}

export interface SupervisorOptions {
  launch: (onMessage: (message: CoreToHost) => void, onExit: () => void) => CoreLink;
  home: string | undefined;
  /** Start a simulated run at once. */
  demo: boolean;
  capabilities: Capabilities;
  clock: HostClock;
  /** Bytes for a window, where they come through the host. */
  onWindowMessage: (message: Extract<CoreToHost, { kind: 'bytes' | 'close' }>) => void;
  onStatus: (status: RecordingStatus) => void;
  answer: (request: HostRequest) => Promise<unknown>;
  /** A file may be downloaded once; only hosts without dialogs are told of any. */
  onDownload?: (offer: Extract<CoreToHost, { kind: 'download' }>) => void;
  /** A core has died; its windows must connect again. Another one is being started. */
  onLost: () => void;
  /** No core could be kept running. */
  onGivenUp: (problem: Problem) => void;
}

const IDLE: RecordingStatus = { isRecording: false, runName: null };

/** Keeps a core process running for as long as the host lives. The new one continues the run of the old one. */
export class CoreSupervisor {
  #options: SupervisorOptions;
  #link: CoreLink;
  #isAlive = true;
  #cancelRestart: CancelTimer = () => {};
  #status = IDLE;
  #exitsAtMs: number[] = [];
  #failure: Problem | undefined;
  #isFirst = true;
  #onReady: () => void = () => {};
  #onFailed: (error: Error) => void = () => {};
  #onStopped: (() => void) | undefined;
  #offers = new Map<number, { done: (files: FileHandle[]) => void; fail: (error: Error) => void }>();
  #nextOffer = 1;
  /** Resolves when the first core serves; rejects with its AppError if it cannot start. */
  readonly ready: Promise<void>;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.ready = new Promise((done, fail) => {
      this.#onReady = done;
      this.#onFailed = fail;
    });
    this.#link = this.#launch();
  }

  get status(): RecordingStatus {
    return this.#status;
  }

  send(message: HostToCore, transfer?: readonly unknown[]): void {
    this.#link.send(message, transfer);
  }

  /** Shows files of the person to the core and answers with what a window calls them. @throws AppError */
  offerFiles(paths: string[]): Promise<FileHandle[]> {
    const id = this.#nextOffer++;
    return new Promise((done, fail) => {
      this.#offers.set(id, { done, fail });
      this.#link.send({ kind: 'offer', id, paths });
    });
  }

  /** Ends the core; a run is stopped and sealed first. Resolves when its process has ended. */
  quit(): Promise<void> {
    this.#cancelRestart();
    if (!this.#isAlive) return Promise.resolve();
    return new Promise((done) => {
      const cancel = this.#options.clock.after(QUIT_TIMEOUT_MS, () => this.#link.kill());
      this.#onStopped = () => {
        cancel();
        done();
      };
      this.#link.send({ kind: 'quit' });
    });
  }

  #launch(): CoreLink {
    const link = this.#options.launch(
      (message) => this.#receive(message),
      () => this.#exited(),
    );
    const { home, demo, capabilities } = this.#options;
    link.send({ kind: 'start', home, demo: demo && this.#isFirst, capabilities });
    this.#isFirst = false;
    return link;
  }

  #receive(message: CoreToHost): void {
    switch (message.kind) {
      case 'ready':
        this.#onReady();
        break;
      case 'failed':
        this.#failure = message.problem;
        break;
      case 'status':
        this.#setStatus({ isRecording: message.isRecording, runName: message.runName });
        break;
      case 'request':
        void this.#answer(message.id, message.request);
        break;
      case 'offered':
        this.#settleOffer(message);
        break;
      case 'download':
        this.#options.onDownload?.(message);
        break;
      case 'bytes':
      case 'close':
        this.#options.onWindowMessage(message);
        break;
      case 'stopped':
        break;
    }
  }

  async #answer(id: number, request: HostRequest): Promise<void> {
    const link = this.#link;
    try {
      link.send({ kind: 'answer', id, output: await this.#options.answer(request) });
    } catch (error) {
      link.send({ kind: 'answer', id, problem: problemOf(error) });
    }
  }

  #settleOffer(answer: Extract<CoreToHost, { kind: 'offered' }>): void {
    const waiting = this.#offers.get(answer.id);
    this.#offers.delete(answer.id);
    if ('problem' in answer) waiting?.fail(new AppError(answer.problem));
    else waiting?.done(answer.files);
  }

  #exited(): void {
    this.#isAlive = false;
    for (const { fail } of this.#offers.values()) fail(new Error('the core ended before it saw the files'));
    this.#offers.clear();
    if (this.#onStopped) {
      this.#setStatus(IDLE);
      this.#onStopped();
      return;
    }
    this.#options.onLost();
    this.#exitsAtMs.push(this.#options.clock.monotonicUs() / 1000);
    const decision = decideCoreRestart(this.#exitsAtMs);
    if (this.#failure || 'giveUp' in decision) {
      const problem = this.#failure ?? CORE_KEEPS_DYING;
      this.#onFailed(new AppError(problem));
      this.#options.onGivenUp(problem);
      return;
    }
    this.#cancelRestart = this.#options.clock.after(decision.restartAfterMs, () => {
      this.#isAlive = true;
      // The run of the dead core counts as recording until the new one says otherwise: nothing may close meanwhile.
      this.#link = this.#launch();
    });
  }

  #setStatus(status: RecordingStatus): void {
    if (status.isRecording === this.#status.isRecording && status.runName === this.#status.runName) return;
    this.#status = status;
    this.#options.onStatus(status);
  }
}

const CORE_KEEPS_DYING: Problem = {
  code: 'core-keeps-dying',
  happened: 'The recording core stopped six times within a minute and was not started again.',
  safe: 'Everything it had written is in the run file.',
  next: 'Start the program again; if it happens again, send the log file.',
};
