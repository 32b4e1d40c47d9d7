import { describe, expect, it } from 'vitest';
import { liveStateSchema } from '../../../shared/api/live.ts';
import { channelSchema } from '../../../shared/domain/channel.ts';
import { runHeaderSchema } from '../../../shared/domain/run.ts';
import type { ChannelNow, RunSession } from '../../../src-main/core/acquisition/run-session-contract.ts';
import { connectingState, idleState, liveState } from '../../../src-main/core/api/live-state.ts';

const NOW = Date.UTC(2026, 0, 1, 12) * 1000;
const channel = channelSchema.parse({
  id: 'qms.m32',
  name: 'O2',
  role: 'ion-current',
  mz: 32,
  unit: 'A',
  sourceId: 'qms',
});
/** 8.6625 mg of NCM85 (science.md 1.6). */
const header = runHeaderSchema.parse({
  run: {
    id: '7c2d9a52-58f5-4a3e-9d0e-3a0b9c1f2d4e',
    name: 'Original name',
    origin: 'recorded',
    createdTime: '2026-01-01T00:00:00Z',
    softwareVersion: '1.0.0',
    sample: { name: 'NCM85', activeMassMilligram: 8.6625, theoreticalCapacityMilliampHourPerGram: 274.98 },
    labClock: { epochUtcUs: 0, speed: 100 },
  },
  sources: [{ id: 'qms', name: 'Mass spectrometer', kind: 'mass-spectrometer', clockKind: 'utc' }],
  channels: [channel],
});

/** A session that stands still; only what the state asks of it. */
function sessionOf(now: Partial<ChannelNow>, chargeCoulomb?: number, offsetSeconds = 0): RunSession {
  const session: Partial<RunSession> = {
    header,
    labClock: { epochUtcUs: 0, speed: 100, utcUs: () => NOW, monotonicUs: () => 0 },
    state: () => 'recording',
    channels: () => [
      {
        channel,
        value: 1e-12,
        timeUs: NOW - 5e6,
        severity: 'good',
        receiptUtcUs: NOW - 2e6,
        periodSeconds: 7,
        samples: 9,
        ...now,
      },
    ],
    chargeCoulomb: () => chargeCoulomb,
    health: () => [{ sourceId: 'qms', state: 'ok', fact: '13 masses' }],
    statistics: () => ({
      samples: 9,
      samplesPerSecond: 2,
      gaps: 0,
      queuedSamples: 0,
      fileBytes: 4096,
      clockOffsets: [{ sourceId: 'qms', offsetSeconds, spreadSeconds: 0.1 }],
    }),
    reader: () => ({ run: () => ({ ...header.run, name: 'New name' }) }) as ReturnType<RunSession['reader']>,
  };
  return session as RunSession;
}

const around = { runId: header.run.id, zeroUtcUs: NOW - 3.6e9, phases: [], diskFreeBytes: 1e9 };

describe('liveState', () => {
  it('keeps the contract in every state', () => {
    liveStateSchema.parse(idleState(NOW, null));
    liveStateSchema.parse(connectingState(header, NOW, 1e9));
    liveStateSchema.parse(liveState(sessionOf({}, 1), around));
  });

  it('shows the name as last changed and the source by its name', () => {
    const state = liveState(sessionOf({}), around);
    expect(state.runName).toBe('New name');
    expect(state.health).toEqual([{ sourceId: 'qms', name: 'Mass spectrometer', state: 'ok', fact: '13 masses' }]);
  });

  it('computes capacity and state of charge from the charge', () => {
    // 95 mAh/g x 3.6 C/mAh x 8.6625e-3 g.
    const state = liveState(sessionOf({}, 95 * 3.6 * 0.0086625), around);
    expect(state.capacityMilliampHourPerGram).toBeCloseTo(95, 9);
    expect(state.socPercent).toBeCloseTo((100 * 95) / 274.98, 9);
    expect(liveState(sessionOf({}, undefined), around).socPercent).toBeNull();
  });

  it('ages a good value from its receipt, whatever the clock of its source says', () => {
    const hourOff = sessionOf({ timeUs: NOW - 3600e6 - 5e6 }, undefined, -3600);
    expect(liveState(hourOff, around).readouts[0].ageSeconds).toBe(2);
  });

  it('goes on ageing the last usable value while bad ones arrive', () => {
    const bad = sessionOf({ severity: 'bad', timeUs: NOW - 40e6, receiptUtcUs: NOW });
    expect(liveState(bad, around).readouts[0].ageSeconds).toBe(40);
  });

  it('calls stale what is three periods old, but not before two seconds of the computer', () => {
    // At speed 100, two seconds are 200 of the laboratory.
    expect(liveState(sessionOf({ periodSeconds: 7 }), around).readouts[0].staleAfterSeconds).toBe(200);
    expect(liveState(sessionOf({ periodSeconds: 100 }), around).readouts[0].staleAfterSeconds).toBe(300);
    expect(liveState(sessionOf({ periodSeconds: undefined }), around).readouts[0].staleAfterSeconds).toBeNull();
  });

  it('has no value before the first sample', () => {
    const state = liveState(sessionOf({ value: undefined, timeUs: undefined, receiptUtcUs: undefined }), around);
    expect(state.readouts[0]).toMatchObject({ value: null, timeUs: null, ageSeconds: null });
    expect(state.newestSampleAgeSeconds).toBeNull();
  });
});
