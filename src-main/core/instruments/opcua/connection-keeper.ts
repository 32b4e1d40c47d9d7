import { AttributeIds, type NotificationMessage } from 'node-opcua';
import type { HostClock, LabClock } from '../../../../shared/domain/clock.ts';
import type { GapCause, RunEvent } from '../../../../shared/domain/event.ts';
import type { OpcUaProfile } from '../../../../shared/domain/profile.ts';
import { attach, attachMissing, type ServerMemory } from './attach.ts';
import type { ChannelBoard } from './channel-board.ts';
import { endsWithin, pause, withDeadline } from './deadline.ts';
import type { ConnectionState } from './decide-health.ts';
import { decideReconnect, NO_OUTAGE, type ReconnectAction, type ReconnectInput } from './decide-reconnect.ts';
import { closeLink, openLink, type AskCertificate, type Link, type LinkOptions, type RawSession } from './link.ts';
import { PublishPump } from './publish-pump.ts';
import { readDataValue, saysNodeIsGone } from './read-data-value.ts';
import type { SilenceVerdict } from './watchdog.ts';

export interface KeeperOptions {
  profile: OpcUaProfile;
  labClock: LabClock;
  hostClock: HostClock;
  board: ChannelBoard;
  linkOptions: Omit<LinkOptions, 'askCertificate'>;
  tell: (event: RunEvent) => void;
}

const ATTACH_MS = 3000;
const STOP_MS = 3000;
const MISSING_RETRY_US = 5e6;
const PROBE_RETRY_US = 15e6;

/** Keeps a server connected: opens, pumps, notices the end, wins the connection back, with its queue where possible. */
export class ConnectionKeeper {
  readonly #options: KeeperOptions;
  readonly #stopping = new AbortController();
  #state: ConnectionState = 'off';
  #link: Link | null = null;
  #pump: PublishPump | null = null;
  #memory: ServerMemory = { known: false, subscription: null, startTimeMs: null };
  #lastSequence = 0;
  #reconnect = NO_OUTAGE;
  #recovery: Promise<void> = Promise.resolve();
  /** When the present outage began, laboratory UTC; null once data have ended it. */
  #outageSinceUs: number | null = null;
  #background: Promise<void> | null = null;
  #nextMissingTryUs = 0;
  #nextProbeUs = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** The session to read and write with; null while there is none. */
  get session(): RawSession | null {
    return this.#state === 'connected' && this.#link ? this.#link.session : null;
  }

  /** Connects for the first time; rejects, with everything closed, if that fails. */
  async open(askCertificate: AskCertificate | undefined): Promise<void> {
    const { hostClock, linkOptions } = this.#options;
    try {
      this.#link = await openLink({ ...linkOptions, askCertificate }, null);
      await withDeadline(hostClock, ATTACH_MS, 'subscribing', this.#attach(this.#link));
    } catch (error) {
      this.#stopping.abort();
      this.#state = 'off';
      if (this.#link) await closeLink(hostClock, this.#link);
      throw error;
    }
  }

  /** Ends everything, after what has arrived was handed over; takes a few seconds at most. */
  async close(): Promise<void> {
    const { hostClock } = this.#options;
    this.#stopping.abort();
    this.#pump?.stop();
    this.#state = 'off';
    // A recovery under way sees the abort and closes what it has opened; it is not waited for longer than this.
    await endsWithin(hostClock, STOP_MS, this.#recovery);
    if (this.#background) await endsWithin(hostClock, STOP_MS, this.#background);
    const link = this.#link;
    this.#link = null;
    if (link) await closeLink(hostClock, link);
  }

  /** Called often: acts on silence, looks for missing nodes now and then. */
  watch(verdict: SilenceVerdict): void {
    const { hostClock, board } = this.#options;
    if (this.#state !== 'connected') return;
    const nowUs = hostClock.monotonicUs();
    if (verdict === 'reconnect') {
      this.#giveUp({ kind: 'silent', hostMonotonicUs: nowUs }, 'nothing arrives although it seems alive', 'stalled');
    } else if (verdict === 'probe' && nowUs >= this.#nextProbeUs) {
      this.#nextProbeUs = nowUs + PROBE_RETRY_US;
      this.#inBackground((link) => this.#probeSilent(link));
    } else if (board.missing().length > 0 && nowUs >= this.#nextMissingTryUs) {
      this.#nextMissingTryUs = nowUs + MISSING_RETRY_US;
      this.#inBackground((link) => attachMissing(link, board, this.#memory.subscription!));
    }
  }

  async #attach(link: Link): Promise<void> {
    const { profile, board } = this.#options;
    const attachment = await attach(link, profile, board, this.#memory);
    if (this.#stopping.signal.aborted) throw new Error('stopped while connecting');
    this.#memory = attachment;
    if (!attachment.kept) this.#lastSequence = 0;
    if (attachment.restarted)
      this.#tell('server-restarted', 'warning', 'The server was restarted; what it had queued is gone.', {
        data: { startedMs: attachment.startTimeMs },
      });
    this.#state = 'connected';
    await this.#startPump(link);
  }

  async #startPump(link: Link): Promise<void> {
    const pump: PublishPump = new PublishPump({
      session: link.session,
      subscription: this.#memory.subscription!,
      clock: this.#options.hostClock,
      lastSequence: this.#lastSequence,
      onMessage: (message) => this.#take(message),
      onAlive: () => {
        // Where nothing is watched, a sign of life is all there can be.
        const event = this.#options.board.hasWatched() ? null : this.#endOfOutage();
        if (event) this.#options.tell(event);
      },
      onMissing: (count) =>
        this.#tell('queue-overflow', 'alarm', `${count} message(s) of the server were lost on the way.`, {}),
      onEnd: (end) => {
        if (this.#pump === pump) this.#giveUp({ kind: end.kind }, end.reason, 'connection-lost');
      },
    });
    this.#pump = pump;
    await pump.start();
  }

  #take(message: NotificationMessage): void {
    const { board } = this.#options;
    const admitted = board.takeMessage(message, () => this.#endOfOutage());
    if (admitted > 0 && this.#reconnect !== NO_OUTAGE)
      this.#decide({ kind: 'data', hostMonotonicUs: this.#options.hostClock.monotonicUs() });
  }

  /** Data, not the protocol, say that a connection is restored: node-opcua has claimed it and delivered nothing. */
  #endOfOutage(): RunEvent | null {
    if (this.#outageSinceUs === null) return null;
    const nowUs = this.#options.labClock.utcUs();
    const seconds = ((nowUs - this.#outageSinceUs) / 1e6).toFixed(1);
    const event = this.#event('connection-restored', 'info', `Data arrive again after ${seconds} s.`, {
      fromUs: this.#outageSinceUs,
      toUs: nowUs,
    });
    this.#outageSinceUs = null;
    return event;
  }

  #decide(input: ReconnectInput): ReconnectAction | null {
    const { state, action } = decideReconnect(this.#reconnect, input);
    this.#reconnect = state;
    return action;
  }

  /** Gives the present connection up and wins one back in the background. */
  #giveUp(input: ReconnectInput, reason: string, cause: GapCause): void {
    if (this.#state !== 'connected') return;
    const action = this.#decide(input);
    if (!action) return;
    const { board, labClock, profile } = this.#options;
    this.#state = 'recovering';
    this.#pump?.stop();
    this.#lastSequence = this.#pump?.lastSequence ?? 0;
    board.outageBegan(cause);
    this.#outageSinceUs ??= labClock.utcUs();
    this.#tell(
      'connection-lost',
      cause === 'stalled' ? 'warning' : 'alarm',
      `The connection to ${profile.endpoint} was lost (${reason}). It is being restored; everything received is safe.`,
      { data: { reason } },
    );
    board.tellHealth('recovering');
    this.#recovery = this.#recover(action);
  }

  async #recover(first: ReconnectAction): Promise<void> {
    const { hostClock } = this.#options;
    for (let action: ReconnectAction | null = first; action;) {
      await pause(hostClock, action.afterMs, this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      if (action.mode === 'full' && this.#link) {
        await closeLink(hostClock, this.#link);
        this.#link = null;
        this.#memory = { ...this.#memory, subscription: null };
      }
      if (await this.#tryOnce()) return;
      action = this.#decide({ kind: 'attempt-failed', sessionUsable: this.#link !== null });
    }
  }

  async #tryOnce(): Promise<boolean> {
    const { hostClock, linkOptions } = this.#options;
    const previous = this.#link;
    try {
      // Nobody is asked about a certificate while a run goes on; trusting it in the folder is enough.
      const link = await openLink({ ...linkOptions, askCertificate: undefined }, previous);
      if (this.#stopping.signal.aborted) {
        await closeLink(hostClock, link);
        return true;
      }
      this.#link = link;
      try {
        await this.#attach(link);
      } finally {
        // Only now: with the old client's session its subscription would go too.
        if (previous && !link.resumed) await endsWithin(hostClock, 1000, previous.client.disconnect());
      }
      return true;
    } catch {
      // `connection-lost` has been told; the reason of every single attempt would only drown it.
      return this.#stopping.signal.aborted;
    }
  }

  #inBackground(work: (link: Link) => Promise<void>): void {
    if (this.#background || !this.#link) return;
    this.#background = work(this.#link)
      .catch(() => {
        // The connection broke meanwhile; the pump notices and tells.
      })
      .finally(() => {
        this.#background = null;
      });
  }

  /** Some channels are silent, others not: does the server have values that never arrived? */
  async #probeSilent(link: Link): Promise<void> {
    const { board, hostClock } = this.#options;
    const alarmed = board.alarmed();
    const values = await link.session.read(alarmed.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value })));
    let undelivered = 0;
    alarmed.forEach(({ handle, newestUs }, index) => {
      const value = values[index]!;
      if (saysNodeIsGone(value.statusCode.value)) board.markMissing(handle, 'the server has no such node any more');
      else if (readDataValue(value, Number.NEGATIVE_INFINITY).timeUs > newestUs) undelivered += 1;
    });
    if (undelivered === 0) return;
    const reason = `${undelivered} channel(s) have new values on the server that do not arrive`;
    this.#giveUp({ kind: 'silent', hostMonotonicUs: hostClock.monotonicUs() }, reason, 'stalled');
  }

  #tell(kind: RunEvent['kind'], severity: RunEvent['severity'], text: string, rest: Partial<RunEvent>): void {
    this.#options.tell(this.#event(kind, severity, text, rest));
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
