import { expect, test } from 'vitest';
import type { NodeMapping } from '../../../../shared/domain/profile.ts';
import { ChannelTrack } from '../../../../src-main/core/instruments/opcua/channel-track.ts';
import type { Reading } from '../../../../src-main/core/instruments/opcua/read-data-value.ts';
import { SourceClock } from '../../../../src-main/core/instruments/opcua/source-clock.ts';
import { simulatedLabProfile } from '../../../../src-main/core/instruments/simulated/lab-profile.ts';

const NODES = simulatedLabProfile('opc.tcp://127.0.0.1:4840').nodes;
const mappingOf = (id: string): NodeMapping => NODES.find((node) => node.id === id)!;
const EPOCH_US = 1_767_225_600_000_000;

/** A reading made and stamped at a second of the laboratory. */
const at = (second: number, value = second, more: Partial<Reading> = {}): Reading => ({
  timeUs: EPOCH_US + second * 1e6,
  basis: 'source',
  serverTimeUs: EPOCH_US + second * 1e6 + 500,
  value,
  status: 0,
  ...more,
});

/** A channel to which readings arrive 100 ms after they were made. */
function channel(id: string, source = new SourceClock(), position?: ConstructorParameters<typeof ChannelTrack>[3]) {
  const track = new ChannelTrack(mappingOf(id), source, 1000, position);
  const kinds: string[] = [];
  const gaps: [number, number, string][] = [];
  const take = (reading: Reading, arrivedAtSecond?: number) => {
    const second = arrivedAtSecond ?? (reading.timeUs - EPOCH_US) / 1e6;
    const monotonicUs = second * 1e6 + 100_000;
    const result = track.take(reading, { utcUs: EPOCH_US + monotonicUs, monotonicUs, slackUs: 350_000 });
    kinds.push(...result.events.map(({ kind }) => kind));
    gaps.push(
      ...result.gaps.map((gap): [number, number, string] => [
        (gap.fromUs - EPOCH_US) / 1e6,
        (gap.toUs - EPOCH_US) / 1e6,
        gap.cause,
      ]),
    );
    return result.admitted;
  };
  return { track, take, kinds, gaps };
}

test('a hole before the period is known is judged when it is', () => {
  const { track, take, gaps } = channel('mfc.flow');
  take(at(0));
  take(at(50));
  expect(gaps).toEqual([]);
  for (let second = 51; second <= 55; second += 1) take(at(second));
  expect(track.periodUs()).toBe(1e6);
  expect(gaps).toEqual([[0, 50, 'stalled']]);
});

test('an outage bridged by the queue is no gap; one with a sample missing is, with its bounds and cause', () => {
  const { track, take, gaps, kinds } = channel('mfc.flow');
  for (let second = 0; second <= 10; second += 1) take(at(second));
  track.outage = { cause: 'connection-lost', queueKept: true };
  for (let second = 11; second <= 20; second += 1) take(at(second), 20);
  expect(gaps).toEqual([]);
  track.outage = { cause: 'server-restarted', queueKept: false };
  track.subscriptionBegan();
  // The new subscription begins with the value that is already there.
  expect(take(at(20), 25)).toBe(false);
  take(at(25));
  take(at(26));
  expect(gaps).toEqual([[20, 25, 'server-restarted']]);
  expect(track.periodUs()).toBe(1e6);
  expect(kinds).toEqual([]);
});

test('a set point is no gap as long as it is the same, and one when it changed unseen', () => {
  const { track, take, gaps } = channel('mfc.setpoint');
  take(at(0, 2.5));
  track.outage = { cause: 'server-restarted', queueKept: false };
  expect(take(at(0, 2.5), 100)).toBe(false);
  expect(gaps).toEqual([]);
  take(at(50, 3), 101);
  expect(gaps).toEqual([[0, 50, 'server-restarted']]);
  take(at(5000, 2));
  expect(gaps).toHaveLength(1);
});

test('a clock set back is announced before its first sample, once for all channels of the source', () => {
  const source = new SourceClock();
  const oxygen = channel('qms.m32', source);
  const carbonDioxide = channel('qms.m44', source);
  for (let second = 0; second < 20; second += 1) {
    const shift = second >= 10 ? -3600 : 0;
    for (const one of [oxygen, carbonDioxide])
      one.take(at(second, second, { timeUs: EPOCH_US + (second + shift) * 1e6 }), second);
  }
  expect(oxygen.kinds).toEqual(['clock-step']);
  expect(carbonDioxide.kinds).toEqual([]);
  expect([...oxygen.gaps, ...carbonDioxide.gaps]).toEqual([]);
});

test('the first sample of a continued run has no gap and no step before it', () => {
  const recent = [0, 1, 2, 3, 4].map((second) => ({ timeUs: EPOCH_US + second * 1e6, value: second, status: 0 }));
  const { take, gaps, kinds, track } = channel('mfc.flow', new SourceClock(), {
    channelId: 'mfc.flow',
    lastTimeUs: EPOCH_US + 4e6,
    recent,
  });
  expect(track.periodUs()).toBe(1e6);
  expect(take(at(4), 500)).toBe(false);
  expect(take(at(500))).toBe(true);
  expect(take(at(501))).toBe(true);
  expect(gaps).toEqual([]);
  take(at(600));
  expect(gaps).toEqual([[501, 600, 'stalled']]);
  expect(kinds).toEqual([]);
});

test('scan numbers prove what is missing', () => {
  const { take, gaps, kinds } = channel('qms.scan-number');
  for (let scan = 1; scan <= 8; scan += 1) take(at(scan * 7, scan));
  take(at(70, 10));
  expect(kinds).toEqual(['scan-number-skipped']);
  expect(gaps).toEqual([[56, 70, 'stalled']]);
  // The instrument counts from 1 again after its own restart: nothing says that scans are missing.
  take(at(77, 1));
  expect(kinds).toHaveLength(1);
});

test('another clock and another quality are told when they change', () => {
  const { take, kinds } = channel('mfc.flow');
  take(at(0));
  take(at(1, 1, { basis: 'server' }));
  take(at(2, 2, { basis: 'server' }));
  take(at(3, 3, { status: 0x808c_0000 }));
  take(at(4, 4, { status: 0x808c_0000 }));
  take(at(5));
  expect(kinds).toEqual(['stamp-fallback', 'stamp-fallback', 'quality-changed', 'quality-changed']);
});

test('silence of a scan that was switched off is not watched', () => {
  const source = new SourceClock();
  const oxygen = channel('qms.m32', source);
  const pressure = channel('qms.total-pressure', source);
  source.takeScanning(0);
  expect(oxygen.track.isWatched()).toBe(false);
  expect(pressure.track.isWatched()).toBe(true);
  source.takeScanning(1);
  expect(oxygen.track.isWatched()).toBe(true);
  expect(channel('mfc.setpoint').track.isWatched()).toBe(false);
});
