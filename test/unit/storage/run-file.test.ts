import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunFileReader, StoredColumns } from '../../../src-main/core/storage/run-file-contract.ts';
import { createRunFile, openRunFile, openRunFileForAppend } from '../../../src-main/core/storage/run-file.ts';
import type { RunEvent } from '../../../shared/domain/event.ts';
import {
  exampleBatch,
  exampleHeader,
  exampleReceipt,
  FIRST_TIME_US,
  temporaryFolder,
} from '../../support/run-files.ts';

let folder: string;
let remove: () => void;
beforeEach(() => ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

const bytesOf = (column: Float64Array | Uint32Array) =>
  Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64');
const columnsAsBytes = ({ timeUs, value, status, serverTimeUs, receiptUtcUs }: StoredColumns) =>
  [timeUs, value, status, serverTimeUs, receiptUtcUs].map(bytesOf);

const annotation: RunEvent = {
  timeUs: FIRST_TIME_US,
  kind: 'annotation',
  severity: 'info',
  text: 'heating on, µ',
  sourceId: null,
  channelId: null,
  fromUs: null,
  toUs: null,
  data: { by: 'operator' },
};

describe('run file', () => {
  it('gives back every column bit by bit and one hash, whatever the pattern of batches, flushes and reopenings', () => {
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ channel: fc.integer({ min: 1, max: 2 }), n: fc.integer({ min: 0, max: 700 }) }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ channel: fc.integer({ min: 1, max: 2 }), n: fc.integer({ min: 3000, max: 9000 }) }),
      },
      { weight: 4, arbitrary: fc.constant('flush' as const) },
      { weight: 1, arbitrary: fc.constant('reopen' as const) },
    );
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const path = join(folder, `${run++}.dems`);
        let writer = createRunFile(path, exampleHeader(2));
        const receipts: Record<number, number[]> = { 1: [], 2: [] };
        steps.forEach((action, k) => {
          if (action === 'flush') writer.flush();
          else if (action === 'reopen') {
            writer.abandon();
            writer = openRunFileForAppend(path);
          } else {
            const { channel, n } = action;
            writer.append([exampleBatch(`mz-${channel}`, receipts[channel].length, n)], exampleReceipt(k));
            for (let i = 0; i < n; i++) receipts[channel].push(exampleReceipt(k).utcUs);
          }
        });
        writer.flush();
        const expected = [1, 2].map((channel) =>
          columnsAsBytes({
            ...exampleBatch(`mz-${channel}`, 0, receipts[channel].length),
            receiptUtcUs: Float64Array.from(receipts[channel]),
          }),
        );
        const check = (reader: RunFileReader) => {
          expect([1, 2].map((channel) => columnsAsBytes(reader.readAll(`mz-${channel}`)))).toEqual(expected);
          expect(reader.verify()).toEqual([]);
          return reader.rawSha256();
        };
        const whileOpen = check(writer.reader);
        writer.finish();
        const afterEnd = check(writer.reader);
        writer.reader.close();
        const reader = openRunFile(path);
        const reopened = check(reader);
        reader.close();
        const bulk = createRunFile(`${path}-bulk`, exampleHeader(2), { bulk: true });
        bulk.append(
          [1, 2].map((channel) => exampleBatch(`mz-${channel}`, 0, receipts[channel].length)),
          exampleReceipt(),
        );
        bulk.finish();
        expect(new Set([whileOpen, afterEnd, reopened, bulk.reader.rawSha256()]).size).toBe(1);
        bulk.reader.close();
      }),
      { numRuns: 15 },
    );
  });

  it('keeps every bit pattern of a number; all NaN become one', () => {
    const path = join(folder, 'a.dems');
    const value = Float64Array.of(-0, 0, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, -9.999999e-31, NaN);
    new DataView(value.buffer).setBigUint64(56, 0xfff8_0000_0000_1234n, true);
    const n = value.length;
    const timeUs = Float64Array.from(value, (_, i) => i - 3);
    const status = Uint32Array.of(0, 0xffff_ffff, 0x8000_0000, 0x4000_0000, 1, 0, 0, 0);
    const writer = createRunFile(path, exampleHeader(1));
    writer.append(
      [{ channelId: 'mz-1', timeUs, value, status, serverTimeUs: new Float64Array(n).fill(NaN) }],
      exampleReceipt(),
    );
    writer.finish();
    const read = writer.reader.readAll('mz-1');
    value[7] = NaN;
    expect(bytesOf(read.value)).toBe(bytesOf(value));
    expect(Array.from(read.timeUs)).toEqual([-3, -2, -1, 0, 1, 2, 3, 4]);
    expect(read.status).toEqual(status);
    expect(Array.from(read.serverTimeUs)).toEqual(Array(n).fill(NaN));
    expect(writer.reader.verify()).toEqual([]);
    // Usable: good status, finite, not the "no reading" sentinel: -0, 5e-324 (good info bit 1), the largest number.
    expect(writer.reader.blocks('mz-1')).toEqual([
      {
        channelId: 'mz-1',
        firstIndex: 0,
        n,
        tMinUs: -3,
        tMaxUs: 4,
        vMin: 0,
        vMax: Number.MAX_VALUE,
        nGood: 3,
        sealed: true,
      },
    ]);
    writer.reader.close();
  });

  it('hashes what docs/run-file.md says', () => {
    const header = exampleHeader(2);
    const writer = createRunFile(join(folder, 'a.dems'), header, { bulk: true });
    const batch = exampleBatch('mz-2', 0, 5000);
    writer.append([batch], exampleReceipt());
    writer.finish();
    const meaning = (mz: number) =>
      `{"flowReference":null,"id":"mz-${mz}","mz":${mz},"offset":0,"role":"ion-current","scale":1,"sourceId":"qms","unit":"A"}`;
    const hash = createHash('sha256').update(meaning(1)).update(meaning(2));
    for (const [from, to] of [
      [0, 4096],
      [4096, 5000],
    ])
      for (const column of [batch.timeUs, batch.value, batch.status]) hash.update(column.slice(from, to));
    expect(writer.reader.rawSha256()).toBe(hash.digest('hex'));
    writer.reader.close();
  });

  it('is one file after the end, with its blocks full but the last', () => {
    const path = join(folder, 'a.dems');
    const writer = createRunFile(path, exampleHeader(2));
    for (let k = 0; k < 50; k++) {
      writer.append([exampleBatch('mz-1', k * 200, 200)], exampleReceipt(k));
      writer.flush();
    }
    expect(writer.reader.isOpenEnded()).toBe(true);
    writer.finish();
    expect(readdirSync(folder)).toEqual(['a.dems']);
    expect(writer.reader.isOpenEnded()).toBe(false);
    expect(writer.reader.blocks('mz-1').map(({ n, sealed }) => [n, sealed])).toEqual([
      [4096, true],
      [4096, true],
      [10_000 - 8192, true],
    ]);
    expect(
      writer.reader.channels().map(({ samples, firstTimeUs, lastTimeUs }) => [samples, firstTimeUs, lastTimeUs]),
    ).toEqual([
      [10_000, FIRST_TIME_US + 1, FIRST_TIME_US + 1 + 9999 * 100_000],
      [0, NaN, NaN],
    ]);
    writer.reader.close();
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('reads ranges, and clamps them', () => {
    const writer = createRunFile(join(folder, 'a.dems'), exampleHeader(1));
    for (let k = 0; k < 10; k++) {
      writer.append([exampleBatch('mz-1', k * 1000, 1000)], exampleReceipt(k));
      writer.flush();
    }
    const all = exampleBatch('mz-1', 0, 10_000);
    for (const [fromIndex, toIndex] of [
      [0, 10_000],
      [4095, 4097],
      [4096, 8192],
      [8100, 9900],
      [9999, 20_000],
      [-5, 3],
      [20, 10],
    ]) {
      const { timeUs } = writer.reader.read('mz-1', { fromIndex, toIndex });
      expect(timeUs).toEqual(all.timeUs.slice(Math.max(0, fromIndex), Math.max(fromIndex, toIndex)));
    }
    writer.abandon();
  });

  it('keeps events, gaps, documents and changed metadata, in order', () => {
    const path = join(folder, 'a.dems');
    let writer = createRunFile(path, exampleHeader(1));
    const gap = { channelId: 'mz-1', fromUs: 1, toUs: 2, cause: 'stalled' as const, filledBy: null, text: '' };
    writer.appendEvent(annotation);
    writer.appendGap(gap);
    writer.appendDocument('recipe', { version: 1, steps: ['baseline'] });
    writer.updateRun({ name: 'Second name' });
    writer.updateRun({ tags: ['bare'] });
    expect(writer.reader.events()).toEqual([]);
    writer.abandon();
    writer = openRunFileForAppend(path);
    writer.appendEvent({ ...annotation, text: 'second' });
    writer.appendDocument('recipe', { version: 1, steps: [] });
    writer.finish();
    const { reader } = writer;
    expect(reader.events().map(({ text }) => text)).toEqual(['heating on, µ', 'second']);
    expect(reader.gaps()).toEqual([gap]);
    expect(reader.documents('recipe').map(({ content }) => content)).toEqual([
      { version: 1, steps: ['baseline'] },
      { version: 1, steps: [] },
    ]);
    expect(reader.run()).toMatchObject({ name: 'Second name', tags: ['bare'] });
    expect(reader.header.run.name).toBe('NCM85 bare');
    expect(reader.verify()).toEqual([]);
    reader.close();
  });

  it('takes metadata but no samples once it has ended', () => {
    const path = join(folder, 'a.dems');
    const writer = createRunFile(path, exampleHeader(1));
    writer.append([exampleBatch('mz-1', 0, 10)], exampleReceipt());
    writer.finish();
    const before = writer.reader.rawSha256();
    writer.reader.close();
    const again = openRunFileForAppend(path);
    expect(() => again.append([exampleBatch('mz-1', 10, 1)], exampleReceipt())).toThrow(
      expect.objectContaining({ code: 'run-ended' }),
    );
    again.updateRun({ notes: 'good run' });
    again.flush();
    expect(readdirSync(folder).toSorted()).toEqual(['a.dems', 'a.dems-lock']);
    again.finish();
    expect(again.reader.run().notes).toBe('good run');
    expect(again.reader.rawSha256()).toBe(before);
    expect(again.reader.verify()).toEqual([]);
    again.reader.close();
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('shows a growing run to a second reader, up to the newest flush', () => {
    const path = join(folder, 'a.dems');
    const writer = createRunFile(path, exampleHeader(2));
    const reader = openRunFile(path);
    expect(reader.flushCount()).toBe(0);
    for (let k = 0; k < 30; k++) {
      writer.append([exampleBatch('mz-1', k * 400, 400), exampleBatch('mz-2', k * 300, 300)], exampleReceipt(k));
      expect(reader.channels().map(({ samples }) => samples)).toEqual([k * 400, k * 300]);
      const before = reader.flushCount();
      writer.flush();
      expect(reader.flushCount()).toBeGreaterThan(before);
      expect(reader.channels().map(({ samples }) => samples)).toEqual([(k + 1) * 400, (k + 1) * 300]);
    }
    expect(reader.rawSha256()).toBe(writer.reader.rawSha256());
    expect(bytesOf(reader.read('mz-1').value)).toBe(bytesOf(exampleBatch('mz-1', 0, 12_000).value));
    expect(reader.verify()).toEqual([]);
    // The end comes while it still reads: the last one to close tidies up.
    writer.finish();
    writer.reader.close();
    expect(reader.isOpenEnded()).toBe(false);
    expect(reader.channels().map(({ samples }) => samples)).toEqual([12_000, 9000]);
    reader.close();
    expect(readdirSync(folder)).toEqual(['a.dems']);
  });

  it('seals at most one channel per flush, the others wait in the tail', () => {
    const writer = createRunFile(join(folder, 'a.dems'), exampleHeader(3));
    const ids = ['mz-1', 'mz-2', 'mz-3'];
    const sealed = () => ids.filter((id) => writer.reader.blocks(id).some((block) => block.sealed)).length;
    for (const from of [0, 2048]) {
      writer.append(
        ids.map((id) => exampleBatch(id, from, 2048)),
        exampleReceipt(),
      );
      writer.flush();
    }
    expect(sealed()).toBe(1);
    writer.append([exampleBatch('mz-3', 4096, 1)], exampleReceipt());
    writer.flush();
    expect(sealed()).toBe(2);
    writer.flush();
    expect(sealed()).toBe(3);
    // Three commits with samples, three that sealed; with nothing to do there is none.
    expect(writer.reader.flushCount()).toBe(6);
    writer.flush();
    expect(writer.reader.flushCount()).toBe(6);
    writer.abandon();
  });

  it('has no file at all before a bulk run is whole, nor after it was given up', () => {
    const path = join(folder, 'a.dems');
    const writer = createRunFile(path, exampleHeader(1), { bulk: true });
    writer.append([exampleBatch('mz-1', 0, 10_000)], exampleReceipt());
    writer.flush();
    expect(existsSync(path)).toBe(false);
    expect(writer.queuedSamples()).toBe(10_000 - 8192);
    writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses batches that break their contract, as a whole', () => {
    const writer = createRunFile(join(folder, 'a.dems'), exampleHeader(2));
    const good = exampleBatch('mz-1', 0, 3);
    const broken = exampleBatch('mz-2', 0, 3);
    broken.timeUs[1] = 0.5;
    expect(() => writer.append([good, broken], exampleReceipt())).toThrow(/whole microsecond/);
    expect(() => writer.append([{ ...good, status: new Uint32Array(2) }], exampleReceipt())).toThrow(/length/);
    expect(() => writer.append([{ ...good, channelId: 'mz-9' }], exampleReceipt())).toThrow(/mz-9/);
    expect(writer.queuedSamples()).toBe(0);
    writer.abandon();
  });
});
