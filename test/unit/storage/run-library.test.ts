import { copyFileSync, existsSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runHeaderSchema } from '../../../shared/domain/run.ts';
import { createRunFile, openRunFile } from '../../../src-main/core/storage/run-file.ts';
import { RunLibrary } from '../../../src-main/core/storage/run-library.ts';
import {
  exampleBatch,
  exampleHeader,
  exampleReceipt,
  FIRST_TIME_US,
  temporaryFolder,
} from '../../support/run-files.ts';

let home: string;
let folder: string;
let library: RunLibrary;
let remove: () => void;
beforeEach(() => {
  ({ folder: home, remove } = temporaryFolder());
  const other = temporaryFolder();
  folder = other.folder;
  const removeHome = remove;
  remove = () => {
    removeHome();
    other.remove();
  };
  library = new RunLibrary(folder, join(home, 'library-index.json'));
});
afterEach(() => remove());

const ids = {
  a: '00000000-0000-4000-8000-00000000000a',
  b: '00000000-0000-4000-8000-00000000000b',
};

function makeRun(fileName: string, id: string, end: 'finish' | 'abandon' | 'leave open' = 'finish', samples = 36_001) {
  const header = exampleHeader(3);
  const writer = createRunFile(join(folder, fileName), { ...header, run: { ...header.run, id, name: fileName } });
  writer.append([exampleBatch('mz-2', 0, samples)], exampleReceipt());
  writer.flush();
  if (end !== 'leave open') writer[end]();
  if (end === 'finish') writer.reader.close();
  return writer;
}

describe('RunLibrary', () => {
  it('lists every file with what it holds, and what cannot be read with its problem', () => {
    makeRun('a.dems', ids.a);
    const writer = makeRun('b.dems', ids.b, 'leave open');
    makeRun('c.dems', '00000000-0000-4000-8000-00000000000c', 'abandon');
    writeFileSync(join(folder, 'notes.dems'), 'no run at all');
    writeFileSync(join(folder, 'readme.txt'), 'no run file');
    const runs = new Map(library.list().map((run) => [run.name, run]));
    expect([...runs.keys()].toSorted()).toEqual(['a.dems', 'b.dems', 'c.dems', 'notes.dems']);
    expect(runs.get('a.dems')).toMatchObject({
      runId: ids.a,
      state: 'finished',
      problem: null,
      samples: 36_001,
      // 36 000 steps of 0.1 s.
      lengthSeconds: 3600,
      // The header's own, not the instrument's stamp of the first sample, two microseconds later.
      startTime: '2026-11-22T04:57:08.123Z',
      gases: ['H2'],
      cycles: null,
      isExample: false,
      sizeBytes: readFileSync(join(folder, 'a.dems')).length,
    });
    expect(runs.get('b.dems')?.state).toBe('recording');
    expect(runs.get('c.dems')?.state).toBe('needs-recovery');
    expect(runs.get('notes.dems')).toMatchObject({ runId: 'file:notes.dems', state: 'unreadable' });
    expect(runs.get('notes.dems')?.problem).toMatch(/not an OpenDEMS run file/);
    writer.finish();
    writer.reader.close();
    expect(library.list().find(({ runId }) => runId === ids.b)?.state).toBe('finished');
  });

  it('counts cycles by the current: charge, discharge and a second charge that goes on are one and a half', () => {
    const header = exampleHeader(1);
    const channels = [{ ...header.channels[0], role: 'current', mz: null, unit: 'A' }];
    const writer = createRunFile(join(folder, 'a.dems'), runHeaderSchema.parse({ ...header, channels }));
    // Two minutes each of rest, +80 uA, -80 uA, rest, +80 uA, one reading every 10 s.
    const value = Float64Array.from([0, 80e-6, -80e-6, 0, 80e-6].flatMap((ampere) => Array<number>(12).fill(ampere)));
    const timeUs = value.map((_, index) => FIRST_TIME_US + index * 10e6);
    const batch = { channelId: 'mz-1', timeUs, value, status: new Uint32Array(60), serverTimeUs: timeUs };
    writer.append([batch], exampleReceipt());
    writer.finish();
    writer.reader.close();
    expect(library.list()[0].cycles).toBe(1.5);
  });

  it('shows what is left of a damaged run and says what is wrong', () => {
    makeRun('a.dems', ids.a, 'finish', 120_000);
    truncateSync(join(folder, 'a.dems'), 2_500_000);
    const [run] = library.list();
    expect(run).toMatchObject({ runId: ids.a, state: 'finished' });
    expect(run.problem).toMatch(/ends early/);
    expect(run.samples).toBeGreaterThan(0);
    expect(run.samples).toBeLessThan(120_000);
  });

  it('opens a file again only when it has changed, and makes a broken index anew', () => {
    makeRun('a.dems', ids.a);
    const path = join(folder, 'a.dems');
    const first = library.list();
    // Same size, same stamp, other content: the remembered answer tells that it was not opened.
    const index = join(home, 'library-index.json');
    writeFileSync(index, readFileSync(index, 'utf8').replace('"samples":36001', '"samples":77'));
    expect(library.list()[0].samples).toBe(77);
    utimesSync(path, 1, 1);
    expect(library.list()).toEqual(first);
    writeFileSync(index, '{');
    expect(library.list()).toEqual(first);
    expect(new RunLibrary(folder, join(home, 'missing', 'index.json')).list()).toEqual(first);
  });

  it('tells copies of one run apart', () => {
    makeRun('a.dems', ids.a);
    copyFileSync(join(folder, 'a.dems'), join(folder, 'b.dems'));
    expect(
      library
        .list()
        .map(({ runId }) => runId)
        .toSorted(),
    ).toEqual([ids.a, 'file:b.dems'].toSorted());
    expect(library.pathOf(ids.a)).toBe(join(folder, 'a.dems'));
    expect(library.pathOf('file:b.dems')).toBe(join(folder, 'b.dems'));
    expect(() => library.pathOf('none')).toThrow(expect.objectContaining({ code: 'unknown-run' }));
  });

  it('moves runs into the trash and back, never over another', () => {
    makeRun('a.dems', ids.a);
    const { trashId } = library.trash(ids.a);
    expect(library.list()).toEqual([]);
    expect(readdirSync(join(folder, '.trash'))).toEqual([trashId]);
    makeRun('a.dems', ids.b);
    expect(library.trash(ids.b).trashId).toBe('a-2.dems');
    makeRun('a.dems', '00000000-0000-4000-8000-00000000000c');
    expect(library.restore('a-2.dems')).toEqual({ runId: ids.b });
    expect(existsSync(join(folder, 'a-2.dems'))).toBe(true);
    expect(library.list().map(({ samples }) => samples)).toEqual([36_001, 36_001]);
    for (const name of ['none.dems', '../a.dems', 'a-2.dems'])
      expect(() => library.restore(name)).toThrow(expect.objectContaining({ code: 'unknown-run' }));
  });

  it('moves a run without a clean end with its log', () => {
    const writer = makeRun('a.dems', ids.a, 'leave open');
    const crashed = join(folder, 'crashed.dems');
    for (const suffix of ['', '-wal']) copyFileSync(join(folder, `a.dems${suffix}`), crashed + suffix);
    writer.abandon();
    const { runId } = library.list().find(({ runId }) => runId === 'file:crashed.dems')!;
    const { trashId } = library.trash(runId);
    const reader = openRunFile(join(folder, '.trash', trashId));
    expect(reader.channels()[1].samples).toBe(36_001);
    reader.close();
    library.restore(trashId);
    expect(library.list().map(({ samples }) => samples)).toEqual([36_001, 36_001]);
  });

  it('does not move what is being recorded', () => {
    const writer = makeRun('a.dems', ids.a, 'leave open');
    library.list();
    expect(() => library.trash(ids.a)).toThrow(expect.objectContaining({ code: 'run-locked' }));
    expect(existsSync(join(folder, 'a.dems'))).toBe(true);
    writer.append([exampleBatch('mz-1', 0, 1)], exampleReceipt());
    writer.finish();
    expect(writer.reader.verify()).toEqual([]);
    writer.reader.close();
  });

  it('takes run files from elsewhere by copy, and nothing else', async () => {
    const add = (path: string, name?: string) => library.add([{ path, ...(name !== undefined && { name }) }]);
    makeRun('a.dems', ids.a);
    const elsewhere = join(home, 'My Run.dems');
    copyFileSync(join(folder, 'a.dems'), elsewhere);
    library.trash(ids.a);
    expect(await add(elsewhere)).toEqual({ runIds: [ids.a] });
    expect(readdirSync(folder).toSorted()).toEqual(['.trash', 'my-run.dems']);
    expect(await add(join(folder, 'my-run.dems'))).toEqual({ runIds: [ids.a] });
    expect(readFileSync(elsewhere).equals(readFileSync(join(folder, 'my-run.dems')))).toBe(true);
    writeFileSync(join(home, 'text.dems'), 'text');
    await expect(add(join(home, 'text.dems'))).rejects.toMatchObject({ code: 'not-a-run-file' });
    const writer = createRunFile(join(home, 'live.dems'), exampleHeader(1));
    await expect(add(join(home, 'live.dems'))).rejects.toMatchObject({ code: 'run-locked' });
    writer.abandon();
    expect(readdirSync(folder).toSorted()).toEqual(['.trash', 'my-run.dems']);
    // Uploaded bytes lie under a name that says nothing.
    copyFileSync(elsewhere, join(home, '7f3a'));
    await add(join(home, '7f3a'), 'Bare cell.dems');
    expect(readdirSync(folder).toSorted()).toEqual(['.trash', 'bare-cell.dems', 'my-run.dems']);
  });

  it('names new files so that every system takes them', () => {
    expect(library.newPath('NCM85 bare')).toBe(join(folder, 'ncm85-bare.dems'));
    makeRun('ncm85-bare.dems', ids.a);
    expect(library.newPath('NCM85 bare')).toBe(join(folder, 'ncm85-bare-2.dems'));
    expect(library.newPath('../../etc/passwd')).toMatch(/[\\/]etc-passwd-[0-9a-f]{8}\.dems$/);
    expect(library.newPath('Probe 7 µ/Ω')).toMatch(/[\\/]probe-7-[0-9a-f]{8}\.dems$/);
    expect(library.newPath('CON')).toMatch(/[\\/]name-[0-9a-f]{8}\.dems$/);
  });

  it('says when its folder is gone', () => {
    const lost = new RunLibrary(join(folder, 'unplugged'), join(home, 'index.json'));
    expect(() => lost.list()).toThrow(expect.objectContaining({ code: 'file-not-found' }));
  });
});
