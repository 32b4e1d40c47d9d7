import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../shared/api/jobs.ts';
import { reportOptionsSchema } from '../../../shared/api/report.ts';
import { figureArrangementSchema } from '../../../shared/figure/figure-arrangement.ts';
import { figurePrintSchema } from '../../../shared/figure/figure-print.ts';
import { figurePaperSchema } from '../../../shared/figure/figure-style.ts';
import type { Client } from '../../../shared/api/rpc.ts';
import { terminal } from '../../../src-main/cli/command.ts';
import { simulate } from '../../../src-main/cli/simulate.ts';
import type { Core } from '../../../src-main/core/core.ts';
import { openRunFile } from '../../../src-main/core/storage/run-file.ts';
import { coreInMemory, windowOf } from '../../support/core-in-memory.ts';

/** Reports and exports as a window asks for them: how far they are, a change of mind, and a place that cannot be had. */
let home: string;
let place: string;
let core: Core;
let client: Client;
let runId: string;
let answer: string;
const seen: Job[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'opendems-giving-'));
  const path = join(home, 'library', 'run.dems');
  mkdirSync(join(home, 'library'));
  vi.spyOn(terminal, 'note').mockImplementation(() => {});
  simulate({ preset: 'bare-ncm85', seed: 1, output: path, hours: 13 });
  vi.restoreAllMocks();
  const reader = openRunFile(path);
  runId = reader.run().id;
  reader.close();
  core = coreInMemory(home, {
    capabilities: { nativeDialogs: true, keepAwake: false, revealInFolder: false, quit: false },
    askHost: () => Promise.resolve(answer),
  });
  client = await windowOf(core);
  client.on('jobs.changed', (job) => seen.push(job));
}, 120_000);

afterAll(async () => {
  await core?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

beforeEach(() => {
  place = mkdtempSync(join(home, 'place-'));
  answer = join(place, 'file.pdf');
});

const options = reportOptionsSchema.parse({});
const target = async () => (await client.call('files.saveAs', { suggestedName: 'file.pdf' })).target!;
const startReport = async () =>
  (await client.call('report.start', { runIds: [runId], recipe: null, options, format: 'pdf', target: await target() }))
    .jobId;
const startPackage = async () =>
  (
    await client.call('export.start', {
      runId,
      format: 'package',
      target: await target(),
      recipe: null,
      licence: '',
    })
  ).jobId;

const startFigure = async () =>
  (
    await client.call('figure.export', {
      request: {
        runs: [{ runId }],
        rows: [{ kind: 'voltage' }, { kind: 'ratio', mz: 32 }],
        x: 'time',
        halfCycle: 'total',
        normalisation: 'A',
      },
      arrangement: figureArrangementSchema.parse({}),
      print: figurePrintSchema.parse({ paper: figurePaperSchema.parse({}) }),
      format: 'pdf',
      target: await target(),
    })
  ).jobId;

/** The next thing that is told of a job, or was told already, that passes. */
const told = (id: string, passes: (job: Job) => boolean): Promise<Job> =>
  vi.waitFor(() => seen.find((job) => job.id === id && passes(job)) ?? Promise.reject(new Error('not yet')), {
    timeout: 110_000,
  });
const endOf = (id: string) => told(id, ({ state }) => state !== 'running');

describe('giving out', () => {
  it('tells how far a package is, and writes it whole', async () => {
    const id = await startPackage();
    const end = await endOf(id);
    expect(end).toMatchObject({ state: 'done', result: { kind: 'file', file: { name: 'file.pdf' } } });
    const shares = seen.filter((job) => job.id === id && job.state === 'running').map(({ done }) => done);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(readdirSync(place)).toEqual(['file.pdf']);
    expect(readFileSync(answer).subarray(0, 2).toString()).toBe('PK');
  }, 120_000);

  it('ends a cancelled package: nothing half is left, and what stood there stands', async () => {
    writeFileSync(answer, 'of last week');
    const id = await startPackage();
    // In the middle of writing.
    await told(id, ({ done }) => done > 0);
    expect(readdirSync(place).length).toBeGreaterThan(1);
    await client.call('jobs.cancel', { id });
    expect(await endOf(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(readdirSync(place)).toEqual(['file.pdf']);
    expect(readFileSync(answer, 'utf8')).toBe('of last week');
  }, 120_000);

  it('ends a cancelled report and leaves no half file', async () => {
    const id = await startReport();
    await client.call('jobs.cancel', { id });
    expect(await endOf(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(readdirSync(place)).toEqual([]);
  }, 120_000);

  it('writes a figure as a job, and nothing when it is cancelled', async () => {
    const cancelled = await startFigure();
    await client.call('jobs.cancel', { id: cancelled });
    expect(await endOf(cancelled)).toMatchObject({ state: 'cancelled', result: null });
    expect(readdirSync(place)).toEqual([]);
    expect(await endOf(await startFigure())).toMatchObject({ state: 'done', result: { file: { name: 'file.pdf' } } });
    expect(readdirSync(place)).toEqual(['file.pdf']);
    expect(readFileSync(answer).subarray(0, 5).toString()).toBe('%PDF-');
  }, 120_000);

  it('says why a place cannot be had, what is safe and what next', async () => {
    // A file where a folder would have to be: refused to everybody, root included.
    writeFileSync(join(place, 'no-folder'), '');
    answer = join(place, 'no-folder', 'file.pdf');
    for (const start of [startReport, startPackage, startFigure]) {
      const { state, problem } = await endOf(await start());
      expect(state).toBe('failed');
      expect(problem).toMatchObject({
        code: 'folder-missing',
        happened: `${answer} could not be written: its folder does not exist.`,
        safe: expect.stringContaining('no half file'),
        next: expect.stringContaining('name another one'),
      });
    }
    expect(readdirSync(place)).toEqual(['no-folder']);
  }, 120_000);
});
