import { join } from 'node:path';
import {
  MessageSecurityMode,
  MonitoredItem,
  OPCUACertificateManager,
  OPCUAServer,
  RegisterServerMethod,
  SecurityPolicy,
  StatusCode,
  type AddressSpace,
  type DataValue,
  type NodeId,
} from 'node-opcua';
import { AppError } from '../../../../shared/api/errors.ts';
import '../opcua/quiet-node-opcua.ts';

export interface ServerHostOptions {
  /** 0: a free one. */
  port: number;
  /** The server's own key and certificate, created at the first start. */
  pkiFolder: string;
  users: readonly { name: string; password: string }[];
  /** Offers an endpoint without security beside Basic256Sha256 SignAndEncrypt. */
  allowNone: boolean;
  allowAnonymous: boolean;
}

/** What of node-opcua's endpoint is used beyond its published interface. */
interface OpenEndpoint {
  port: number;
  suspendConnection(callback: (error?: Error) => void): void;
  restoreConnection(callback: (error?: Error) => void): void;
  abruptlyInterruptChannels(): void;
}

const LOOPBACK = '127.0.0.1';
const SESSIONS = 20;

/** A real OPC-UA server on the loopback address: starting, cutting its connections, stopping. */
export class LabServerHost {
  readonly #server: OPCUAServer;

  private constructor(server: OPCUAServer) {
    this.#server = server;
  }

  /** @param build fills the address space before anybody can connect */
  static async start(options: ServerHostOptions, build: (addressSpace: AddressSpace) => void): Promise<LabServerHost> {
    const store = (folder: string) =>
      new OPCUACertificateManager({
        rootFolder: join(options.pkiFolder, folder),
        // It stands for an instrument in a closed lab: whoever reaches the loopback address may connect.
        automaticallyAcceptUnknownCertificate: true,
        disableFileWatchers: true,
      });
    const server = new OPCUAServer({
      port: options.port,
      host: LOOPBACK,
      hostname: LOOPBACK,
      serverCertificateManager: store('server'),
      userCertificateManager: store('users'),
      securityPolicies: [...(options.allowNone ? [SecurityPolicy.None] : []), SecurityPolicy.Basic256Sha256],
      securityModes: [...(options.allowNone ? [MessageSecurityMode.None] : []), MessageSecurityMode.SignAndEncrypt],
      allowAnonymous: options.allowAnonymous,
      userManager: {
        isValidUser: (name: string, password: string) =>
          options.users.some((user) => user.name === name && user.password === password),
      },
      serverInfo: { applicationUri: 'urn:opendems:lab-server', productUri: 'urn:opendems' },
      buildInfo: { productName: 'OpenDEMS simulated lab' },
      registerServerMethod: RegisterServerMethod.HIDDEN,
      maxConnectionsPerEndpoint: SESSIONS,
      // Every published value is queued; the defaults lost 95 % at 6 800 values a second.
      serverCapabilities: { minSupportedSampleRate: 0, maxSessions: SESSIONS },
    });
    try {
      await server.initialize();
      build(server.engine.addressSpace!);
      await server.start();
    } catch (error) {
      await server.shutdown(0).catch(() => {
        // It never came up; the first error is the one to tell.
      });
      throw new AppError(
        {
          code: 'lab-server-failed',
          happened: `The server of the simulated lab could not start: ${error instanceof Error ? error.message : String(error)}.`,
          safe: 'Nothing was recorded.',
          next: 'Try again; if a port was given, choose another one.',
        },
        { cause: error },
      );
    }
    return new LabServerHost(server);
  }

  get port(): number {
    return this.#endpoint.port;
  }

  get endpointUrl(): string {
    return `opc.tcp://${LOOPBACK}:${this.port}`;
  }

  /** DER. */
  get certificate(): Uint8Array {
    return this.#server.getCertificate();
  }

  /** Values waiting in the fullest queue of a client that is connected, as a share of its size; 0 if nobody is. */
  fullestQueue(): number {
    let fullest = 0;
    for (const item of this.#monitoredItems(true)) fullest = Math.max(fullest, item.queue.length / item.queueSize);
    return fullest;
  }

  /** Stops reporting a tag, or all of them, in every present subscription. */
  mute(tag: string | undefined): void {
    for (const item of this.#monitoredItems(false)) {
      if (tag === undefined || item.node?.nodeId.value === tag) item._stop_sampling();
    }
  }

  *#monitoredItems(onlyConnected: boolean): Generator<OpenMonitoredItem> {
    for (const session of Object.values(sessionsOf(this.#server))) {
      if (onlyConnected && session.aborted) continue;
      for (const subscription of session.publishEngine?.subscriptions ?? [])
        yield* subscription.monitoredItems.values();
    }
  }

  /** Cuts every connection and refuses new ones; sessions and queues live on. */
  async cut(): Promise<void> {
    const suspended = new Promise<void>((resolve) => this.#endpoint.suspendConnection(() => resolve()));
    this.#endpoint.abruptlyInterruptChannels();
    await suspended;
  }

  /** Accepts connections again. */
  restore(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#endpoint.restoreConnection((error) => (error ? reject(error) : resolve()));
    });
  }

  async stop(): Promise<void> {
    await this.#server.shutdown(0);
  }

  get #endpoint(): OpenEndpoint {
    return this.#server.endpoints[0] as unknown as OpenEndpoint;
  }
}

interface OpenMonitoredItem {
  queue: unknown[];
  queueSize: number;
  node: { nodeId: NodeId } | null;
  _stop_sampling(): void;
  _setOverflowBit(notification: { value?: DataValue }): void;
}

interface OpenSession {
  aborted: boolean;
  publishEngine?: { subscriptions: { monitoredItems: Map<number, OpenMonitoredItem> }[] };
}

function sessionsOf(server: OPCUAServer): Record<string, OpenSession> {
  return (server.engine as unknown as { _sessions: Record<string, OpenSession> })._sessions;
}

/** node-opcua 2.186 asserts that the oldest value in an overflowing queue is good; a bad one would stop the server. */
(MonitoredItem.prototype as unknown as OpenMonitoredItem)._setOverflowBit = (notification) => {
  if (!notification.value) return;
  notification.value.statusCode = StatusCode.makeStatusCode(
    notification.value.statusCode,
    'Overflow | InfoTypeDataValue',
  );
};
