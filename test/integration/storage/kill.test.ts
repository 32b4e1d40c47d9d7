import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRunFile,
  isRunLocked,
  openRunFile,
  openRunFileForAppend,
} from '../../../src-main/core/storage/run-file.ts';
import { bundleScript } from '../../support/bundle-script.ts';
import { exampleBatch, exampleHeader, exampleReceipt, temporaryFolder } from '../../support/run-files.ts';

const CHANNELS = ['mz-1', 'mz-2', 'mz-3'];
const ENDLESS = 1e9;
const { folder, remove } = temporaryFolder();
let script: string;
beforeAll(() => {
  script = bundleScript(fileURLToPath(new URL('recorder-child.ts', import.meta.url)));
});
afterAll(() => remove());

/** Starts a recorder; `told` is what it has said of its samples so far, newest last. */
function startRecorder(path: string, seed: number, end: number) {
  const child = spawn(process.execPath, [script, path, String(seed), String(end)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: number[][] = [];
  let isDone = false;
  let rest = '';
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines)
      if (line === 'done') isDone = true;
      else told.push(line.split(' ').slice(1).map(Number));
  });
  /** Resolves when the recorder has said so many things, or has ended. */
  const hasSaid = async (words: number): Promise<void> => {
    const ended = once(child, 'close');
    while (told.length < words && child.exitCode === null) await Promise.race([once(child.stdout, 'data'), ended]);
  };
  return { child, told, hasSaid, isDone: () => isDone, complaint: () => complaint };
}

const hashOfUnkilled = (samples: number[]): string => {
  const path = join(folder, `unkilled-${samples.join('-')}.dems`);
  const writer = createRunFile(path, exampleHeader(3), { bulk: true });
  writer.append(
    CHANNELS.map((id, i) => exampleBatch(id, 0, samples[i])),
    exampleReceipt(),
  );
  writer.finish();
  const hash = writer.reader.rawSha256();
  writer.reader.close();
  return hash;
};

describe('a recorder that is killed', () => {
  // Two at a time, on files of their own: the machine's cores are few.
  it.concurrent.each([1, 2])(
    'at 55 random moments (recorder %i) loses nothing that it said was stored, and stores nothing twice',
    async (lane) => {
      const path = join(folder, `run-${lane}.dems`);
      let stored = [0, 0, 0];
      let killed = 0;
      let killedWhileWriting = 0;
      let random = lane * 7919;
      const nextRandom = () => (random = (random * 48_271) % 2_147_483_647) / 2_147_483_647;
      while (killed < 55) {
        const recorder = startRecorder(path, 1 + killed * 2 + lane, ENDLESS);
        const exit = once(recorder.child, 'close');
        // Mostly in the midst of its work, sometimes while it starts and recovers.
        const words = nextRandom() < 0.8 ? Math.floor(nextRandom() * 20) : 0;
        if (words > 0) await recorder.hasSaid(words);
        const delay = setTimeout(() => recorder.child.kill('SIGKILL'), nextRandom() * (words > 0 ? 5 : 200));
        const [, signal] = (await exit) as [number | null, string | null];
        clearTimeout(delay);
        expect([signal, recorder.complaint()]).toEqual(['SIGKILL', '']);
        killed += 1;
        if (recorder.told.length > 1) killedWhileWriting += 1;
        if (!existsSync(path)) {
          expect(recorder.told).toEqual([]);
          continue;
        }
        // What the next recorder finds first is what the last one left.
        if (recorder.told[0]) recorder.told[0].forEach((count, i) => expect(count).toBeGreaterThanOrEqual(stored[i]));
        const reader = openRunFile(path);
        expect(reader.salvaged).toBe(false);
        const found = reader.channels().map(({ samples }) => samples);
        const said = recorder.told.at(-1) ?? stored;
        found.forEach((count, i) => {
          expect(count).toBeGreaterThanOrEqual(said[i]);
          // At most the one flush that was not answered any more.
          expect(count).toBeLessThanOrEqual(said[i] + 5000);
        });
        const newest = reader.read('mz-2', { fromIndex: stored[1] });
        expect(newest.value).toEqual(exampleBatch('mz-2', stored[1], found[1] - stored[1]).value);
        if (killed % 11 === 0) {
          expect(reader.verify()).toEqual([]);
          expect(reader.rawSha256()).toBe(hashOfUnkilled(found));
        }
        reader.close();
        stored = found;
      }
      expect(killedWhileWriting).toBeGreaterThan(20);

      const end = Math.max(...stored) + 1000;
      const last = startRecorder(path, 5, end);
      await once(last.child, 'close');
      expect([last.isDone(), last.complaint()]).toEqual([true, '']);
      const reader = openRunFile(path);
      expect(reader.channels().map(({ samples }) => samples)).toEqual([end, end, end]);
      expect(
        reader.blocks('mz-1').every(({ sealed, n }, i, all) => sealed && (n === 4096 || i === all.length - 1)),
      ).toBe(true);
      expect(reader.verify()).toEqual([]);
      expect(reader.rawSha256()).toBe(hashOfUnkilled([end, end, end]));
      reader.close();
      expect(readdirSync(folder).filter((name) => name.startsWith(`run-${lane}`))).toEqual([`run-${lane}.dems`]);
    },
    300_000,
  );

  it('gives the lock back by dying; until then others may only read', async () => {
    const path = join(folder, 'locked.dems');
    const recorder = startRecorder(path, 3, ENDLESS);
    await recorder.hasSaid(1);
    expect(isRunLocked(path)).toBe(true);
    expect(() => openRunFileForAppend(path)).toThrow(expect.objectContaining({ code: 'run-locked' }));
    const reader = openRunFile(path);
    const { value } = reader.read('mz-1');
    expect(value).toEqual(exampleBatch('mz-1', 0, value.length).value);
    recorder.child.kill('SIGKILL');
    await once(recorder.child, 'close');
    expect(isRunLocked(path)).toBe(false);
    expect(reader.channels()[0].samples).toBeGreaterThanOrEqual(recorder.told.at(-1)![0]);
    reader.close();
    const writer = openRunFileForAppend(path);
    writer.finish();
    writer.reader.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('locked'))).toEqual(['locked.dems']);
  });
});
