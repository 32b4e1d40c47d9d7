import { AttributeIds, type NotificationMessage } from 'node-opcua';
import { AppError } from '../../../../shared/api/errors.ts';
import { channelSchema, type Channel } from '../../../../shared/domain/channel.ts';
import type { CancelTimer, HostClock, LabClock } from '../../../../shared/domain/clock.ts';
import type { GapCause, RunEvent } from '../../../../shared/domain/event.ts';
import type { OpcUaProfile } from '../../../../shared/domain/profile.ts';
import type { Source } from '../../../../shared/domain/source.ts';
import type { ChannelPosition, ChannelSettings, Instrument, InstrumentSink } from '../instrument.ts';
import { ChannelBoard } from './channel-board.ts';
import { openClientIdentity, type ClientIdentity } from './client-identity.ts';
import { endsWithin, pause, withDeadline } from './deadline.ts';
import type { ConnectionState } from './decide-health.ts';
import { decideReconnect, NO_OUTAGE, type ReconnectAction, type ReconnectInput } from './decide-reconnect.ts';
import { explainConnectionError, type ConnectionContext } from './explain-connection-error.ts';
import { closeLink, openLink, type AskCertificate, type Link, type LinkOptions } from './link.ts';
import { PublishPump } from './publish-pump.ts';
import './quiet-node-opcua.ts';
import { readDataValue, saysNodeIsGone } from './read-data-value.ts';
import { readServerFacts, resolveNodes, type ResolvedNode, type ServerFacts } from './resolve-nodes.ts';
import {
  createSubscription,
  deleteSubscription,
  monitorNodes,
  transferSubscription,
  type Subscription,
} from './subscription.ts';
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
const ATTACH_MS = 3000;
const MISSING_RETRY_US = 5e6;
const PROBE_RETRY_US = 15e6;
const STOP_MS = 3000;

class OpcUaInstrument implements Instrument {
  readonly sources: Source[];
  readonly channels: Channel[];
  readonly #options: OpcUaInstrumentOptions;
  readonly #identity: ClientIdentity;
  readonly #context: ConnectionContext;
  readonly #stopping = new AbortController();
  #sink: InstrumentSink | null = null;
  #board: ChannelBoard | null = null;
  #state: ConnectionState = 'off';
  #link: Link | null = null;
  #subscription: Subscription | null = null;
  #pump: PublishPump | null = null;
  #lastSequence = 0;
  #startTimeMs: number | null = null;
  /** The server was restarted in the present outage. */
  #restarted = false;
  #reconnect = NO_OUTAGE;
  #recovery: Promise<void> = Promise.resolve();
  /** An outage whose end no sample has confirmed yet: when it began, laboratory UTC. */
  #outageSinceUs: number | null = null;
  #cancelWatch: CancelTimer = () => {};
  #background: Promise<void> | null = null;
  #nextMissingTryUs = 0;
  #nextProbeUs = 0;

  constructor(options: OpcUaInstrumentOptions) {
    const { profile } = options;
    this.#options = options;
    this.sources = profile.sources;
    this.channels = profile.nodes.map((mapping) => channelSchema.parse({ ...mapping, origin: mapping.node }));
    this.#identity = openClientIdentity(options.pkiFolder);
    this.#context = {
      endpoint: profile.endpoint,
      userName: profile.user.kind === 'password' ? profile.user.name : null,
      security: `${profile.security.mode} ${profile.security.policy}`,
    };
  }

  async start(sink: InstrumentSink, positions: ChannelPosition[]): Promise<void> {
    if (this.#sink) throw new Error('an instrument starts once');
    const { profile, labClock, hostClock } = this.#options;
    this.#sink = sink;
    this.#board = new ChannelBoard(profile, sink, labClock, positions);
    if (profile.security.mode === 'None') this.#warnOfNoSecurity();
    try {
      const link = await openLink(this.#linkOptions(this.#options.onCertificate), null);
      this.#link = link;
      if (this.#stopping.signal.aborted) throw new Error('stopped while connecting');
      await withDeadline(hostClock, ATTACH_MS, 'subscribing', this.#attach(link, true));
    } catch (error) {
      this.#stopping.abort();
      if (this.#link) await closeLink(hostClock, this.#link);
      throw explainConnectionError(error, this.#context);
    }
    this.#cancelWatch = hostClock.every(WATCH_MS, () => this.#watch());
  }

  async stop(): Promise<void> {
    const { hostClock } = this.#options;
    const wasOn = this.#state !== 'off';
    this.#stopping.abort();
    this.#cancelWatch();
    this.#pump?.stop();
    this.#state = 'off';
    // A recovery under way sees the abort and closes what it has opened; it is not waited for longer than this.
    await endsWithin(hostClock, STOP_MS, this.#recovery);
    if (this.#background) await endsWithin(hostClock, STOP_MS, this.#background);
    const link = this.#link;
    this.#link = null;
    if (link) await closeLink(hostClock, link);
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
      throw refuse(
        'not-writable',
        `${mapping.name} is not set up to be written.`,
        'Allow it in the profile’s mapping.',
      );
    const nodeId = this.#board?.monitoredNodeId(index + 1);
    if (this.#state !== 'connected' || !this.#link || !nodeId)
      throw refuse('not-connected', `${mapping.name} cannot be reached now.`, 'Wait until the connection is back.');
    try {
      return await writeSetpoint(this.#link.session, nodeId, mapping, value, hostClock);
    } catch (error) {
      throw error instanceof AppError ? error : explainConnectionError(error, this.#context);
    }
  }

  settings(): ChannelSettings[] {
    return this.#board?.settings() ?? [];
  }

  #linkOptions(askCertificate: AskCertificate | undefined): LinkOptions {
    const { profile, password, labCertificate, hostClock } = this.#options;
    return {
      endpoint: profile.endpoint,
      security: profile.security,
      user: profile.user.kind === 'password' ? { name: profile.user.name, password: password ?? '' } : null,
      identity: this.#identity,
      labCertificate,
      askCertificate,
      clock: hostClock,
    };
  }

  /** Finds the nodes anew by namespace URI, keeps or makes the subscription, starts publishing. */
  async #attach(link: Link, first: boolean): Promise<void> {
    const board = this.#board!;
    const facts = await readServerFacts(link.session);
    const nodes = await resolveNodes(link.session, facts, this.#options.profile.nodes);
    if (first) refuseMissing(nodes, this.#options.profile.endpoint);
    this.#noteRestart(facts);
    const kept = !first && (await this.#keepSubscription(link, nodes));
    if (!kept) {
      if (link.resumed && this.#subscription) await deleteSubscription(link.session, this.#subscription.id);
      this.#subscription = await createSubscription(link.session, this.#options.profile.publishingIntervalMs);
      this.#lastSequence = 0;
    }
    const wanted = nodes.map((node, index) => ({ handle: index + 1, node }));
    for (const { handle, node } of wanted) {
      if (node.problem || !node.nodeId) board.markMissing(handle, node.problem ?? 'it was not found');
    }
    const toMonitor = wanted.filter(
      ({ handle, node }) => node.nodeId && !node.problem && !(kept && board.monitoredNodeId(handle)),
    );
    board.setMonitored(await monitorNodes(link.session, this.#subscription!, toMonitor, board.queueSize));
    board.attached(kept, this.#restarted);
    this.#restarted = false;
    if (this.#stopping.signal.aborted) throw new Error('stopped while connecting');
    this.#state = 'connected';
    await this.#startPump(link);
  }

  #noteRestart(facts: ServerFacts): void {
    const before = this.#startTimeMs;
    this.#startTimeMs = facts.startTimeMs;
    if (before === null || facts.startTimeMs === null || before === facts.startTimeMs) return;
    this.#restarted = true;
    // Its number may belong to somebody else now.
    this.#subscription = null;
    this.#tell('server-restarted', 'warning', 'The server was restarted; what it had queued is gone.', {
      data: { startedMs: facts.startTimeMs },
    });
  }

  /** True if the old subscription lives on, with its queue, and still means the same nodes. */
  async #keepSubscription(link: Link, nodes: readonly ResolvedNode[]): Promise<boolean> {
    const subscription = this.#subscription;
    if (!subscription) return false;
    const same = nodes.every((node, index) => {
      const monitored = this.#board!.monitoredNodeId(index + 1);
      return monitored === null || node.nodeId === null || node.nodeId.toString() === monitored;
    });
    if (!same) return false;
    return link.resumed || (await transferSubscription(link.session, subscription.id));
  }

  async #startPump(link: Link): Promise<void> {
    const pump: PublishPump = new PublishPump({
      session: link.session,
      subscription: this.#subscription!,
      clock: this.#options.hostClock,
      lastSequence: this.#lastSequence,
      onMessage: (message) => this.#take(message),
      onAlive: () => {
        if (!this.#board!.hasWatched()) this.#confirm();
      },
      onMissing: (count) =>
        this.#tell('queue-overflow', 'alarm', `${count} message(s) of the server were lost on the way.`, {}),
      onEnd: (end) => {
        if (this.#pump === pump) this.#break({ kind: end.kind }, end.reason, 'connection-lost');
      },
    });
    this.#pump = pump;
    await pump.start();
  }

  #take(message: NotificationMessage): void {
    const admitted = this.#board!.takeMessage(message, () => this.#restoredEvent());
    if (admitted > 0 && this.#reconnect !== NO_OUTAGE && !this.#board!.hasAlarm()) this.#decide({ kind: 'data' });
  }

  /** Data, not the protocol, say that a connection is restored. */
  #restoredEvent(): RunEvent | null {
    if (this.#outageSinceUs === null) return null;
    const { labClock } = this.#options;
    const seconds = (labClock.utcUs() - this.#outageSinceUs) / 1e6;
    const event = this.#event('connection-restored', 'info', `Data arrive again after ${seconds.toFixed(1)} s.`, {
      fromUs: this.#outageSinceUs,
      toUs: labClock.utcUs(),
    });
    this.#outageSinceUs = null;
    return event;
  }

  #confirm(): void {
    const event = this.#restoredEvent();
    if (event) this.#sink!.event(event);
  }

  #decide(input: ReconnectInput): ReconnectAction | null {
    const { state, action } = decideReconnect(this.#reconnect, input);
    this.#reconnect = state;
    return action;
  }

  /** Gives the present connection up and wins it back in the background. */
  #break(input: ReconnectInput, reason: string, cause: GapCause): void {
    if (this.#state !== 'connected') return;
    const action = this.#decide(input);
    if (!action) return;
    this.#state = 'recovering';
    this.#pump?.stop();
    this.#lastSequence = this.#pump?.lastSequence ?? 0;
    this.#board!.outageBegan(cause);
    this.#outageSinceUs ??= this.#options.labClock.utcUs();
    this.#tell(
      'connection-lost',
      cause === 'stalled' ? 'warning' : 'alarm',
      `The connection to ${this.#options.profile.endpoint} was lost (${reason}). It is being restored; everything received is safe.`,
      { data: { reason } },
    );
    this.#board!.tellHealth('recovering');
    this.#recovery = this.#recover(action);
  }

  async #recover(first: ReconnectAction): Promise<void> {
    const { hostClock } = this.#options;
    const { signal } = this.#stopping;
    for (let action: ReconnectAction | null = first; action;) {
      await pause(hostClock, action.afterMs, signal);
      if (signal.aborted) return;
      if (action.mode === 'full' && this.#link) {
        await closeLink(hostClock, this.#link);
        this.#link = null;
        this.#subscription = null;
      }
      action = (await this.#tryOnce())
        ? null
        : this.#decide({ kind: 'attempt-failed', sessionUsable: this.#link !== null });
    }
  }

  async #tryOnce(): Promise<boolean> {
    const { hostClock } = this.#options;
    const previous = this.#link;
    try {
      const link = await openLink(this.#linkOptions(undefined), previous);
      if (this.#stopping.signal.aborted) {
        await closeLink(hostClock, link);
        return true;
      }
      this.#link = link;
      await this.#attach(link, false);
      // Only now: closing the old client's session any earlier would take the subscription with it.
      if (previous && !link.resumed) await endsWithin(hostClock, 1000, previous.client.disconnect());
      return true;
    } catch {
      // Said already by `connection-lost`; the reason of every single attempt would only drown it.
      if (this.#state === 'connected') this.#state = 'recovering';
      return this.#stopping.signal.aborted;
    }
  }

  #watch(): void {
    const { hostClock } = this.#options;
    if (this.#state === 'connected') {
      const nowUs = hostClock.monotonicUs();
      const verdict = this.#board!.watch();
      if (verdict === 'reconnect')
        this.#break({ kind: 'silent', hostMonotonicUs: nowUs }, 'nothing arrives although it seems alive', 'stalled');
      else if (verdict === 'probe' && nowUs >= this.#nextProbeUs) {
        this.#nextProbeUs = nowUs + PROBE_RETRY_US;
        this.#inBackground(() => this.#probeSilent());
      } else if (this.#board!.missing().length > 0 && nowUs >= this.#nextMissingTryUs) {
        this.#nextMissingTryUs = nowUs + MISSING_RETRY_US;
        this.#inBackground(() => this.#retryMissing());
      }
    }
    if (this.#state !== 'off') this.#board!.tellHealth(this.#state);
  }

  #inBackground(work: () => Promise<void>): void {
    if (this.#background) return;
    this.#background = work()
      .catch(() => {
        // The connection broke meanwhile; the pump notices and tells.
      })
      .finally(() => {
        this.#background = null;
      });
  }

  /** Some channels are silent, others not: does the server have values that never arrived? */
  async #probeSilent(): Promise<void> {
    const { session } = this.#link!;
    const alarmed = this.#board!.alarmed();
    const values = await session.read(alarmed.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })));
    let undelivered = 0;
    alarmed.forEach(({ handle, newestUs }, index) => {
      const value = values[index]!;
      if (saysNodeIsGone(value.statusCode.value))
        this.#board!.markMissing(handle, 'the server has no such node any more');
      else if (readDataValue(value, Number.NEGATIVE_INFINITY).timeUs > newestUs) undelivered += 1;
    });
    if (undelivered > 0)
      this.#break(
        { kind: 'silent', hostMonotonicUs: this.#options.hostClock.monotonicUs() },
        `${undelivered} channel(s) have new values on the server that do not arrive`,
        'stalled',
      );
  }

  async #retryMissing(): Promise<void> {
    const { session } = this.#link!;
    const missing = this.#board!.missing();
    const facts = await readServerFacts(session);
    const nodes = await resolveNodes(
      session,
      facts,
      missing.map(({ mapping }) => mapping),
    );
    const found = nodes.flatMap((node, index) =>
      node.nodeId && !node.problem ? [{ handle: missing[index]!.handle, node }] : [],
    );
    if (found.length === 0 || this.#state !== 'connected') return;
    this.#board!.setMonitored(await monitorNodes(session, this.#subscription!, found, this.#board!.queueSize));
  }

  #warnOfNoSecurity(): void {
    const password = this.#context.userName === null ? '' : ' and the password can be read on the way';
    this.#tell(
      'security-warning',
      'warning',
      `The connection to ${this.#context.endpoint} is not encrypted${password}. Use SignAndEncrypt where the server offers it.`,
      {},
    );
  }

  #tell(kind: RunEvent['kind'], severity: RunEvent['severity'], text: string, rest: Partial<RunEvent>): void {
    this.#sink!.event(this.#event(kind, severity, text, rest));
  }

  #event(kind: RunEvent['kind'], severity: RunEvent['severity'], text: string, rest: Partial<RunEvent>): RunEvent {
    const timeUs = this.#options.labClock.utcUs();
    return {
      timeUs,
      kind,
      severity,
      text,
      sourceId: null,
      channelId: null,
      fromUs: null,
      toUs: null,
      data: {},
      ...rest,
    };
  }
}

function refuseMissing(nodes: readonly ResolvedNode[], endpoint: string): void {
  const bad = nodes.filter((node) => node.problem !== null || node.nodeId === null);
  if (bad.length === 0) return;
  const named = bad.slice(0, 3).map((node) => `${node.mapping.node} (${node.problem ?? 'not found'})`);
  const more = bad.length > 3 ? ` and ${bad.length - 3} more` : '';
  throw new AppError({
    code: 'node-missing',
    happened: `The server at ${endpoint} cannot deliver ${named.join(', ')}${more}.`,
    safe: 'Nothing was recorded and nothing was changed on the server.',
    next: 'Correct the mapping under Instruments, or add the node on the server.',
  });
}
