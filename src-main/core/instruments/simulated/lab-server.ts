import { StatusCodes, type StatusCode } from 'node-opcua';
import type { CancelTimer, HostClock, LabClock } from '../../../../shared/domain/clock.ts';
import { STATUS_BAD_SENSOR_FAILURE } from '../../../../shared/domain/quality.ts';
import type { LabFault } from './faults.ts';
import type { LabModel } from './lab-model-contract.ts';
import { LabServerHost } from './lab-server-host.ts';
import { LabNodes } from './lab-server-nodes.ts';
import { LabServerPump, type LabProgress } from './lab-server-pump.ts';
import { LAB_TAGS, type LabTag } from './lab-tags.ts';
import { TruthLog } from './truth-log.ts';

export interface LabServerOptions {
  model: LabModel;
  /** Laboratory time zero is the model's; shared with whoever records. */
  labClock: LabClock;
  hostClock: HostClock;
  /** Default 0: a free one. */
  port?: number;
  /** Key and certificate of the server; never the user's own configuration folder. */
  pkiFolder: string;
  /** NDJSON of everything published. */
  truthLogPath?: string;
  users?: readonly { name: string; password: string }[];
  /** Offers an endpoint without security too. Default no. */
  allowNone?: boolean;
  /** Default yes. */
  allowAnonymous?: boolean;
  /** Starts with another namespace before the lab's. Default no. */
  namespaceFiller?: boolean;
  /** Host milliseconds between two moves of the model. */
  tickMs?: number;
}

/** The running server of the simulated lab. */
export interface LabServer {
  /** `opc.tcp://127.0.0.1:port`; the same after a restart. */
  readonly endpoint: string;
  /** DER, to be trusted by the program that started the lab. */
  readonly certificate: Uint8Array;
  readonly faults: LabFaults;
  progress(): LabProgress;
  /** Ends publishing, writes the truth log out, closes everything. */
  stop(): Promise<void>;
}

/** Makes things go wrong; resolves when the fault has begun and, for network and server faults, is over. */
export interface LabFaults {
  inject(fault: LabFault): Promise<void>;
}

/** Starts the simulated laboratory behind a real OPC-UA server on 127.0.0.1. Rejects with an AppError. */
export async function startLabServer(options: LabServerOptions): Promise<LabServer> {
  const server = new RunningLabServer(options);
  await server.start();
  return server;
}

const TICK_MS = 20;

class RunningLabServer implements LabServer, LabFaults {
  readonly #options: LabServerOptions;
  readonly #truth: TruthLog | undefined;
  readonly #pump: LabServerPump;
  #host: LabServerHost | null = null;
  #nodes: LabNodes | null = null;
  #port: number;
  #certificate: Uint8Array = new Uint8Array();
  #withFiller: boolean;
  #cancelTick: CancelTimer = () => {};
  #stopped = false;
  /** Faults of network and server follow one another. */
  #queue: Promise<void> = Promise.resolve();
  readonly #cancels = new Set<CancelTimer>();

  constructor(options: LabServerOptions) {
    this.#options = options;
    this.#port = options.port ?? 0;
    this.#withFiller = options.namespaceFiller ?? false;
    this.#truth = options.truthLogPath === undefined ? undefined : new TruthLog(options.truthLogPath);
    const { model, labClock, hostClock } = options;
    this.#pump = new LabServerPump(model, labClock, () => hostClock.monotonicUs(), this.#truth);
  }

  get endpoint(): string {
    return `opc.tcp://127.0.0.1:${this.#port}`;
  }

  get certificate(): Uint8Array {
    return this.#certificate;
  }

  get faults(): LabFaults {
    return this;
  }

  progress(): LabProgress {
    return this.#pump.progress();
  }

  async start(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      this.#truth?.close();
      throw error;
    }
    this.#cancelTick = this.#options.hostClock.every(this.#options.tickMs ?? TICK_MS, () => this.#pump.tick());
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#cancelTick();
    for (const cancel of this.#cancels) cancel();
    await this.#queue;
    await this.#close();
    this.#truth?.close();
  }

  inject(fault: LabFault): Promise<void> {
    const { model } = this.#options;
    const pump = this.#pump;
    switch (fault.kind) {
      case 'stall':
        pump.freezeUntil(pump.seconds + fault.labSeconds);
        return Promise.resolve();
      case 'bad-quality':
        pump.spoilUntil(tagIndexOf(fault.tag), STATUS_BAD_SENSOR_FAILURE, pump.seconds + fault.labSeconds);
        return Promise.resolve();
      case 'filament-off':
        model.setEmission(false);
        this.#later((fault.labSeconds / this.#options.labClock.speed) * 1000, () => model.setEmission(true));
        return Promise.resolve();
      case 'clock-step':
        model.stepClock(fault.source, fault.seconds);
        return Promise.resolve();
      case 'mute':
        this.#host?.mute(fault.tag);
        return Promise.resolve();
      case 'node-removed':
        this.#nodes?.remove(tagIndexOf(fault.tag));
        return Promise.resolve();
      case 'drop':
        return this.#inTurn(() => this.#drop(fault.hostSeconds));
      case 'restart':
        return this.#inTurn(() => this.#restart(fault.hostSeconds));
      case 'namespace-moved':
        return this.#inTurn(() => {
          this.#withFiller = !this.#withFiller;
          return this.#restart(fault.hostSeconds);
        });
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(() => (this.#stopped ? undefined : work()));
    this.#queue = done.catch(() => {
      // Whoever asked for the fault is told; the next one has its turn.
    });
    return done;
  }

  async #drop(hostSeconds: number): Promise<void> {
    this.#pump.waitForClients(false);
    await this.#host?.cut();
    await this.#wait(hostSeconds);
    if (!this.#stopped) await this.#host?.restore();
    this.#pump.waitForClients(true);
  }

  async #restart(hostSeconds: number): Promise<void> {
    await this.#close();
    await this.#wait(hostSeconds);
    if (!this.#stopped) await this.#open();
  }

  async #open(): Promise<void> {
    const { pkiFolder, users, allowNone, allowAnonymous } = this.#options;
    let nodes: LabNodes | null = null;
    const host = await LabServerHost.start(
      {
        port: this.#port,
        pkiFolder,
        users: users ?? [],
        allowNone: allowNone ?? false,
        allowAnonymous: allowAnonymous ?? true,
      },
      (addressSpace) => {
        nodes = new LabNodes(addressSpace, this.#withFiller, this.#pump.last, (tag, value) => this.#write(tag, value));
      },
    );
    this.#host = host;
    this.#nodes = nodes;
    this.#port = host.port;
    this.#certificate = host.certificate;
    this.#pump.setTarget({
      publish: (tagIndex, value) => this.#nodes?.publish(tagIndex, value) ?? false,
      fullestQueue: () => host.fullestQueue(),
    });
  }

  async #close(): Promise<void> {
    this.#pump.setTarget(null);
    this.#nodes = null;
    const host = this.#host;
    this.#host = null;
    await host?.stop();
  }

  /** A client wrote: the instrument takes it, and publishes what it made of it at once. */
  #write(tag: LabTag, value: number): StatusCode {
    const { model } = this.#options;
    if (!Number.isFinite(value)) return StatusCodes.BadOutOfRange;
    this.#pump.tick();
    try {
      if (tag.id === 'MFC.1.fSetpoint') model.setFlow(value);
      else if (tag.id === 'QMS.Cmd.Scan') model.setScanning(value !== 0);
      else return StatusCodes.BadNotWritable;
    } catch {
      // The model says so by an AppError: the value is outside of what the instrument can do.
      return StatusCodes.BadOutOfRange;
    }
    this.#pump.tick();
    return StatusCodes.Good;
  }

  #wait(hostSeconds: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stopped || hostSeconds === 0) return resolve();
      const cancel = this.#options.hostClock.after(hostSeconds * 1000, () => {
        this.#cancels.delete(end);
        resolve();
      });
      const end = () => {
        cancel();
        resolve();
      };
      this.#cancels.add(end);
    });
  }

  #later(hostMs: number, work: () => void): void {
    const cancel = this.#options.hostClock.after(hostMs, () => {
      this.#cancels.delete(cancel);
      work();
    });
    this.#cancels.add(cancel);
  }
}

function tagIndexOf(id: string): number {
  return LAB_TAGS.findIndex((tag) => tag.id === id);
}
