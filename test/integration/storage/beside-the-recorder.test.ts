import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunFile, openRunFile, openRunFileForAppend } from '../../../src-main/core/storage/run-file.ts';
import { bundleScript } from '../../support/bundle-script.ts';
import { exampleBatch, exampleHeader, exampleReceipt, temporaryFolder } from '../../support/run-files.ts';

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

it('a worker thread reads a run while it is written, and its end', async () => {
  const path = join(folder, 'a.dems');
  const writer = createRunFile(path, exampleHeader(2));
  writer.append([exampleBatch('mz-1', 0, 10), exampleBatch('mz-2', 0, 10)], exampleReceipt());
  writer.flush();
  const worker = new Worker(bundleScript(fileURLToPath(new URL('reader-worker.ts', import.meta.url))), {
    workerData: path,
  });
  await once(worker, 'message');
  for (let k = 0; k < 300; k++) {
    const from = 10 + k * 97;
    writer.append([exampleBatch('mz-1', from, 97), exampleBatch('mz-2', from, 97)], exampleReceipt(k));
    writer.flush();
    await setImmediate();
  }
  writer.finish();
  writer.reader.close();
  const answer = once(worker, 'message');
  worker.postMessage('end', []);
  const [seen] = (await answer) as [{ reads: number; wrong: number; largest: number; findings: number }];
  expect(seen).toEqual({ reads: seen.reads, wrong: 0, largest: 10 + 300 * 97, findings: 0 });
  expect(seen.reads).toBeGreaterThan(3);
  await once(worker, 'exit');
  expect(readdirSync(folder)).toEqual(['a.dems']);
});

describe.skipIf(process.platform === 'win32')('in a folder that may not be written', () => {
  /** Rights do not bind root, so root becomes nobody for as long as `work` takes. */
  function withoutRights(work: () => void): void {
    const isRoot = process.getuid!() === 0;
    chmodSync(folder, 0o555);
    if (isRoot) process.seteuid!(65_534);
    try {
      work();
    } finally {
      if (isRoot) process.seteuid!(0);
      chmodSync(folder, 0o755);
    }
  }

  it('a finished run is read', () => {
    const path = join(folder, 'a.dems');
    const writer = createRunFile(path, exampleHeader(1));
    writer.append([exampleBatch('mz-1', 0, 5000)], exampleReceipt());
    writer.finish();
    const hash = writer.reader.rawSha256();
    writer.reader.close();
    withoutRights(() => {
      const reader = openRunFile(path);
      expect(reader.rawSha256()).toBe(hash);
      expect(reader.verify()).toEqual([]);
      reader.close();
      expect(() => openRunFileForAppend(path)).toThrow(expect.objectContaining({ code: 'file-not-writable' }));
    });
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('a run whose recorder died is read with its log, and left as it is', () => {
    const path = join(folder, 'a.dems');
    mkdirSync(join(folder, 'live'));
    const live = join(folder, 'live', 'a.dems');
    const writer = createRunFile(live, exampleHeader(1));
    writer.append([exampleBatch('mz-1', 0, 5000)], exampleReceipt());
    writer.flush();
    for (const suffix of ['', '-wal']) copyFileSync(live + suffix, path + suffix);
    writer.abandon();
    withoutRights(() => {
      const reader = openRunFile(path);
      expect(reader.path).toBe(path);
      expect(reader.isOpenEnded()).toBe(true);
      expect(reader.read('mz-1').value).toEqual(exampleBatch('mz-1', 0, 5000).value);
      expect(reader.verify()).toEqual([]);
      reader.close();
    });
    expect(readdirSync(folder).toSorted()).toEqual(['a.dems', 'a.dems-wal', 'live']);
  });

  it('a run is not begun', () => {
    withoutRights(() => {
      expect(() => createRunFile(join(folder, 'a.dems'), exampleHeader(1))).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(folder|file)-not-writable$/) as string }),
      );
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});
