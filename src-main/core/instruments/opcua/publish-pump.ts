import {
  PublishRequest,
  RepublishRequest,
  StatusChangeNotification,
  type NotificationMessage,
  type PublishResponse,
  type RepublishResponse,
} from 'node-opcua';
import type { HostClock } from '../../../../shared/domain/clock.ts';
import type { RawSession } from './link.ts';
import type { Subscription } from './subscription.ts';

/** Why a pump ended by itself. */
export type PumpEnd =
  /** The channel or the session is gone; the server may still hold the queue. */
  | { kind: 'lost'; reason: string }
  /** The server ended the subscription. */
  | { kind: 'subscription-lost'; reason: string };

export interface PumpOptions {
  session: RawSession;
  subscription: Subscription;
  clock: HostClock;
  /** Sequence number of the newest message taken from this subscription; 0 for a new one. */
  lastSequence: number;
  /** Takes every data message once, in sequence. */
  onMessage: (message: NotificationMessage) => void;
  /** The server has sent a sign of life, with or without data. */
  onAlive: () => void;
  /** Messages that the server no longer has. */
  onMissing: (count: number) => void;
  onEnd: (end: PumpEnd) => void;
}

/** Publish requests kept waiting at the server, so that it never has to wait for one. */
const REQUESTS = 4;
const LAST_SEQUENCE = 0xffff_ffff;
/** More than this is not a hole but another numbering. */
const LONGEST_HOLE = 10_000;
const CHECK_MS = 1000;
const GRACE_MS = 2000;

/** Sequence numbers count from 1 to 2^32-1 and begin again at 1 (Part 4, 7.8). */
export function nextSequence(sequence: number): number {
  return sequence >= LAST_SEQUENCE ? 1 : sequence + 1;
}

/** How many messages lie between the last one taken and `sequence`; 0 if it is the next one. */
export function missingBefore(lastSequence: number, sequence: number): number {
  if (lastSequence === 0) return 0;
  const distance = sequence - nextSequence(lastSequence);
  return distance >= 0 ? distance : distance + LAST_SEQUENCE;
}

/**
 * Fetches notification messages: keeps publish requests waiting, acknowledges, checks that no sequence number is
 * missing and asks the server to send missing ones again, before anything newer is passed on. node-opcua's own publish
 * engine is not used: it takes a keep-alive's number for a received message and then never asks for that one again.
 */
export class PublishPump {
  readonly #options: PumpOptions;
  readonly #acknowledgements: { subscriptionId: number; sequenceNumber: number }[] = [];
  readonly #arrived: NotificationMessage[] = [];
  #lastSequence: number;
  #waiting = 0;
  #wanted = REQUESTS;
  #draining = false;
  #ended = false;
  #lastAnswerUs: number;
  #silentChecks = 0;
  readonly #cancelCheck: () => void;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#lastSequence = options.lastSequence;
    this.#lastAnswerUs = options.clock.monotonicUs();
    this.#cancelCheck = options.clock.every(CHECK_MS, () => this.#check());
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  /** Asks first for what was sent while nobody listened, then keeps publishing. */
  async start(): Promise<void> {
    if (this.#lastSequence !== 0) {
      for (;;) {
        const message = await this.#republish(nextSequence(this.#lastSequence));
        if (!message || this.#ended) break;
        this.#take(message);
      }
    }
    this.#fill();
  }

  /** Ends at once, after everything that has arrived has been passed on. */
  stop(): void {
    if (this.#ended) return;
    for (const message of this.#arrived.splice(0)) {
      if ((message.notificationData?.length ?? 0) > 0) this.#take(message);
    }
    this.#ended = true;
    this.#cancelCheck();
  }

  #fill(): void {
    while (!this.#ended && this.#waiting < this.#wanted) {
      this.#waiting += 1;
      const { session, subscription } = this.#options;
      const request = new PublishRequest({
        requestHeader: { timeoutHint: REQUESTS * (2 * subscription.keepAliveMs + 10_000) },
        subscriptionAcknowledgements: this.#acknowledgements.splice(0),
      });
      session.publish(request, (error, response) => {
        this.#waiting -= 1;
        if (this.#ended) return;
        if (error || !response) this.#fail(error ?? new Error('an empty answer'));
        else this.#answer(response);
      });
    }
  }

  #answer(response: PublishResponse): void {
    this.#lastAnswerUs = this.#options.clock.monotonicUs();
    this.#silentChecks = 0;
    if (response.subscriptionId === this.#options.subscription.id) {
      this.#arrived.push(response.notificationMessage);
      if (!this.#draining) void this.#drain();
    }
    this.#fill();
  }

  /** Passes messages on one after the other; a hole is filled before what came after it. */
  async #drain(): Promise<void> {
    this.#draining = true;
    for (let message = this.#arrived.shift(); message && !this.#ended; message = this.#arrived.shift()) {
      const missing = missingBefore(this.#lastSequence, message.sequenceNumber);
      if (missing > 0 && missing <= LONGEST_HOLE) await this.#fillHole(missing);
      if (this.#ended) break;
      // A keep-alive carries the number of the message to come; it takes none itself.
      if ((message.notificationData?.length ?? 0) === 0) this.#options.onAlive();
      else this.#take(message);
    }
    this.#draining = false;
  }

  async #fillHole(missing: number): Promise<void> {
    let lost = 0;
    let sequence = nextSequence(this.#lastSequence);
    for (let step = 0; step < missing && !this.#ended; step += 1) {
      const message = await this.#republish(sequence);
      if (message && !this.#ended) this.#take(message);
      else lost += 1;
      this.#lastSequence = sequence;
      sequence = nextSequence(sequence);
    }
    if (lost > 0 && !this.#ended) this.#options.onMissing(lost);
  }

  #take(message: NotificationMessage): void {
    const { sequenceNumber } = message;
    this.#lastSequence = sequenceNumber;
    const ended = message.notificationData?.find((data) => data instanceof StatusChangeNotification);
    this.#options.onMessage(message);
    this.#acknowledgements.push({ subscriptionId: this.#options.subscription.id, sequenceNumber });
    if (ended instanceof StatusChangeNotification)
      this.#end({ kind: 'subscription-lost', reason: `the server ended the subscription (${ended.status.name})` });
  }

  #republish(sequence: number): Promise<NotificationMessage | null> {
    const { session, subscription } = this.#options;
    const request = new RepublishRequest({
      subscriptionId: subscription.id,
      retransmitSequenceNumber: sequence,
    });
    return new Promise((resolve) => {
      session.republish(request, (error: Error | null, response?: RepublishResponse) => {
        const good = !error && response !== undefined && response.responseHeader.serviceResult.isGood();
        resolve(good ? response.notificationMessage : null);
      });
    });
  }

  #fail(error: Error): void {
    const reason = error.message.split('\n')[0]!.trim();
    if (/BadTooManyPublishRequests/.test(reason)) {
      this.#wanted = Math.max(1, this.#waiting);
      return;
    }
    // The request was too old for the server; the subscription lives.
    if (/BadTimeout|BadRequestTimeout/.test(reason)) return this.#fill();
    const kind = /BadNoSubscription|BadSubscriptionIdInvalid/.test(reason) ? 'subscription-lost' : 'lost';
    this.#end({ kind, reason });
  }

  #check(): void {
    const silentMs = (this.#options.clock.monotonicUs() - this.#lastAnswerUs) / 1000;
    const isSilent = silentMs > 2 * this.#options.subscription.keepAliveMs + GRACE_MS;
    // Twice in a row, so that a computer that was busy gets to read what has arrived meanwhile.
    this.#silentChecks = isSilent ? this.#silentChecks + 1 : 0;
    if (this.#silentChecks >= 2)
      this.#end({ kind: 'lost', reason: `no sign of life for ${Math.round(silentMs / 1000)} s` });
  }

  #end(end: PumpEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelCheck();
    this.#options.onEnd(end);
  }
}
