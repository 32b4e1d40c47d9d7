import {
  NotificationMessage,
  DataChangeNotification,
  PublishResponse,
  RepublishResponse,
  StatusChangeNotification,
  StatusCodes,
  type PublishRequest,
  type RepublishRequest,
} from 'node-opcua';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../../shared/domain/clock.ts';
import type { RawSession } from '../../../../src-main/core/instruments/opcua/link.ts';
import {
  missingBefore,
  nextSequence,
  PublishPump,
  type PumpEnd,
} from '../../../../src-main/core/instruments/opcua/publish-pump.ts';

const SUBSCRIPTION = { id: 7, publishingIntervalMs: 100, keepAliveMs: 1000 };

type Answer<T> = (error: Error | null, response?: T) => void;

/** The server's side of a session: holds publish requests until the test answers them. */
class HeldSession {
  readonly requests: { request: PublishRequest; answer: Answer<PublishResponse> }[] = [];
  /** Messages the server can send again. */
  readonly kept = new Map<number, NotificationMessage>();
  readonly asked: number[] = [];
  acknowledged: number[] = [];

  publish(request: PublishRequest, answer: Answer<PublishResponse>): void {
    this.acknowledged.push(...(request.subscriptionAcknowledgements ?? []).map(({ sequenceNumber }) => sequenceNumber));
    this.requests.push({ request, answer });
  }

  republish(request: RepublishRequest, answer: Answer<RepublishResponse>): void {
    const sequence = request.retransmitSequenceNumber;
    this.asked.push(sequence);
    const message = this.kept.get(sequence);
    if (message) answer(null, new RepublishResponse({ notificationMessage: message }));
    else answer(new Error('serviceResult = BadMessageNotAvailable (0x807b0000)'));
  }

  answer(message: NotificationMessage): void {
    this.requests.shift()!.answer(null, new PublishResponse({ subscriptionId: 7, notificationMessage: message }));
  }

  fail(text: string): void {
    this.requests.shift()!.answer(new Error(text));
  }
}

const data = (sequenceNumber: number) =>
  new NotificationMessage({ sequenceNumber, notificationData: [new DataChangeNotification({ monitoredItems: [] })] });
const keepAlive = (sequenceNumber: number) => new NotificationMessage({ sequenceNumber, notificationData: [] });

/** Lets promises that are ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function newPump(lastSequence = 0) {
  const session = new HeldSession();
  const clock = new ManualClock();
  const taken: number[] = [];
  const missing: number[] = [];
  const ends: PumpEnd[] = [];
  let alive = 0;
  const pump = new PublishPump({
    session: session as unknown as RawSession,
    subscription: SUBSCRIPTION,
    clock,
    lastSequence,
    onMessage: (message) => taken.push(message.sequenceNumber),
    onAlive: () => (alive += 1),
    onMissing: (count) => missing.push(count),
    onEnd: (end) => ends.push(end),
  });
  return { pump, session, clock, taken, missing, ends, alive: () => alive };
}

describe('sequence numbers', () => {
  test('count to 2^32-1 and begin again at 1', () => {
    expect(nextSequence(1)).toBe(2);
    expect(nextSequence(0xffff_ffff)).toBe(1);
    expect(missingBefore(0, 4711)).toBe(0);
    expect(missingBefore(5, 6)).toBe(0);
    expect(missingBefore(5, 9)).toBe(3);
    expect(missingBefore(0xffff_fffe, 2)).toBe(2);
  });
});

describe('the publish pump', () => {
  test('keeps four requests waiting and acknowledges what it took', async () => {
    const { pump, session, taken } = newPump();
    await pump.start();
    expect(session.requests).toHaveLength(4);
    for (let sequence = 1; sequence <= 10; sequence += 1) session.answer(data(sequence));
    await settle();
    expect(taken).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(session.requests).toHaveLength(4);
    expect(session.acknowledged).toEqual(taken);
    pump.stop();
  });

  test('fills a hole before it passes on what came after it', async () => {
    const { pump, session, taken, missing } = newPump();
    await pump.start();
    session.answer(data(1));
    session.kept.set(2, data(2)).set(3, data(3));
    session.answer(data(4));
    session.answer(data(5));
    await settle();
    expect(taken).toEqual([1, 2, 3, 4, 5]);
    expect(session.asked).toEqual([2, 3]);
    expect(missing).toEqual([]);
    pump.stop();
  });

  test('a keep-alive carries the number to come: it takes none, and shows a hole', async () => {
    const { pump, session, taken, alive } = newPump();
    await pump.start();
    session.answer(data(1));
    session.answer(keepAlive(2));
    session.answer(data(2));
    await settle();
    expect(taken).toEqual([1, 2]);
    expect(alive()).toBe(1);
    expect(session.asked).toEqual([]);
    session.kept.set(3, data(3));
    session.answer(keepAlive(4));
    await settle();
    expect(taken).toEqual([1, 2, 3]);
    pump.stop();
  });

  test('what the server no longer has is said', async () => {
    const { pump, session, taken, missing } = newPump();
    await pump.start();
    session.answer(data(1));
    session.kept.set(3, data(3));
    session.answer(data(5));
    await settle();
    expect(taken).toEqual([1, 3, 5]);
    expect(missing).toEqual([2]);
    pump.stop();
  });

  test('after a break it first asks for what was sent in vain', async () => {
    const { pump, session, taken } = newPump(41);
    session.kept.set(42, data(42)).set(43, data(43));
    await pump.start();
    expect(taken).toEqual([42, 43]);
    expect(session.asked).toEqual([42, 43, 44]);
    expect(pump.lastSequence).toBe(43);
    pump.stop();
  });

  test.each([
    ['serviceResult = BadNoSubscription (0x80790000)', 'subscription-lost'],
    ['BadSessionIdInvalid (0x80250000)', 'lost'],
    ['socket has been disconnected by third party', 'lost'],
  ])('ends once at %s', async (text, kind) => {
    const { pump, session, ends } = newPump();
    await pump.start();
    session.fail(text);
    session.fail(text);
    expect(ends.map((end) => end.kind)).toEqual([kind]);
  });

  test('asks for less when the server has too many requests, and again when one was too old', async () => {
    const { pump, session, ends } = newPump();
    await pump.start();
    session.fail('BadTooManyPublishRequests (0x80780000)');
    expect(session.requests).toHaveLength(3);
    session.fail('BadTimeout (0x800a0000)');
    expect(session.requests).toHaveLength(3);
    expect(ends).toEqual([]);
    pump.stop();
  });

  test('a server that ends the subscription ends the pump', async () => {
    const { pump, session, ends } = newPump();
    await pump.start();
    session.answer(
      new NotificationMessage({
        sequenceNumber: 1,
        notificationData: [new StatusChangeNotification({ status: StatusCodes.BadTimeout })],
      }),
    );
    await settle();
    expect(ends.map((end) => end.kind)).toEqual(['subscription-lost']);
  });

  test('silence beyond two keep-alives and 2 s is the end, but one late look is not', async () => {
    const { pump, session, clock, ends } = newPump();
    await pump.start();
    clock.advanceMs(3500);
    session.answer(keepAlive(1));
    clock.advanceMs(4000);
    expect(ends).toEqual([]);
    clock.advanceMs(1000);
    expect(ends).toEqual([]);
    clock.advanceMs(1000);
    expect(ends.map((end) => end.kind)).toEqual(['lost']);
    expect(pump.lastSequence).toBe(0);
  });

  test('stopping passes on what has arrived, and nothing afterwards', async () => {
    const { pump, session, taken } = newPump();
    await pump.start();
    session.answer(data(1));
    session.answer(data(2));
    pump.stop();
    session.answer(data(3));
    await settle();
    expect(taken).toEqual([1, 2]);
  });
});
