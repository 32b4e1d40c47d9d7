import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskFile, memoryFile, readInput } from '../../../src-main/core/readers/read-input.ts';
import { storedSource, withZone } from '../../../src-main/core/readers/read-source.ts';
import { SampleCollector } from '../../../src-main/core/readers/sample-collector.ts';
import { sourceSchema } from '../../../shared/domain/source.ts';
import { maccor } from './made/cyclers.ts';
import { quadera } from './made/pfeiffer.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendems-readers-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('reading a file', () => {
  it('gives the same from disk, from memory and in UTF-16', async () => {
    const { bytes } = maccor('A', { rows: 2000 });
    const path = join(folder, 'test.001');
    await writeFile(path, bytes);
    const wide = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(Buffer.from(bytes).toString('latin1'), 'utf16le'),
    ]);
    const files = await Promise.all(
      [await diskFile(path), memoryFile('test.001', bytes), memoryFile('test.001', wide)].map(async (input) => {
        const sink = new SampleCollector();
        const progress: number[] = [];
        const { reader, description } = await readInput(input, sink, {
          onProgress: (fraction) => progress.push(fraction),
        });
        expect(reader.id).toBe('maccor-text');
        expect(progress.at(-1)).toBe(1);
        return sink.file(description);
      }),
    );
    expect(files[0].rows).toBe(2000);
    expect(files[1]).toEqual(files[0]);
    expect(files[2]).toEqual(files[0]);
  });

  it('stops when told to', async () => {
    const control = new AbortController();
    const { bytes } = quadera('us', { rows: 20_000 });
    const reading = readInput(memoryFile('a.asc', bytes), new SampleCollector(), {
      signal: control.signal,
      onProgress: () => control.abort(),
    });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('says what is wrong with a file that cannot be read', async () => {
    await expect(diskFile(join(folder, 'absent.txt'))).rejects.toMatchObject({ code: 'file-unreadable' });
    await expect(diskFile(folder)).rejects.toThrow('is no file');
    await expect(readInput(memoryFile('a.txt', new Uint8Array(0)), new SampleCollector())).rejects.toMatchObject({
      code: 'file-empty',
    });
  });
});

describe('a zone', () => {
  const base = { id: 'a', name: 'a', kind: 'cycler' as const, zone: null, zeroUtcUs: null, reachedBy: '' };
  const summer = Date.UTC(2022, 6, 1, 12) * 1000;

  it('puts a local start on UTC with the offset of that day and leaves certain clocks alone', () => {
    const relative = withZone({ ...base, clockKind: 'relative', localZeroUs: summer }, 'Europe/Berlin');
    expect(relative).toMatchObject({ zone: 'Europe/Berlin', zeroUtcUs: summer - 7200e6 });
    expect(withZone({ ...base, clockKind: 'local', localZeroUs: null }, 'Asia/Tokyo')).toMatchObject({
      zone: 'Asia/Tokyo',
    });
    expect(withZone({ ...base, clockKind: 'utc', localZeroUs: null }, 'Asia/Tokyo').zone).toBeNull();
    expect(sourceSchema.strict().parse(storedSource(relative))).toMatchObject({ zeroUtcUs: summer - 7200e6 });
  });
});
