import { describe, expect, it } from 'vitest';
import { AlertBoard } from '../../../src-main/core/acquisition/alert-board.ts';
import { decideAlerts, decideDiskAlert } from '../../../src-main/core/acquisition/decide-alerts.ts';
import { channelSchema } from '../../../shared/domain/channel.ts';
import { sourceSchema } from '../../../shared/domain/source.ts';
import { StaleAlerts } from '../../../src-main/core/acquisition/stale-alerts.ts';
import { runEventSchema, type RunEvent } from '../../../shared/domain/event.ts';

const event = (change: Partial<RunEvent>): RunEvent =>
  runEventSchema.parse({ timeUs: 1, kind: 'annotation', severity: 'info', text: 'text', ...change });

describe('decideAlerts', () => {
  it('raises and clears by the same id', () => {
    expect(decideAlerts(event({ kind: 'connection-lost', severity: 'alarm', text: 'No answer.' }))).toMatchObject([
      { raise: { id: 'connection:server', severity: 'alarm', sentence: 'No answer.' } },
    ]);
    expect(decideAlerts(event({ kind: 'connection-restored' }))).toEqual([{ clear: 'connection:server' }]);
  });

  it('lets annotations and set points pass', () => {
    expect(decideAlerts(event({ kind: 'annotation' }))).toEqual([]);
    expect(decideAlerts(event({ kind: 'setpoint-written' }))).toEqual([]);
  });

  it('clears a quality alert when the quality is good again', () => {
    const bad = decideAlerts(event({ kind: 'quality-changed', severity: 'warning', channelId: 'qms.m2' }));
    const good = decideAlerts(event({ kind: 'quality-changed', severity: 'info', channelId: 'qms.m2' }));
    expect(bad).toMatchObject([{ raise: { id: 'quality:qms.m2' } }]);
    expect(good).toEqual([{ clear: 'quality:qms.m2' }]);
  });
});

describe('StaleAlerts', () => {
  const source = sourceSchema.parse({
    id: 'qms',
    name: 'Mass spectrometer',
    kind: 'mass-spectrometer',
    clockKind: 'utc',
  });
  const channels = [2, 32, 44].map((mz) =>
    channelSchema.parse({ id: `qms.m${mz}`, name: `m/z ${mz}`, role: 'ion-current', mz, unit: 'A', sourceId: 'qms' }),
  );
  const stale = (channelId: string, timeUs: number, severity: RunEvent['severity'] = 'warning') =>
    event({ kind: 'channel-stale', severity, channelId, timeUs, text: `${channelId} is silent.` });

  it('gathers the silent channels of one source and clears with the last of them', () => {
    const alerts = new StaleAlerts([source], channels);
    expect(alerts.take(stale('qms.m32', 5))).toMatchObject([
      {
        raise: {
          id: 'channel-stale:qms',
          severity: 'warning',
          sinceUs: 5,
          sentence: expect.stringMatching(/^qms.m32 is silent/),
        },
      },
    ]);
    expect(alerts.take(stale('qms.m2', 7, 'alarm'))).toMatchObject([
      {
        raise: {
          severity: 'alarm',
          sinceUs: 5,
          sentence: expect.stringMatching(/^Mass spectrometer: 2 of 3 channels are silent/),
        },
      },
    ]);
    const restored = (channelId: string) => event({ kind: 'channel-restored', channelId });
    expect(alerts.take(restored('qms.m32'))).toMatchObject([{ raise: { severity: 'alarm', sinceUs: 7 } }]);
    expect(alerts.take(restored('qms.m2'))).toEqual([{ clear: 'channel-stale:qms' }]);
    expect(alerts.take(event({ kind: 'annotation' }))).toEqual([]);
  });
});

describe('decideDiskAlert', () => {
  it('says how many hours are left, and when to act', () => {
    expect(decideDiskAlert(1.2e9, 20e6, 0)).toEqual({ clear: 'disk-space' });
    expect(decideDiskAlert(0.9e9, 20e6, 0)).toMatchObject({
      raise: { severity: 'warning', sentence: expect.stringContaining('0.9 GB free, enough for 45 h') },
    });
    expect(decideDiskAlert(30e6, 20e6, 0)).toMatchObject({
      raise: { severity: 'alarm', sentence: expect.stringContaining('1.5 h') },
    });
    expect(decideDiskAlert(400e6, 0, 0)).toMatchObject({ raise: { severity: 'warning' } });
  });
});

describe('AlertBoard', () => {
  it('keeps one alert per cause, most severe first, and forgets "seen" only when it gets worse', () => {
    let changes = 0;
    const board = new AlertBoard(() => (changes += 1));
    const raise = (id: string, severity: 'warning' | 'alarm', sinceUs: number) =>
      board.raise({ id, severity, sentence: severity, next: 'n', sinceUs });
    raise('a', 'warning', 1);
    raise('a', 'warning', 2);
    expect(changes).toBe(1);
    raise('b', 'alarm', 3);
    board.markSeen(['a']);
    expect(board.list().map((alert) => [alert.id, alert.seen, alert.sinceUs])).toEqual([
      ['b', false, 3],
      ['a', true, 1],
    ]);
    raise('a', 'alarm', 4);
    expect(board.list()[0]).toMatchObject({ id: 'a', seen: false, sinceUs: 1 });
    board.clear('a');
    board.clear('a');
    expect(board.list()).toHaveLength(1);
  });
});
