import { describe, expect, test } from 'vitest';
import { AppError } from '../../../../shared/api/errors.ts';
import { decideGap, type HoleFacts } from '../../../../src-main/core/instruments/opcua/decide-gap.ts';
import { decideHealth, type ChannelCondition } from '../../../../src-main/core/instruments/opcua/decide-health.ts';
import { decideReconnect, NO_OUTAGE } from '../../../../src-main/core/instruments/opcua/decide-reconnect.ts';
import {
  decideTrust,
  isLoopbackHost,
  type TrustFacts,
} from '../../../../src-main/core/instruments/opcua/decide-trust.ts';
import { explainConnectionError } from '../../../../src-main/core/instruments/opcua/explain-connection-error.ts';
import { requestedQueueSize, weaknessesOf } from '../../../../src-main/core/instruments/opcua/monitoring-settings.ts';
import {
  decideSilence,
  decideStaleness,
  stalenessLimits,
} from '../../../../src-main/core/instruments/opcua/watchdog.ts';

describe('gaps', () => {
  const hole = (more: Partial<HoleFacts>): HoleFacts => ({
    updates: 'periodic',
    fromUs: 0,
    toUs: 1e6,
    periodUs: 1e6,
    outage: null,
    overflow: false,
    clockStepped: false,
    scanStopped: false,
    counted: null,
    ...more,
  });
  const lost = { cause: 'connection-lost', queueKept: true } as const;

  test.each<[string, Partial<HoleFacts>, ReturnType<typeof decideGap>]>([
    ['the next sample', {}, null],
    ['jitter of less than three periods', { toUs: 2.9e6 }, null],
    ['more than three periods of silence', { toUs: 3.1e6 }, 'stalled'],
    ['an outage that the queue has bridged', { outage: lost, toUs: 1.4e6 }, null],
    ['an outage with one sample missing', { outage: lost, toUs: 2e6 }, 'connection-lost'],
    ['an overflow with one sample missing', { overflow: true, toUs: 2e6 }, 'queue-overflow'],
    ['a scan that was stopped', { scanStopped: true, toUs: 60e6 }, 'scan-stopped'],
    ['a clock set forward', { clockStepped: true, toUs: 3600e6 }, null],
    ['a clock set back', { toUs: -3600e6 }, null],
    ['a period not yet known', { periodUs: null, toUs: 60e6 }, 'undecided'],
    ['scan numbers that prove completeness', { outage: lost, toUs: 60e6, counted: 1 }, null],
    ['scan numbers that prove a loss', { counted: 2 }, 'stalled'],
    ['a set point changed after a bridged outage', { updates: 'on-change', outage: lost, toUs: 60e6 }, null],
    [
      'a set point changed after a lost queue',
      { updates: 'on-change', outage: { cause: 'server-restarted', queueKept: false }, toUs: 60e6 },
      'server-restarted',
    ],
    ['a set point left alone for a day', { updates: 'on-change', toUs: 86_400e6 }, null],
  ])('%s', (_, facts, expected) => expect(decideGap(hole(facts))).toBe(expected));
});

describe('the watchdog', () => {
  test('is stale after three periods, alarmed after ten or 30 s', () => {
    // 7.15 s scans, publishing every 500 ms, real time: 21.45 s and 1.5 s of allowance; alarm at 30 s.
    const scan = stalenessLimits(7.15e6, 1, 500);
    expect(scan.staleUs).toBeCloseTo(22.95e6, 0);
    expect(scan.alarmUs).toBe(30e6);
    // 2 s: 10 periods come before 30 s. A minute: nothing before three periods.
    expect(stalenessLimits(2e6, 1, 500).alarmUs).toBe(20e6);
    const slow = stalenessLimits(60e6, 1, 500);
    expect(slow.alarmUs).toBe(slow.staleUs);
    // A reconnection is never forced before 10 s of the computer's time.
    expect(stalenessLimits(0.1e6, 1, 100).alarmUs).toBe(10e6);
    expect(stalenessLimits(1e6, 1000, 100).alarmUs).toBe(10_000e6);
    expect(decideStaleness(22.9e6, scan)).toBe('fresh');
    expect(decideStaleness(23e6, scan)).toBe('stale');
    expect(decideStaleness(30.1e6, scan)).toBe('alarm');
  });

  test('doubts the connection when all are silent, looks when some are', () => {
    expect(decideSilence([])).toBe('none');
    expect(decideSilence(['stale', 'stale'])).toBe('none');
    expect(decideSilence(['alarm', 'stale'])).toBe('reconnect');
    expect(decideSilence(['alarm', 'fresh'])).toBe('probe');
  });
});

describe('reconnecting', () => {
  test('tries soon and keeps below 5 s, resuming while there is a session', () => {
    let { state, action } = decideReconnect(NO_OUTAGE, { kind: 'lost' });
    expect(action).toEqual({ afterMs: 200, mode: 'resume' });
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      ({ state, action } = decideReconnect(state, { kind: 'attempt-failed', sessionUsable: true }));
      pauses.push(action!.afterMs);
      expect(action!.mode).toBe('resume');
    }
    expect(pauses).toEqual([400, 800, 1600, 3000, 3000, 3000, 3000, 3000]);
    expect(decideReconnect(state, { kind: 'attempt-failed', sessionUsable: false }).action!.mode).toBe('full');
    expect(decideReconnect(state, { kind: 'data', hostMonotonicUs: 0 })).toEqual({ state: NO_OUTAGE, action: null });
    expect(decideReconnect(NO_OUTAGE, { kind: 'subscription-lost' }).action!.mode).toBe('full');
  });

  test('forces a full one for silence, ever more seldom while nothing helps', () => {
    let state = NO_OUTAGE;
    const forcedAt: number[] = [];
    for (let second = 0; second <= 1000; second += 1) {
      const decision = decideReconnect(state, { kind: 'silent', hostMonotonicUs: second * 1e6 });
      ({ state } = decision);
      if (decision.action) {
        expect(decision.action).toEqual({ afterMs: 0, mode: 'full' });
        forcedAt.push(second);
      }
    }
    // Pauses of 30, 60, 120, 240 and then 300 s.
    expect(forcedAt).toEqual([0, 30, 90, 210, 450, 750]);
    // A first value after it does not make it forget, ten quiet minutes do.
    expect(decideReconnect(state, { kind: 'data', hostMonotonicUs: 1100e6 }).state.forced).toBe(6);
    expect(decideReconnect(state, { kind: 'data', hostMonotonicUs: 1650e6 }).state).toEqual(NO_OUTAGE);
  });
});

describe('trust', () => {
  const facts = (more: Partial<TrustFacts>): TrustFacts => ({
    certificate: { thumbprint: 'AB', subject: 'CN=lab', validFromMs: 1000, validToMs: 2000 },
    nowMs: 1500,
    inTrustedFolder: false,
    isOwnLab: false,
    isLoopback: false,
    ...more,
  });

  test.each<[string, Partial<TrustFacts>, ReturnType<typeof decideTrust>]>([
    ['an unknown server', {}, 'ask'],
    ['an unknown server on this computer', { isLoopback: true }, 'ask'],
    ['the own lab on this computer', { isLoopback: true, isOwnLab: true }, 'trusted'],
    ['the own lab’s certificate somewhere else', { isOwnLab: true }, 'ask'],
    ['a trusted server', { inTrustedFolder: true }, 'trusted'],
    ['a trusted server, too late', { inTrustedFolder: true, nowMs: 2001 }, 'expired'],
    ['a trusted server, too early', { inTrustedFolder: true, nowMs: 999 }, 'not-yet-valid'],
  ])('%s', (_, more, expected) => expect(decideTrust(facts(more))).toBe(expected));

  test('only addresses that cannot leave the computer are loopback', () => {
    expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].every(isLoopbackHost)).toBe(true);
    expect(['127.0.0.1.evil.org', '192.168.1.1', 'localhost.evil.org', '1127.0.0.1'].some(isLoopbackHost)).toBe(false);
  });
});

describe('connection errors', () => {
  const context = {
    endpoint: 'opc.tcp://gateway:49320/x',
    userName: 'operator',
    security: 'SignAndEncrypt Basic256Sha256',
  };
  const explained = (message: string, code?: string) =>
    explainConnectionError(Object.assign(new Error(message), code ? { code } : {}), context);

  test.each([
    ['getaddrinfo ENOTFOUND gateway', 'ENOTFOUND', 'endpoint-not-found'],
    ['connect ECONNREFUSED 10.0.0.1:49320', 'ECONNREFUSED', 'connection-refused'],
    ['connect EHOSTUNREACH 10.0.0.1', 'EHOSTUNREACH', 'host-unreachable'],
    ['the TCP connection timed out after 4000 ms', undefined, 'connection-timeout'],
    ['Err = (Timeout(A) in waiting for data on socket(timeout was = 1000 ms))', undefined, 'connection-timeout'],
    [
      'Err = (ERROR in waiting for data on socket(timeout was = 3000 ms) hadErrortrue )',
      undefined,
      'not-an-opc-ua-server',
    ],
    ['socket has been disconnected by third party', undefined, 'not-an-opc-ua-server'],
    ['serviceResult = BadUserAccessDenied (0x801f0000)', undefined, 'user-refused'],
    ['serviceResult = BadIdentityTokenRejected (0x80210000)', undefined, 'user-refused'],
    ['Cannot find USERNAME user token policy in end point description', undefined, 'user-kind-not-offered'],
    [
      'The connection has been rejected by server: BadSecurityChecksFailed (0x80130000)',
      undefined,
      'client-certificate-refused',
    ],
    ['BadCertificateUntrusted (0x801a0000)', undefined, 'client-certificate-refused'],
    ['BadTooManySessions (0x80560000)', undefined, 'too-many-sessions'],
    ['something nobody has thought of', undefined, 'connection-failed'],
  ])('%s', (message, code, expected) => {
    const error = explained(message, code);
    expect(error.code).toBe(expected);
    expect(error.problem.happened).toContain('gateway');
    expect(error.problem.next.length).toBeGreaterThan(10);
    expect(error.cause).toBeInstanceOf(Error);
  });

  test('an explained error passes through', () => {
    const error = new AppError({ code: 'x', happened: 'a.', safe: 'b.', next: 'c.' });
    expect(explainConnectionError(error, context)).toBe(error);
  });
});

describe('queues', () => {
  test('hold the wished seconds at the fastest rate, and 10 s of the computer in a fast laboratory', () => {
    expect(requestedQueueSize({ fastestRateHz: 10, queueSeconds: 120, speed: 1 })).toBe(1200);
    expect(requestedQueueSize({ fastestRateHz: 10, queueSeconds: 120, speed: 100 })).toBe(10_000);
    expect(requestedQueueSize({ fastestRateHz: 10, queueSeconds: 120, speed: 5000 })).toBe(100_000);
    expect(requestedQueueSize({ fastestRateHz: 0.01, queueSeconds: 1, speed: 1 })).toBe(10);
  });

  test('that are too short for the learnt period are said', () => {
    const settings = {
      channelId: 'qms.m32',
      requestedQueueSize: 1200,
      revisedQueueSize: 100,
      requestedSamplingMs: 0,
      revisedSamplingMs: 0,
    };
    // open62541 revised 1000 to 100: 20 s at 5 Hz, but 715 s of 7.15 s scans.
    expect(weaknessesOf(settings, 0.2e6)).toHaveLength(1);
    expect(weaknessesOf(settings, 0.2e6)[0]).toContain('20.0 s');
    expect(weaknessesOf(settings, 7.15e6)).toEqual([]);
    expect(weaknessesOf({ ...settings, revisedSamplingMs: 500 }, 0.2e6)).toHaveLength(2);
  });
});

describe('health', () => {
  const fine: ChannelCondition = {
    role: 'ion-current',
    staleness: 'fresh',
    severity: 'good',
    missing: false,
    periodUs: 7.15e6,
  };

  test('says one fact', () => {
    const masses = Array.from({ length: 13 }, () => fine);
    const pressure: ChannelCondition = { ...fine, role: 'total-pressure', periodUs: 1e6 };
    expect(decideHealth('qms', 'connected', [...masses, pressure])).toEqual({
      sourceId: 'qms',
      state: 'ok',
      fact: '13 masses, 7.2 s',
    });
    expect(decideHealth('mfc', 'connected', [{ ...pressure, role: 'flow', periodUs: 0.02e6 }]).fact).toBe(
      '1 channel, 20 ms',
    );
  });

  test('the worst shows', () => {
    const stale: ChannelCondition = { ...fine, staleness: 'stale' };
    const bad: ChannelCondition = { ...fine, severity: 'bad' };
    expect(decideHealth('qms', 'off', [fine]).state).toBe('off');
    expect(decideHealth('qms', 'recovering', [fine]).state).toBe('alarm');
    expect(decideHealth('qms', 'connected', [stale, bad])).toMatchObject({
      state: 'warning',
      fact: '1 of 2 channels silent',
    });
    expect(decideHealth('qms', 'connected', [{ ...fine, staleness: 'alarm' }]).state).toBe('alarm');
    expect(decideHealth('qms', 'connected', [fine, bad]).fact).toBe('1 of 2 channels of bad quality');
    expect(decideHealth('qms', 'connected', [{ ...fine, missing: true }, stale])).toMatchObject({
      state: 'alarm',
      fact: '1 of 2 channels missing on the server',
    });
  });
});
