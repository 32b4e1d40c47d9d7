import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunHeader } from '../../../shared/domain/run.ts';
import { createRunFile, openRunFile } from '../../../src-main/core/storage/run-file.ts';
import { Sqlite } from '../../../src-main/core/storage/sqlite.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendems-attachments-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const header: RunHeader = {
  run: {
    version: 1,
    id: '8f7f2a3e-5a39-4d0f-9df3-51c2f9a3c111',
    name: 'imported',
    origin: 'imported',
    createdTime: '2026-01-01T00:00:00Z',
    softwareVersion: 'test',
    sample: null,
    setup: null,
    gases: [],
    operator: '',
    tags: [],
    notes: '',
    profile: null,
    labClock: { epochUtcUs: 0, speed: 1 },
    simulation: null,
  },
  sources: [
    { id: 'ms', name: 'ms', kind: 'mass-spectrometer', clockKind: 'utc', zone: null, zeroUtcUs: null, reachedBy: '' },
  ],
  channels: [
    {
      id: 'ms.m2',
      name: 'm/z 2',
      role: 'ion-current',
      mz: 2,
      unit: 'A',
      sourceId: 'ms',
      scale: 1,
      offset: 0,
      flowReference: null,
      updates: 'periodic',
      origin: 'M2',
    },
  ],
};

/** A run that holds two files in parts of 1000 bytes. */
function makeRun(name: string) {
  const path = join(folder, name);
  const files = [3500, 12].map((length, n) => Uint8Array.from({ length }, (_, i) => (i * (n + 7)) % 251));
  const writer = createRunFile(path, header, { bulk: true });
  const summaries = files.map((bytes, n) => ({
    name: `file ${n}.txt`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }));
  files.forEach((bytes, n) => {
    const parts = Math.ceil(bytes.length / 1000);
    for (let part = 0; part < parts; part++)
      writer.appendAttachmentPart({
        ...summaries[n],
        part,
        parts,
        data: bytes.subarray(part * 1000, (part + 1) * 1000),
      });
  });
  writer.finish();
  writer.reader.close();
  return { path, files, summaries };
}

it('keeps files byte for byte, names and hashes with them', () => {
  const { path, files, summaries } = makeRun('whole.dems');
  const reader = openRunFile(path);
  expect(reader.attachments()).toEqual(summaries);
  summaries.forEach(({ sha256 }, n) => {
    const read = Buffer.concat([...reader.readAttachment(sha256)]);
    expect(read.equals(Buffer.from(files[n]))).toBe(true);
    expect(createHash('sha256').update(read).digest('hex')).toBe(sha256);
  });
  expect([...reader.readAttachment('absent')]).toEqual([]);
  expect(reader.verify()).toEqual([]);
  reader.close();
});

it('finds a damaged part, and never gives it out', () => {
  const { path, summaries } = makeRun('damaged.dems');
  const sqlite = new Sqlite(path, 'write');
  const [sql] = sqlite.prepare("SELECT sql FROM run.sqlite_schema WHERE name = 'attachment_no_update'").get()!;
  sqlite.exec('DROP TRIGGER run.attachment_no_update');
  sqlite.exec('UPDATE attachment SET data = zeroblob(20) WHERE id = 2');
  sqlite.define(String(sql));
  sqlite.close();
  const reader = openRunFile(path);
  expect(reader.verify()).toEqual([expect.objectContaining({ code: 'attachment-damaged', severity: 'alarm' })]);
  expect(() => [...reader.readAttachment(summaries[0].sha256)]).toThrow(
    expect.objectContaining({ code: 'run-file-damaged' }),
  );
  reader.close();
});

it('is never changed or taken away', () => {
  const { path } = makeRun('kept.dems');
  const sqlite = new Sqlite(path, 'write');
  for (const sql of [
    "UPDATE attachment SET name = 'x'",
    'DELETE FROM attachment',
    'REPLACE INTO attachment SELECT * FROM attachment',
  ])
    expect(() => sqlite.exec(sql)).toThrow(/never/);
  sqlite.close();
});
