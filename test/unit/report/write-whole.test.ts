import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Meter } from '../../../src-main/core/report/export/meter.ts';
import { decideWriteProblem } from '../../../src-main/core/report/export/write-problem.ts';
import { writeWholeFile, writeWholeFolder } from '../../../src-main/core/report/export/write-whole.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
/** Half a file, then what the operating system says of a full disk: `/dev/full` says it to whoever writes there. */
const halfThenFull = async (partial: string) => {
  writeFileSync(partial, 'half');
  await writeFile('/dev/full', 'the other half');
};

describe('a file that is written whole or not at all', () => {
  it('has its name when it is finished', async () => {
    const place = folder();
    await writeWholeFile(join(place, 'a.csv'), async (partial) => {
      expect(existsSync(join(place, 'a.csv'))).toBe(false);
      await writeFile(partial, 'all of it');
    });
    expect(readdirSync(place)).toEqual(['a.csv']);
    expect(readFileSync(join(place, 'a.csv'), 'utf8')).toBe('all of it');
  });

  it('leaves nothing on a full disk, and says what next', async () => {
    const place = folder();
    await expect(writeWholeFile(join(place, 'a.csv'), halfThenFull)).rejects.toMatchObject({
      problem: {
        code: 'disk-full',
        happened: expect.stringContaining('the disk is full'),
        safe: expect.stringContaining('no half file'),
        next: expect.stringContaining('another disk'),
      },
    });
    expect(readdirSync(place)).toEqual([]);
    await expect(
      writeWholeFolder(join(place, 'tables'), async (partial) => {
        mkdirSync(partial);
        await halfThenFull(join(partial, 'a.csv'));
      }),
    ).rejects.toMatchObject({ problem: { code: 'disk-full' } });
    expect(readdirSync(place)).toEqual([]);
  });

  it('touches nothing that exists', async () => {
    const place = folder();
    writeFileSync(join(place, 'a.csv'), 'mine');
    const never = () => Promise.reject(new Error('asked to write'));
    await expect(writeWholeFile(join(place, 'a.csv'), never)).rejects.toMatchObject({
      problem: { code: 'file-exists' },
    });
    await expect(writeWholeFolder(place, never)).rejects.toMatchObject({ problem: { code: 'folder-not-empty' } });
    expect(readFileSync(join(place, 'a.csv'), 'utf8')).toBe('mine');
    // An empty folder is as good as none.
    mkdirSync(join(place, 'empty'));
    await writeWholeFolder(join(place, 'empty'), async (partial) => {
      mkdirSync(partial);
      await writeFile(join(partial, 'b.csv'), '');
    });
    expect(readdirSync(join(place, 'empty'))).toEqual(['b.csv']);
  });

  it('says so where the folder is none', async () => {
    const place = folder();
    writeFileSync(join(place, 'file'), '');
    await expect(
      writeWholeFile(join(place, 'file', 'a.csv'), (partial) => writeFile(partial, '')),
    ).rejects.toMatchObject({ problem: { code: 'folder-missing' } });
  });

  it('names what the system refused', () => {
    const codes = ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'ENOENT', 'ENOTDIR', 'EFBIG', undefined].map(
      (code) => decideWriteProblem('/x/a.csv', code, 'file too large.').code,
    );
    expect(codes).toEqual([
      'disk-full',
      'disk-full',
      'not-writable',
      'not-writable',
      'folder-missing',
      'folder-missing',
      'export-failed',
      'export-failed',
    ]);
    expect(decideWriteProblem('/x/a.csv', 'EFBIG', 'file too large.').happened).toBe(
      '/x/a.csv could not be written: file too large.',
    );
  });
});

describe('the meter of a long work', () => {
  it('counts rows up to all of them and lets others run in between', async () => {
    const told: [number, number, string][] = [];
    const meter = new Meter(10, { onProgress: (...one) => told.push(one) });
    meter.begin('a.csv');
    let others = 0;
    setImmediate(() => (others += 1));
    await meter.advance(6);
    expect(others).toBe(1);
    await meter.advance(6);
    expect(told).toEqual([
      [0, 10, 'a.csv'],
      [6, 10, 'a.csv'],
      [10, 10, 'a.csv'],
    ]);
  });

  it('ends the work at the next chunk after a cancel', async () => {
    const abort = new AbortController();
    const meter = new Meter(10, { signal: abort.signal });
    await meter.advance(1);
    abort.abort();
    await expect(meter.advance(1)).rejects.toMatchObject({ problem: { code: 'cancelled' } });
    expect(() => meter.begin('b.csv')).toThrow();
  });
});
