import { AppError } from '../../../../shared/api/errors.ts';
import { channelSchema, type Channel } from '../../../../shared/domain/channel.ts';
import type { CancelTimer, HostClock, LabClock } from '../../../../shared/domain/clock.ts';
import type { OpcUaProfile } from '../../../../shared/domain/profile.ts';
import type { Source } from '../../../../shared/domain/source.ts';
import type { ChannelPosition, ChannelSettings, Instrument, InstrumentSink } from '../instrument.ts';
import { ChannelBoard } from './channel-board.ts';
import { openClientIdentity } from './client-identity.ts';
import { ConnectionKeeper } from './connection-keeper.ts';
import { explainConnectionError, type ConnectionContext } from './explain-connection-error.ts';
import type { AskCertificate } from './link.ts';
import './quiet-node-opcua.ts';
import { writeSetpoint } from './write-setpoint.ts';

export interface OpcUaInstrumentOptions {
  profile: OpcUaProfile;
  labClock: LabClock;
  hostClock: HostClock;
  /** Own key and certificate, trusted and rejected servers. */
  pkiFolder: string;
  /** For a profile that signs in with a password; from the secret store. */
  password?: string;
  /** Asked at `start` when a server's certificate is not trusted yet; without it such servers are refused. */
  onCertificate?: AskCertificate;
  /** Certificate (DER) of the simulated lab that this program started itself: trusted on loopback. */
  labCertificate?: Uint8Array;
}

/** Instruments behind an OPC-UA server: one session, one subscription, nothing lost that the server still has. */
export function createOpcUaInstrument(options: OpcUaInstrumentOptions): Instrument {
  return new OpcUaInstrument(options);
}

const WATCH_MS = 250;

class OpcUaInstrument implements Instrument {
  readonly sources: Source[];
  readonly channels: Channel[];
  readonly #options: OpcUaInstrumentOptions;
  readonly #context: ConnectionContext;
  #board: ChannelBoard | null = null;
  #keeper: ConnectionKeeper | null = null;
  #cancelWatch: CancelTimer = () => {};

  constructor(options: OpcUaInstrumentOptions) {
    const { profile } = options;
    this.#options = options;
    this.sources = profile.sources;
    this.channels = profile.nodes.map((mapping) => channelSchema.parse({ ...mapping, origin: mapping.node }));
    this.#context = {
      endpoint: profile.endpoint,
      userName: profile.user.kind === 'password' ? profile.user.name : null,
      security: `${profile.security.mode} ${profile.security.policy}`,
    };
  }

  async start(sink: InstrumentSink, positions: ChannelPosition[]): Promise<void> {
    if (this.#keeper) throw new Error('an instrument starts once');
    const { profile, labClock, hostClock, pkiFolder, password, labCertificate, onCertificate } = this.#options;
    const board = new ChannelBoard(profile, sink, labClock, positions);
    const keeper = new ConnectionKeeper({
      profile,
      labClock,
      hostClock,
      board,
      tell: (event) => sink.event(event),
      linkOptions: {
        endpoint: profile.endpoint,
        security: profile.security,
        user: profile.user.kind === 'password' ? { name: profile.user.name, password: password ?? '' } : null,
        identity: openClientIdentity(pkiFolder),
        labCertificate,
        clock: hostClock,
      },
    });
    this.#board = board;
    this.#keeper = keeper;
    try {
      await keeper.open(onCertificate);
    } catch (error) {
      throw explainConnectionError(error, this.#context);
    }
    if (profile.security.mode === 'None') this.#warnOfNoSecurity(sink);
    this.#cancelWatch = hostClock.every(WATCH_MS, () => {
      keeper.watch(keeper.state === 'connected' ? board.watch() : 'none');
      board.tellHealth(keeper.state);
    });
  }

  async stop(): Promise<void> {
    this.#cancelWatch();
    const wasOn = this.#keeper !== null && this.#keeper.state !== 'off';
    await this.#keeper?.close();
    if (wasOn) this.#board?.tellHealth('off');
  }

  async write(channelId: string, value: number): Promise<number> {
    const { profile, hostClock } = this.#options;
    const index = profile.nodes.findIndex((node) => node.id === channelId);
    const mapping = profile.nodes[index];
    const refuse = (code: string, happened: string, next: string) =>
      new AppError({ code, happened, safe: 'Nothing was changed on the instrument; recording goes on.', next });
    if (!mapping) throw refuse('no-such-channel', `There is no channel ${channelId}.`, 'Choose one of the profile.');
    if (!mapping.writable)
      throw refuse('not-writable', `${mapping.name} is not set up to be written.`, 'Allow it in the mapping.');
    const nodeId = this.#board?.monitoredNodeId(index + 1);
    const session = this.#keeper?.session;
    if (!session || !nodeId)
      throw refuse('not-connected', `${mapping.name} cannot be reached now.`, 'Wait until the connection is back.');
    try {
      return await writeSetpoint(session, nodeId, mapping, value, hostClock);
    } catch (error) {
      throw explainConnectionError(error, this.#context);
    }
  }

  settings(): ChannelSettings[] {
    return this.#board?.settings() ?? [];
  }

  #warnOfNoSecurity(sink: InstrumentSink): void {
    const password = this.#context.userName === null ? '' : ' and the password can be read on the way';
    sink.event({
      timeUs: this.#options.labClock.utcUs(),
      kind: 'security-warning',
      severity: 'warning',
      text: `The connection to ${this.#context.endpoint} is not encrypted${password}. Use SignAndEncrypt where the server offers it.`,
      sourceId: null,
      channelId: null,
      fromUs: null,
      toUs: null,
      data: {},
    });
  }
}
