import type { Worker } from 'node:worker_threads';
import { AppError, type Problem } from '../../../../shared/api/errors.ts';
import type { HostClock, LabClock } from '../../../../shared/domain/clock.ts';
import type { OpcUaProfile, SimulationPreset } from '../../../../shared/domain/profile.ts';
import type { LabFault } from './faults.ts';
import { HeldLabClock } from './held-lab-clock.ts';
import { simulatedLabProfile } from './lab-profile.ts';
import type { LabProgress } from './lab-server-pump.ts';
import { LAB_MEMORY } from '../../memory-limits.ts';
import { startThread } from '../../start-thread.ts';
import type { FromLabWorker, ToLabWorker } from './lab-worker-messages.ts';

export interface SimulatedLabOptions {
  preset: SimulationPreset;
  seed: number;
  /** Laboratory seconds per second. */
  speed: number;
  hostClock: HostClock;
  /** Key and certificate of the lab's server. */
  pkiFolder: string;
  /** Laboratory UTC at time zero; default: now. */
  epochUtcUs?: number;
  hours?: number;
  /** Default 0: a free one. */
  port?: number;
  /** NDJSON of everything published. */
  truthLogPath?: string;
  users?: { name: string; password: string }[];
  allowNone?: boolean;
  allowAnonymous?: boolean;
  /** Time stands at zero after `start` until `begin` is called, so that a recorder can be there from the first value. */
  holdTime?: boolean;
  /** Called about four times a second. */
  onProgress?: (progress: LabProgress) => void;
  /** Called once if the laboratory dies by itself. */
  onFailure?: (error: AppError) => void;
  /** The bundled worker; default: beside the bundle. */
  workerUrl?: URL;
}

const START_MS = 60_000;
const STOP_MS = 5000;

/** The simulated laboratory in a thread of its own, for the core and the command line. */
export class SimulatedLab {
  /** Shared by both sides: what the lab stamps with and what the recorder receives by. */
  readonly labClock: LabClock;
  readonly #clock: HeldLabClock;
  readonly #options: SimulatedLabOptions;
  readonly #faults = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  #worker: Worker | null = null;
  #endpoint: string | null = null;
  #certificate: Uint8Array = new Uint8Array();
  #progress: LabProgress = { labSeconds: 0, lagSeconds: 0, done: false, published: 0 };
  #nextFault = 1;
  #onReady: (() => void) | null = null;
  #onStopped: (() => void) | null = null;
  #onStartFailed: ((error: AppError) => void) | null = null;
  #stopping = false;

  constructor(options: SimulatedLabOptions) {
    this.#options = options;
    const epochUtcUs = options.epochUtcUs ?? options.hostClock.utcUs();
    this.#clock = new HeldLabClock(options.hostClock, epochUtcUs, options.speed);
    this.labClock = this.#clock;
  }

  /** `opc.tcp://127.0.0.1:port`, once started. */
  get endpoint(): string {
    if (this.#endpoint === null) throw new Error('the laboratory has not been started');
    return this.#endpoint;
  }

  /** Certificate of the server, DER; give it to the instrument as `labCertificate`. */
  get certificate(): Uint8Array {
    return this.#certificate;
  }

  /** The profile that maps the lab's tags to channels. */
  profile(): OpcUaProfile {
    return simulatedLabProfile(this.endpoint);
  }

  /** As last told by the laboratory. */
  progress(): LabProgress {
    return this.#progress;
  }

  /** Starts the server; time begins to run unless it is held. Rejects with an AppError. */
  async start(): Promise<void> {
    const { hostClock, workerUrl, preset, seed, speed, hours, pkiFolder, truthLogPath } = this.#options;
    const worker = startThread(workerUrl ?? new URL('./lab-worker.mjs', import.meta.url), LAB_MEMORY, {
      name: 'simulated-lab',
    });
    this.#worker = worker;
    worker.on('message', (message: FromLabWorker) => this.#take(message));
    worker.on('error', (error) => this.#died(`its thread failed: ${error.message}`));
    worker.on('exit', (code) => this.#died(`its thread ended with code ${code}`));
    const ready = new Promise<void>((resolve, reject) => {
      this.#onReady = resolve;
      this.#onStartFailed = reject;
    });
    const cancel = hostClock.after(START_MS, () => this.#onStartFailed?.(failure('it did not start in time')));
    this.#post({
      kind: 'start',
      options: {
        preset,
        seed,
        speed,
        epochUtcUs: this.#clock.epochUtcUs,
        ...(hours === undefined ? {} : { hours }),
        port: this.#options.port ?? 0,
        pkiFolder,
        ...(truthLogPath === undefined ? {} : { truthLogPath }),
        users: this.#options.users ?? [],
        allowNone: this.#options.allowNone ?? false,
        allowAnonymous: this.#options.allowAnonymous ?? true,
      },
    });
    try {
      await ready;
    } catch (error) {
      this.#stopping = true;
      await worker.terminate();
      throw error;
    } finally {
      cancel();
      this.#onStartFailed = null;
    }
    if (!this.#options.holdTime) this.begin();
  }

  /**
   * Lets time run; without effect the second time.
   * @param elapsedHostSeconds the laboratory is that old already: a run that is resumed finds it where it would be now
   */
  begin(elapsedHostSeconds = 0): void {
    const hrtimeNs = process.hrtime.bigint() - BigInt(Math.round(elapsedHostSeconds * 1e9));
    this.#clock.begin(this.#options.hostClock.monotonicUs() - elapsedHostSeconds * 1e6);
    this.#post({ kind: 'begin', hrtimeNs });
  }

  /** Resolves when the fault has begun, or, for faults of network and server, is over. */
  injectFault(fault: LabFault): Promise<void> {
    const id = this.#nextFault++;
    return new Promise((resolve, reject) => {
      this.#faults.set(id, { resolve, reject });
      this.#post({ kind: 'fault', id, fault });
    });
  }

  /** Ends the laboratory; the truth log is complete then. Bounded. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    if (!worker || this.#stopping) return;
    this.#stopping = true;
    const stopped = new Promise<void>((resolve) => {
      this.#onStopped = resolve;
    });
    const cancel = this.#options.hostClock.after(STOP_MS, () => this.#onStopped?.());
    this.#post({ kind: 'stop' });
    await stopped;
    cancel();
    await worker.terminate();
    this.#rejectFaults(failure('it was stopped'));
    this.#worker = null;
  }

  #post(message: ToLabWorker): void {
    this.#worker?.postMessage(message);
  }

  #take(message: FromLabWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#endpoint = message.endpoint;
        this.#certificate = message.certificate;
        this.#onReady?.();
        return;
      case 'failed':
        this.#fail(new AppError(message.problem));
        return;
      case 'progress':
        this.#progress = message.progress;
        this.#options.onProgress?.(message.progress);
        return;
      case 'fault-done': {
        const waiting = this.#faults.get(message.id);
        this.#faults.delete(message.id);
        if (message.problem) waiting?.reject(new AppError(message.problem));
        else waiting?.resolve();
        return;
      }
      case 'stopped':
        this.#onStopped?.();
        return;
    }
  }

  #died(reason: string): void {
    if (this.#stopping) return this.#onStopped?.();
    this.#fail(failure(reason));
  }

  #fail(error: AppError): void {
    this.#onStopped?.();
    this.#rejectFaults(error);
    void this.#worker?.terminate();
    if (this.#onStartFailed) this.#onStartFailed(error);
    else if (!this.#stopping) {
      this.#stopping = true;
      this.#options.onFailure?.(error);
    }
  }

  #rejectFaults(error: AppError): void {
    for (const { reject } of this.#faults.values()) reject(error);
    this.#faults.clear();
  }
}

function failure(reason: string): AppError {
  const problem: Problem = {
    code: 'simulated-lab-failed',
    happened: `The simulated lab is not there: ${reason}.`,
    safe: 'What was recorded is safe.',
    next: 'Start the simulated lab again.',
  };
  return new AppError(problem);
}
