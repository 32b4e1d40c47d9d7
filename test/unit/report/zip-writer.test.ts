import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { openPromise } from 'yauzl';
import { describe, expect, it } from 'vitest';
import { dataDescriptor, directory, localHeader } from '../../../src-main/core/report/export/zip/zip-records.ts';
import { ZipWriter } from '../../../src-main/core/report/export/zip/zip-writer.ts';
import { crc32 } from '../../../src-main/core/storage/crc32.ts';
import { temporaryFolders } from '../../support/temporary-folder.ts';

const folder = temporaryFolders();
const MODIFIED = new Date('2026-11-28T12:34:56Z');

interface Written {
  path: string;
  isDeflated: boolean;
  parts: Uint8Array[];
}

/** Files with sizes, CRC and bytes, as another program finds them in the zip. */
async function readZip(path: string) {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  const found: { path: string; isDeflated: boolean; bytes: Buffer; crc32: number; modified: Date }[] = [];
  for await (const entry of zip.eachEntry())
    found.push({
      path: entry.fileName,
      isDeflated: entry.compressionMethod === 8,
      bytes: await buffer(await zip.openReadStreamPromise(entry)),
      crc32: entry.crc32,
      modified: entry.getLastModDate(),
    });
  zip.close();
  return found;
}

async function* partsOf(parts: readonly Uint8Array[], release?: (part: Uint8Array) => void) {
  for (const bytes of parts) yield { bytes, rows: 1, release: () => release?.(bytes) };
}

async function writeFiles(path: string, files: readonly Written[], release?: (part: Uint8Array) => void) {
  const zip = await ZipWriter.create(path, MODIFIED);
  try {
    for (const file of files) await zip.add(file.path, file.isDeflated, partsOf(file.parts, release));
    await zip.end();
  } finally {
    await zip.close();
  }
}

describe('a zip written part by part', () => {
  it('is read back by another program, whatever the parts are', async () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 50 }),
      // Long enough that deflating has something to find, and to need more room than it was given.
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 30 }), fc.integer({ min: 1, max: 5000 }))
        .map(([one, times]) => {
          const many = new Uint8Array(one.length * times);
          for (let at = 0; at < many.length; at += one.length) many.set(one, at);
          return many;
        }),
      fc.uint8Array({ minLength: 3000, maxLength: 5000 }),
    );
    const file = fc.record({
      path: fc.stringMatching(/^[a-z0-9_ä€]{1,12}(\/[a-z0-9_]{1,8}\.csv)?$/),
      isDeflated: fc.boolean(),
      parts: fc.array(part, { maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(file, { maxLength: 6, selector: ({ path }) => path }), async (files) => {
        const path = join(folder(), 'a.zip');
        const released = new Map<Uint8Array, number>();
        await writeFiles(path, files, (one) => released.set(one, (released.get(one) ?? 0) + 1));
        expect((await readZip(path)).map((one) => ({ ...one, bytes: one.bytes.toString('base64') }))).toEqual(
          files.map(({ path: name, isDeflated, parts }) => {
            const bytes = Buffer.concat(parts);
            return { path: name, isDeflated, bytes: bytes.toString('base64'), crc32: crc32(bytes), modified: MODIFIED };
          }),
        );
        for (const one of files.flatMap(({ parts }) => parts)) expect(released.get(one)).toBe(1);
      }),
      { numRuns: 30 },
    );
  });

  it('lets the bytes of a part be others only when they have been used', async () => {
    const path = join(folder(), 'a.zip');
    const shared = new Uint8Array(100_000);
    async function* parts() {
      for (let i = 1; i <= 20; i++) {
        let free = () => {};
        const released = new Promise<void>((done) => (free = done));
        yield { bytes: shared.fill(i), rows: 1, release: free };
        await released;
      }
    }
    const zip = await ZipWriter.create(path, MODIFIED);
    await zip.add('stored', false, parts());
    await zip.add('deflated', true, parts());
    await zip.end();
    await zip.close();
    const expected = Buffer.concat(Array.from({ length: 20 }, (_, i) => Buffer.alloc(100_000, i + 1)));
    for (const { bytes } of await readZip(path)) expect(bytes.equals(expected)).toBe(true);
  });

  it('ends with what a part threw, and with a file that is there already', async () => {
    const path = join(folder(), 'a.zip');
    const zip = await ZipWriter.create(path, MODIFIED);
    async function* broken() {
      yield* partsOf([Uint8Array.of(1)]);
      throw new Error('no more');
    }
    await expect(zip.add('a', true, broken())).rejects.toThrow('no more');
    await zip.close();
    writeFileSync(join(folder(), 'other'), '');
    await expect(ZipWriter.create(path, MODIFIED)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(path).length).toBeGreaterThan(0);
  });

  it('finds files behind the first four gigabytes', async () => {
    const path = join(folder(), 'large.zip');
    const offset = 5e9;
    const bytes = Buffer.from('far away');
    const record = {
      path: 'far.txt',
      isDeflated: false,
      modified: MODIFIED,
      crc32: crc32(bytes),
      size: bytes.length,
      packedSize: bytes.length,
      offset,
    };
    const entry = Buffer.concat([localHeader(record), bytes, dataDescriptor(record)]);
    // A hole before it: the file takes no room on the disk.
    const file = openSync(path, 'w');
    writeSync(file, entry, 0, entry.length, offset);
    const end = directory([record], offset + entry.length);
    writeSync(file, end, 0, end.length, offset + entry.length);
    closeSync(file);
    expect(await readZip(path)).toMatchObject([{ path: 'far.txt', bytes }]);
  });

  it('tells sizes of more than four gigabytes', () => {
    const record = {
      path: 'a',
      isDeflated: true,
      modified: MODIFIED,
      crc32: 0x89ab_cdef,
      size: 2 ** 33 + 5,
      packedSize: 2 ** 32,
      offset: 7,
    };
    const descriptor = dataDescriptor(record);
    expect(descriptor.length).toBe(24);
    expect([descriptor.readUInt32LE(4), descriptor.readBigUInt64LE(8), descriptor.readBigUInt64LE(16)]).toEqual([
      0x89ab_cdef,
      2n ** 32n,
      2n ** 33n + 5n,
    ]);
    const record64 = directory([record], 100).subarray(46 + 1 + 9);
    expect([record64.readUInt16LE(0), record64.readBigUInt64LE(4), record64.readBigUInt64LE(12)]).toEqual([
      1,
      2n ** 33n + 5n,
      2n ** 32n,
    ]);
  });
});
