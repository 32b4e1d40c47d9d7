import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../shared/api/jobs.ts';
import type { MethodInput } from '../../../shared/api/contract.ts';
import type { Client } from '../../../shared/api/rpc.ts';
import type { Core } from '../../../src-main/core/core.ts';
import { takeFiles } from '../../../src-renderer/api/files.ts';
import { coreInMemory, windowOf } from '../../support/core-in-memory.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';
import { mpt } from '../../unit/readers/made/biologic.ts';
import { maccor, TEST_START } from '../../unit/readers/made/cyclers.ts';
import type { MadeFile } from '../../unit/readers/made/made-file.ts';
import { quadera, QUADERA_START } from '../../unit/readers/made/pfeiffer.ts';
import { loggerTable, MAPPING } from '../../unit/readers/made/tables.ts';

const folder = temporaryFolders();
let core: Core | undefined;
afterEach(async () => {
  await core?.close();
  core = undefined;
});

async function begin() {
  const home = folder();
  core = coreInMemory(home);
  const window = await windowOf(core);
  // No example run comes into the library meanwhile.
  await window.call('settings.save', { change: { examplesMade: true } });
  const ended = new Map<string, Job>();
  window.on('jobs.changed', (job) => job.state !== 'running' && ended.set(job.id, job));
  const endOf = (id: string) =>
    vi.waitFor(() => ended.get(id) ?? Promise.reject(new Error('runs')), { timeout: 20_000 });
  return { window, endOf, library: join(home, 'library'), transfer: join(home, 'transfer', String(process.pid), 'in') };
}

const take = async (window: Client, made: Pick<MadeFile, 'name' | 'bytes'>[]) =>
  (
    await takeFiles(
      window,
      made.map(({ name, bytes }) => new File([Uint8Array.from(bytes)], name)),
    )
  ).map(({ handle }) => handle);

async function previewOf(
  { window, endOf }: Awaited<ReturnType<typeof begin>>,
  files: string[],
  choices: MethodInput<'import.preview'>['choices'] = {},
) {
  const { jobId } = await window.call('import.preview', { files, choices });
  expect((await endOf(jobId)).state).toBe('done');
  return window.call('import.previewed', { jobId });
}

describe('import through the contract', () => {
  it('shows what the files hold, asks for the zone, and makes a run of them', async () => {
    const setting = await begin();
    const { window, endOf } = setting;
    const files = await take(window, [quadera('us'), maccor('B')]);
    const asked = await previewOf(setting, files);
    expect(asked.questions.map(({ id }) => id)).toEqual(['zone']);
    expect(asked.files.map(({ kind }) => kind?.id)).toEqual(['quadera-asc', 'maccor-text']);
    expect(asked.sources.map(({ clock, files: of }) => [clock, of])).toEqual([
      ['local', [0]],
      ['local', [1]],
    ]);

    const answered = await previewOf(setting, files, { zone: 'Europe/Berlin' });
    expect(answered.questions).toEqual([]);
    expect(answered.sources.map(({ clock }) => clock)).toEqual(['utc', 'utc']);
    const [amps] = answered.files[1].channels.filter(({ role }) => role === 'current');
    expect(amps).toMatchObject({ clock: 'utc', firstUs: (TEST_START - 3600) * 1e6 });
    const hydrogen = answered.files[0].channels.find(({ mz }) => mz === 2)!;
    // Berlin is an hour ahead of UTC on 31 January.
    expect(hydrogen).toMatchObject({ clock: 'utc', samples: 60, firstUs: (QUADERA_START - 3600) * 1e6, unit: 'A' });
    expect(hydrogen.trace.timeUs).toHaveLength(60);
    expect(Math.max(...hydrogen.trace.high)).toBe(hydrogen.highest);

    const { jobId } = await window.call('import.start', {
      files,
      choices: {
        name: 'Old run',
        zone: 'Europe/Berlin',
        changes: [{ file: 0, channelId: hydrogen.id, name: 'hydrogen' }],
      },
    });
    const { result } = await endOf(jobId);
    expect(result).toMatchObject({ kind: 'run', name: 'Old run' });
    const { runs } = await window.call('runs.list', {});
    expect(runs).toMatchObject([{ name: 'Old run', origin: 'imported', state: 'finished' }]);
    const { channels } = await window.call('runs.describe', { runId: runs[0].runId });
    expect(channels.map(({ channel }) => channel.name)).toContain('hydrogen');
    // What was uploaded is gone: its bytes are in the run.
    expect(readdirSync(setting.transfer)).toEqual([]);
  });

  it('says for each unknown format why not, and reads a table by a mapping that is kept', async () => {
    const setting = await begin();
    const { window } = setting;
    const logger = loggerTable(40);
    const files = await take(window, [
      logger,
      { name: 'junk.bin', bytes: Uint8Array.from({ length: 500 }, (_, i) => (i * 7919) % 256) },
      { name: 'empty.txt', bytes: new Uint8Array(0) },
      quadera('us'),
    ]);
    const { files: seen } = await previewOf(setting, files);
    expect(seen[0].problem).toMatchObject({ code: 'format-unknown' });
    expect(seen[0].tried.length).toBeGreaterThan(10);
    expect(seen[0].tried.every(({ reason }) => reason !== '')).toBe(true);
    expect(seen[2].problem).toMatchObject({ code: 'file-empty', happened: 'empty.txt is empty.' });
    expect(seen[3].problem).toBeNull();

    const guess = await window.call('import.guessTable', { file: files[0] });
    expect(guess).toMatchObject({ delimiter: 'semicolon', decimalMark: ',', nameLine: 2, firstDataLine: 4 });
    expect(guess.lines[1]).toBe('when;O2;remark;T');

    await window.call('records.save', { kind: 'mapping', record: MAPPING });
    const { records } = await window.call('records.list', {});
    expect(records).toEqual([{ kind: 'mapping', record: MAPPING }]);
    const mapped = await previewOf(setting, files, { mappings: [{ file: 0, mapping: MAPPING }] });
    expect(mapped.files[0]).toMatchObject({ problem: null, rows: 40, kind: { id: 'mapped-table' } });
    expect(mapped.files[1].problem).toMatchObject({ code: 'format-unknown' });
  });

  it('leaves nothing of an import that was cancelled or failed', async () => {
    const setting = await begin();
    const { window, endOf } = setting;
    const [big] = await take(window, [mpt({ rows: 60_000, loops: false })]);
    const start = { files: [big], choices: { name: 'Cancelled', zone: 'UTC' } };
    const { jobId } = await window.call('import.start', start);
    await window.call('jobs.cancel', { id: jobId });
    expect((await endOf(jobId)).state).toBe('cancelled');
    expect(readdirSync(setting.library)).toEqual([]);

    const twice = await take(window, [quadera('us'), { ...quadera('us'), name: 'copy.asc' }]);
    expect((await previewOf(setting, twice)).problem).toMatchObject({ code: 'same-file-twice' });
    const failing = await window.call('import.start', { files: twice, choices: { name: 'Twins' } });
    expect(await endOf(failing.jobId)).toMatchObject({ state: 'failed', problem: { code: 'same-file-twice' } });
    expect(readdirSync(setting.library)).toEqual([]);
  });
});

const PAIR = ['data_part1_COstrip_11-11-21.csv', 'ecdata_part1_COstrip_11-11-21.csv'].map(
  (name) => `spectro-inlets/co_strip_part1/${name}`,
);

describe.skipIf(sharedDataMissing(...PAIR))('the CO-strip pair', () => {
  it('shows the offset -4.00 s, judges another one as worse, and keeps what was chosen', async () => {
    const setting = await begin();
    const { window, endOf } = setting;
    const files = core!.offerFiles(PAIR.map((path) => sharedDataPath(path)!)).map(({ handle }) => handle);
    const { jobId } = await window.call('import.start', { files, choices: { name: 'CO strip' } });
    const { result } = await endOf(jobId);
    if (result?.kind !== 'run') throw new Error('no run');
    const { runId } = result;
    const { pairs } = await window.call('import.clocks', { runId, offsets: [] });
    expect(pairs).toHaveLength(1);
    const [{ fitted, offsetSeconds, residualVolt, stampResidualVolt, movedCurve }] = pairs;
    expect(fitted.accepted).toBe(true);
    // data/README.md: -4.00 s; 0.058 mV rms there, 16.3 mV by the stamps.
    expect(Math.abs(offsetSeconds! + 4)).toBeLessThan(0.05);
    expect(residualVolt!).toBeLessThan(2e-4);
    expect(stampResidualVolt!).toBeGreaterThan(1e-2);
    expect(movedCurve.seconds.length).toBeGreaterThan(500);

    const offsets = [{ sourceId: fitted.moved, offsetSeconds: -3 }];
    const judged = await window.call('import.clocks', { runId, offsets });
    expect(judged.pairs[0].offsetSeconds).toBe(-3);
    expect(judged.pairs[0].residualVolt!).toBeGreaterThan(10 * residualVolt!);

    await window.call('import.keepClocks', { runId, offsets });
    const { recipe, origin } = await window.call('analysis.open', { runId });
    expect(origin).toBe('stored');
    expect(recipe.sync.sources.find(({ sourceId }) => sourceId === fitted.moved)).toMatchObject({
      method: 'manual',
      offsetSeconds: -3,
    });
  });
});
