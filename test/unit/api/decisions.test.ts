import { describe, expect, it } from 'vitest';
import { channelSchema } from '../../../shared/domain/channel.ts';
import { decideChecks, type ChannelTrial, type Trial } from '../../../src-main/core/api/decide-commissioning.ts';
import { decideResume, type InterruptedRun } from '../../../src-main/core/api/decide-resume.ts';
import { labFaultOf } from '../../../src-main/core/api/lab-faults.ts';

const MINUTE_US = 60e6;
const NOW = Date.UTC(2026, 10, 23, 12) * 1000;

describe('decideResume', () => {
  const run = (runId: string, minutesAgo: number, hasProfile = true): InterruptedRun => ({
    runId,
    name: `Run ${runId}`,
    lastWrittenUtcUs: NOW - minutesAgo * MINUTE_US,
    hasProfile,
  });

  it('does nothing without interrupted runs', () => {
    expect(decideResume([], NOW)).toEqual({ resume: undefined, alerts: [] });
  });

  it('continues a run interrupted ten minutes ago, and asks about one that is older', () => {
    expect(decideResume([run('a', 10)], NOW)).toMatchObject({ resume: { runId: 'a' }, alerts: [] });
    const later = decideResume([run('a', 10.1)], NOW);
    expect(later.resume).toBeUndefined();
    expect(later.alerts.map(({ id }) => id)).toEqual(['interrupted:a']);
    expect(later.alerts[0].sentence).toContain('2026-11-23 11:49 UTC');
  });

  it('continues the one written last and asks about the others', () => {
    const { resume, alerts } = decideResume([run('old', 5), run('new', 1), run('older', 300)], NOW);
    expect(resume?.runId).toBe('new');
    expect(alerts.map(({ id }) => id)).toEqual(['interrupted:old', 'interrupted:older']);
  });

  it('cannot continue what does not name its instruments', () => {
    const { resume, alerts } = decideResume([run('a', 1, false)], NOW);
    expect(resume).toBeUndefined();
    expect(alerts[0].next).toBe('Recover it in Runs to close it.');
  });
});

describe('decideChecks', () => {
  const channel = (id: string, updates: 'periodic' | 'on-change' = 'periodic') =>
    channelSchema.parse({ id, name: id.toUpperCase(), role: 'voltage', unit: 'V', sourceId: 's', updates });
  const seen = (id: string, change: Partial<ChannelTrial> = {}): ChannelTrial => ({
    channel: channel(id),
    samples: 30,
    value: 3,
    severity: 'good',
    medianIntervalSeconds: 1,
    sourceAgeSeconds: 0.2,
    ...change,
  });
  const settings = (channelId: string, revisedQueueSize: number, revisedSamplingMs = 0) => ({
    channelId,
    requestedQueueSize: 1200,
    revisedQueueSize,
    requestedSamplingMs: 0,
    revisedSamplingMs,
  });
  const trial = (change: Partial<Trial> = {}): Trial => ({
    channels: [seen('a'), seen('b')],
    settings: [settings('a', 1200), settings('b', 1200)],
    clocks: [{ sourceName: 'Cycler', offsetSeconds: 0.1, spreadSeconds: 0.02 }],
    seconds: 30,
    ...change,
  });
  const stateOf = (id: string, given: Trial, isDone = true) =>
    decideChecks(given, isDone).find((check) => check.id === id)!;

  it('finds nothing wrong with instruments that are well', () => {
    expect(decideChecks(trial(), true).map(({ state }) => state)).toEqual(Array(5).fill('ok'));
  });

  it('waits for silent channels while it listens, then raises the alarm', () => {
    const silent = trial({ channels: [seen('a'), seen('b', { samples: 0, severity: undefined })] });
    expect(stateOf('samples', silent, false).state).toBe('running');
    expect(stateOf('samples', silent)).toMatchObject({ state: 'alarm', fact: '1 of 2 channels in 30 s' });
    const onChange = { channel: channel('b', 'on-change'), samples: 0, severity: undefined };
    expect(stateOf('samples', trial({ channels: [seen('a'), seen('b', onChange)] })).state).toBe('warning');
  });

  it('says which channels are not good', () => {
    const poor = stateOf('quality', trial({ channels: [seen('a'), seen('b', { severity: 'bad' })] }));
    expect(poor.state).toBe('warning');
    expect(poor.detail).toContain('B');
  });

  it('warns of a queue shorter than a minute, in seconds of the learnt rate', () => {
    // 100 values at 5 Hz are 20 s, the finding of opcua.md 3.
    const short = trial({ channels: [seen('a', { medianIntervalSeconds: 0.2 })], settings: [settings('a', 100)] });
    expect(stateOf('queue', short)).toMatchObject({ state: 'warning', fact: 'at least 20 s (queue of 100)' });
    expect(stateOf('queue', trial({ settings: [settings('a', 60)] })).state).toBe('ok');
  });

  it('warns of a server that samples more slowly than the instrument publishes', () => {
    expect(stateOf('sampling', trial({ settings: [settings('a', 1200, 1001)] })).state).toBe('warning');
    expect(stateOf('sampling', trial({ settings: [settings('a', 1200, 1000)] })).state).toBe('ok');
  });

  it('names the clock that is furthest off', () => {
    const clocks = [
      { sourceName: 'Cycler', offsetSeconds: -3600, spreadSeconds: 0.02 },
      { sourceName: 'MS', offsetSeconds: 3, spreadSeconds: 0.02 },
    ];
    const off = stateOf('clock', trial({ clocks }));
    expect(off.state).toBe('warning');
    expect(off.fact).toContain('Cycler \u22123600.00 s');
  });
});

describe('labFaultOf', () => {
  const channels = [
    channelSchema.parse({
      id: 'qms.m32',
      name: 'O2',
      role: 'ion-current',
      mz: 32,
      unit: 'A',
      sourceId: 'qms',
      origin: 'nsu=urn:opendems:lab;s=QMS.MID.M32.IonCurrent',
    }),
  ];

  it('counts faults of the laboratory in its seconds, of network and server in the computer’s', () => {
    expect(labFaultOf({ kind: 'stall', seconds: 60 }, channels)).toEqual({ kind: 'stall', labSeconds: 60 });
    expect(labFaultOf({ kind: 'drop', seconds: 5 }, channels)).toEqual({ kind: 'drop', hostSeconds: 5 });
    expect(labFaultOf({ kind: 'clock-jump', source: 'qms', seconds: -2 }, channels)).toEqual({
      kind: 'clock-step',
      source: 'qms',
      seconds: -2,
    });
  });

  it('finds the tag of a channel, and says so where there is none', () => {
    expect(labFaultOf({ kind: 'bad-quality', channelId: 'qms.m32', seconds: 9 }, channels)).toEqual({
      kind: 'bad-quality',
      tag: 'QMS.MID.M32.IonCurrent',
      labSeconds: 9,
    });
    expect(() => labFaultOf({ kind: 'bad-quality', channelId: 'none', seconds: 9 }, channels)).toThrow(/no channel/);
  });
});
