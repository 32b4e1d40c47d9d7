import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Alert } from '../../../shared/api/alerts.ts';
import type { LiveEdge, LiveState } from '../../../shared/api/live.ts';
import type { Client } from '../../../shared/api/rpc.ts';
import type { Core } from '../../../src-main/core/core.ts';
import { openRunFile } from '../../../src-main/core/storage/run-file.ts';
import { coreInMemory, windowOf } from '../../support/core-in-memory.ts';

/** About five laboratory minutes per second: phases and half-cycles come within the test. */
const SPEED = 2000;
const SAMPLE = { name: 'Bare NCM85', composition: 'LiNi0.85Co0.10Mn0.05O2', activeMassMilligram: 8.6625 };

let home: string;
let core: Core;
let client: Client;
const edges: LiveEdge[] = [];
const states: LiveState[] = [];
let alerts: Alert[] = [];
let runId: string;
let renamedPath: string;

const latest = () => states.at(-1)!;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'opendems-core-'));
  core = coreInMemory(home);
  client = await windowOf(core);
  client.on('live.edge', (edge) => edges.push(edge));
  client.on('live.state', (state) => states.push(state));
  client.on('alerts.changed', (changed) => (alerts = changed.alerts));
});

afterAll(async () => {
  await core.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('a simulated run from a window', () => {
  it('starts from the built-in profile, made faster', async () => {
    const { profiles } = await client.call('profiles.list', {});
    const lab = profiles.find((entry) => entry.builtIn)!.profile;
    await client.call('profiles.save', { profile: { ...lab, speed: SPEED } as typeof lab });
    const started = await client.call('live.start', { name: 'First run', sample: SAMPLE, profileName: lab.name });
    ({ runId } = started);
    await vi.waitFor(() => expect(latest()?.state).toBe('recording'), 10_000);
    expect(latest()).toMatchObject({ runId, runName: 'First run', simulated: true, speed: SPEED });
  });

  it('refuses a second run and leaves the first alone', async () => {
    const again = client.call('live.start', { name: 'Second', sample: SAMPLE, profileName: 'Simulated lab' });
    await expect(again).rejects.toMatchObject({ problem: { code: 'already-recording' } });
    expect(latest().runName).toBe('First run');
  });

  it('pushes readouts of voltage, current and gases, and their newest samples', async () => {
    await vi.waitFor(() => expect(latest().sampleCount).toBeGreaterThan(10_000), 20_000);
    const value = (id: string) => latest().readouts.find((readout) => readout.channelId === id)!;
    expect(value('cycler.voltage').value).toBeGreaterThan(1);
    expect(value('qms.m4').value).toBeGreaterThan(1e-10);
    for (const id of ['qms.m2', 'qms.m32', 'qms.m44', 'qms.m64']) expect(value(id).severity).toBe('good');
    const seen = new Set(edges.flatMap((edge) => edge.series.map((series) => series.channelId)));
    for (const id of ['cycler.voltage', 'qms.m32']) expect(seen).toContain(id);
    for (const { series } of edges)
      for (const { hours, value: column } of series) {
        expect(hours).toHaveLength(column.length);
        for (const hour of hours) expect(hour).toBeGreaterThan(-0.01);
      }
  });

  it('answers views of the growing run on the same time axis as the edges', async () => {
    const flush = edges.at(-1)!.flush;
    const view = await vi.waitFor(
      async () => {
        const answer = await client.call('view.read', {
          runId,
          x: 'time',
          from: null,
          to: null,
          pixels: 400,
          series: [
            { kind: 'channel', channelId: 'cycler.voltage' },
            { kind: 'ratio', channelId: 'qms.m32', carrierChannelId: 'qms.m4' },
          ],
        });
        expect(answer.upToFlush).toBeGreaterThanOrEqual(flush);
        return answer;
      },
      { timeout: 10_000 },
    );
    const edgeHours = edges
      .filter((edge) => edge.flush <= flush)
      .flatMap((edge) => edge.series.filter((s) => s.channelId === 'cycler.voltage').flatMap((s) => [...s.hours]));
    expect(view.fullTo).toBeGreaterThanOrEqual(Math.max(...edgeHours));
    expect(view.fullFrom).toBeGreaterThan(-0.01);
    expect(view.series[0].x.length).toBeGreaterThan(50);
    expect(Math.max(...view.series[1].max.filter((v) => !Number.isNaN(v)))).toBeLessThan(1);
  });

  it('annotates, renames and writes a set point while recording', async () => {
    await client.call('live.annotate', { text: 'opened the bypass' });
    await client.call('runs.update', { runId, name: 'Renamed run', tags: ['test'] });
    const { readBack } = await client.call('live.write', { channelId: 'mfc.setpoint', value: 3 });
    expect(readBack).toBe(3);
    await vi.waitFor(() => expect(latest().runName).toBe('Renamed run'));
    await expect(client.call('live.write', { channelId: 'cycler.voltage', value: 3 })).rejects.toThrow();
  });

  it('provokes a fault, raises the alert and clears it', async () => {
    const fault = client.call('lab.fault', { kind: 'drop', seconds: 1 });
    await vi.waitFor(
      () => expect(alerts.map((alert) => alert.id)).toContainEqual(expect.stringMatching(/^connection:/)),
      {
        timeout: 15_000,
      },
    );
    await fault;
    await client.call('alerts.seen', { ids: alerts.map((alert) => alert.id) });
    await vi.waitFor(
      () => expect(alerts.map((alert) => alert.id)).not.toContainEqual(expect.stringMatching(/^connection:/)),
      { timeout: 30_000 },
    );
  });

  it('knows phases and state of charge once the cell is charged', async () => {
    await vi.waitFor(() => expect(latest().phases.map((phase) => phase.label)).toContain('charge 1'), {
      timeout: 40_000,
      interval: 200,
    });
    await vi.waitFor(() => expect(latest().socPercent).toBeGreaterThan(1), 20_000);
    const view = await client.call('view.read', {
      runId,
      x: 'soc',
      from: null,
      to: null,
      pixels: 200,
      series: [{ kind: 'channel', channelId: 'cycler.voltage' }],
    });
    expect(view.halfCycle).toBe(0);
    expect(view.fullTo).toBeGreaterThan(0.5);
  });

  it('is not trashed, recovered or resumed while it records', async () => {
    for (const call of ['runs.trash', 'runs.recover', 'runs.resume'] as const)
      await expect(client.call(call, { runId })).rejects.toThrow();
    expect(latest().state).toBe('recording');
  });

  it('stops into one whole file that a new reader agrees with', async () => {
    await client.call('live.stop', {});
    await vi.waitFor(() => expect(latest().state).toBe('idle'));
    const { runs } = await client.call('runs.list', {});
    const run = runs.find((candidate) => candidate.runId === runId)!;
    expect(run).toMatchObject({ name: 'Renamed run', state: 'finished', tags: ['test'], problem: null });
    const described = await client.call('runs.describe', { runId });
    expect(described.isRecording).toBe(false);
    expect(described.events.map((event) => event.kind)).toEqual(
      expect.arrayContaining(['run-started', 'annotation', 'renamed', 'setpoint-written', 'run-stopped']),
    );
    const samples = described.channels.reduce((sum, channel) => sum + channel.samples, 0);
    expect(run.samples).toBe(samples);
    const { findings } = await client.call('runs.verify', { runId });
    expect(findings).toEqual([]);
  });

  it('goes to the trash and back by its handle', async () => {
    const { trashId } = await client.call('runs.trash', { runId });
    expect((await client.call('runs.list', {})).runs.map((run) => run.runId)).not.toContain(runId);
    await expect(client.call('runs.describe', { runId })).rejects.toMatchObject({ problem: { code: 'unknown-run' } });
    expect(await client.call('runs.restore', { trashId })).toEqual({ runId });
    await client.call('runs.update', { runId, name: 'Third name' });
    const { runs, folder } = await client.call('runs.list', {});
    expect(runs.find((run) => run.runId === runId)?.name).toBe('Third name');
    renamedPath = join(folder, 'first-run.dems');
    const reader = openRunFile(renamedPath);
    expect(reader.run().name).toBe('Third name');
    reader.close();
  });

  it('says so where nothing is recorded', async () => {
    for (const call of [
      client.call('live.stop', {}),
      client.call('live.annotate', { text: 'x' }),
      client.call('lab.fault', { kind: 'drop', seconds: 1 }),
    ])
      await expect(call).rejects.toMatchObject({ problem: { code: 'not-recording' } });
  });
});
