import { mkdtemp, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../../shared/api/rpc.ts';
import { runWebHost, type WebHost } from '../../../src-main/host-web/run-web-host.ts';
import { isRunLocked } from '../../../src-main/core/storage/run-file.ts';
import { builtProgramFolder } from '../../support/built-program.ts';
import { killWebProgram, startWebProgram } from '../../support/web-app.ts';
import { cookieOf, launch, openClient } from '../../support/web-client.ts';

const SAMPLE = { name: 'Bare NCM85', composition: 'LiNi0.85Co0.10Mn0.05O2', activeMassMilligram: 8.6625 };

let folder: string;
let home: string;
let host: WebHost;
let cookie: string;
let client: Client;

async function startHost(): Promise<void> {
  host = await runWebHost({
    home,
    openBrowser: false,
    say: () => {},
    coreModule: join(builtProgramFolder(), 'core-process.mjs'),
    rendererFolder: join(folder, 'renderer'),
  });
  cookie = cookieOf(await launch(host.url, host.mintToken()));
  client = await openClient(host.url, cookie);
}

/** The present core dies; resolves with a window on the next one. */
async function killCore(): Promise<void> {
  const dead = host.coreProcessId()!;
  const closed = new Promise<void>((done) => client.onClose(done));
  process.kill(dead, 'SIGKILL');
  await closed;
  await vi.waitFor(() => expect(host.coreProcessId()).not.toBe(dead), { timeout: 20_000 });
  client = await openClient(host.url, cookie);
}

async function startRun(name: string): Promise<string> {
  const { profiles } = await client.call('profiles.list', {});
  const { profile } = profiles.find((entry) => entry.builtIn)!;
  await client.call('profiles.save', { profile: { ...profile, speed: 200 } as typeof profile });
  const { runId } = await client.call('live.start', { name, sample: SAMPLE, profileName: profile.name });
  return runId;
}

async function untilSamples(least: number): Promise<number> {
  return vi.waitFor(
    async () => {
      const { sampleCount, state } = await client.call('live.state', {});
      expect(state).toBe('recording');
      expect(sampleCount).toBeGreaterThan(least);
      return sampleCount;
    },
    { timeout: 40_000, interval: 200 },
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendems-resume-'));
  home = join(folder, 'home');
  await mkdir(join(folder, 'renderer'));
  // Examples are another test's affair.
  await mkdir(home);
  await writeFile(join(home, 'settings.json'), JSON.stringify({ version: 1, examplesMade: true }));
  await startHost();
});

afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('a core that is killed while it records', () => {
  let runId: string;

  it('is started again and goes on with the run by itself, the hole being a gap', async () => {
    runId = await startRun('Interrupted');
    const before = await untilSamples(3000);
    await killCore();
    await untilSamples(before + 1000);
    const state = await client.call('live.state', {});
    expect(state).toMatchObject({ runId, runName: 'Interrupted' });
    const { alerts } = await client.call('alerts.list', {});
    expect(alerts.find((alert) => alert.id === 'recording-resumed')?.severity).toBe('warning');
    expect(host.isRecording()).toBe(true);
  });

  it('leaves a whole file with the gap in every periodic channel, and time that never runs back', async () => {
    await client.call('live.stop', {});
    const described = await client.call('runs.describe', { runId });
    const kinds = described.events.map((event) => event.kind);
    expect(kinds.filter((kind) => kind === 'run-started')).toHaveLength(1);
    expect(kinds).toContain('run-resumed');
    expect(kinds.at(-1)).toBe('run-stopped');
    const gapped = new Set(
      described.gaps.filter((gap) => gap.cause === 'recorder-stopped').map((gap) => gap.channelId),
    );
    for (const id of ['cycler.voltage', 'cycler.current', 'mfc.flow']) expect(gapped).toContain(id);
    const view = await client.call('view.read', {
      runId,
      x: 'time',
      from: null,
      to: null,
      pixels: 2000,
      series: [{ kind: 'channel', channelId: 'cycler.voltage' }],
    });
    const [{ x, min }] = view.series;
    for (let i = 1; i < x.length; i++) expect(x[i]).toBeGreaterThan(x[i - 1]);
    expect(min.some(Number.isNaN)).toBe(true);
    expect((await client.call('runs.verify', { runId })).findings).toEqual([]);
    const { alerts } = await client.call('alerts.list', {});
    expect(alerts.map((alert) => alert.id)).not.toContain('recording-resumed');
  });
});

describe('a program that was away for longer', () => {
  it('asks what shall become of the run, continues or recovers it when told', async () => {
    await host.close();
    const program = await startWebProgram(home, [], join(builtProgramFolder(), 'opendems.mjs'));
    client = await openClient(program.url, cookieOf(await launch(program.url, program.token)));
    const runId = await startRun('Left behind');
    // A power cut may take the last second with it, some 3000 samples at this speed.
    await untilSamples(5000);
    const { folder: library } = await client.call('runs.list', {});
    // Host and core end as in a power cut; then the file looks as if it was last written eleven minutes ago.
    await killWebProgram(program);
    await vi.waitFor(() => expect(isRunLocked(join(library, 'left-behind.dems'))).toBe(false), { timeout: 10_000 });
    const old = new Date(Date.now() - 11 * 60_000);
    for (const suffix of ['', '-wal']) await utimes(join(library, `left-behind.dems${suffix}`), old, old);
    await startHost();

    const { alerts } = await client.call('alerts.list', {});
    const alert = alerts.find((candidate) => candidate.id === `interrupted:${runId}`);
    expect(alert?.sentence).toContain('Left behind was interrupted');
    expect((await client.call('live.state', {})).state).toBe('idle');
    const { runs } = await client.call('runs.list', {});
    expect(runs.find((run) => run.runId === runId)?.state).toBe('needs-recovery');

    const { samples } = await client.call('runs.recover', { runId });
    expect(samples).toBeGreaterThan(1000);
    const after = await client.call('runs.list', {});
    expect(after.runs.find((run) => run.runId === runId)).toMatchObject({ state: 'finished', samples });
    expect((await client.call('alerts.list', {})).alerts.map(({ id }) => id)).not.toContain(alert!.id);
  });
});

describe('a program that is ended in good order', () => {
  it('stops and seals its run first', async () => {
    const runId = await startRun('Ended with the program');
    await untilSamples(500);
    await host.close();
    await startHost();
    const { runs } = await client.call('runs.list', {});
    expect(runs.find((run) => run.runId === runId)).toMatchObject({ state: 'finished' });
    const { events } = await client.call('runs.describe', { runId });
    expect(events.at(-1)).toMatchObject({ kind: 'run-stopped', text: 'The program was ended.' });
  });
});
