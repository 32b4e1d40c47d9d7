import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipeSchema } from '../../../shared/domain/recipe.ts';
import { analyseRun } from '../../../src-main/core/analysis/analyse-run.ts';
import { proposeRecipe } from '../../../src-main/core/analysis/pipeline/propose-recipe.ts';
import { applySync, synchroniseRun } from '../../../src-main/core/analysis/pipeline/synchronise.ts';
import { importRun, type ImportOptions } from '../../../src-main/core/import/import-run.ts';
import { diskFile, memoryFile, type FileInput } from '../../../src-main/core/readers/read-input.ts';
import { openRunFile } from '../../../src-main/core/storage/run-file.ts';
import { readAnalysisInput } from '../../../src-main/core/views/read-analysis-input.ts';
import { mpr, mpt } from '../readers/made/biologic.ts';
import { maccor, maccorSeconds, TEST_START } from '../readers/made/cyclers.ts';
import type { MadeFile } from '../readers/made/made-file.ts';
import { prismaScan, quadera, QUADERA_START } from '../readers/made/pfeiffer.ts';
import { zilien, zilienScan } from '../readers/made/tables.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'opendems-import-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
const output = () => join(folder, `run-${count++}.dems`);
const inputOf = ({ name, bytes }: MadeFile, as = name): FileInput => memoryFile(as, bytes);
const NOW = Date.UTC(2026, 0, 2) * 1000;

async function imported(inputs: FileInput[], options: Omit<ImportOptions, 'output'> = {}) {
  const result = await importRun(inputs, { output: output(), nowUtcUs: () => NOW, ...options });
  const reader = openRunFile(result.path);
  return { result, reader, read: (id: string) => reader.read(id) };
}

describe('an import', () => {
  it('makes a run of a mass spectrometer and a cycler file on their clocks, with the originals inside', async () => {
    const files = [quadera('us'), maccor('B')];
    const { result, reader, read } = await imported(
      files.map((file) => inputOf(file)),
      {
        zone: 'Europe/Berlin',
        activeMassMilligram: 12.5,
        referenceOffsetVolt: 0.62,
      },
    );
    expect(reader.header.run).toMatchObject({
      origin: 'imported',
      name: 'quadera',
      sample: { activeMassMilligram: 12.5 },
    });
    expect(reader.header.run.createdTime).toBe('2020-01-31T11:00:00.000000Z');
    expect(reader.sources()).toMatchObject([
      { id: 'ms', clockKind: 'relative', zeroUtcUs: (QUADERA_START - 3600) * 1e6, zone: 'Europe/Berlin' },
      { id: 'cycler', kind: 'cycler', clockKind: 'local', zone: 'Europe/Berlin' },
    ]);
    const m2 = read('ms.2');
    expect([m2.timeUs.length, m2.timeUs[1]]).toEqual([60, 3_979_000]);
    const voltage = reader.channels().find(({ channel }) => channel.role === 'voltage')!;
    expect([voltage.samples, voltage.firstTimeUs]).toEqual([120, TEST_START * 1e6]);
    expect(result.samples).toBe(reader.channels().reduce((sum, { samples }) => sum + samples, 0));
    expect(result.questions).toEqual([]);
    expect(
      reader
        .attachments()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['maccor.001', 'quadera.asc']);
    for (const [n, { sha256 }] of result.previews.entries())
      expect(Buffer.concat([...reader.readAttachment(sha256)]).equals(Buffer.from(files[n].bytes))).toBe(true);
    expect(
      reader
        .events()
        .filter(({ text }) => text.startsWith('Imported'))
        .map(({ data }) => data.format)
        .sort(),
    ).toEqual(['maccor-text', 'quadera-asc']);
    expect(reader.verify()).toEqual([]);
    expect(reader.isOpenEnded()).toBe(false);
    reader.close();
  });

  it('can be repeated from what the run keeps, bit by bit', async () => {
    const options = { zone: 'UTC' };
    const first = await imported([inputOf(quadera('us')), inputOf(mpt())], options);
    const again = await imported(
      first.result.previews.map(({ input, sha256 }) =>
        memoryFile(input.name, Buffer.concat([...first.reader.readAttachment(sha256)])),
      ),
      options,
    );
    expect(again.reader.rawSha256()).toBe(first.reader.rawSha256());
    expect(again.reader.header.channels).toEqual(first.reader.header.channels);
    first.reader.close();
    again.reader.close();
  });

  it('turns the current round and takes changes of channels', async () => {
    const { reader } = await imported([inputOf(maccor('A')), inputOf(quadera('us'))], {
      invertCurrent: true,
      changes: [
        { file: 1, channelId: 'ms.2', leaveOut: true },
        { file: 1, channelId: 'ms.water', name: 'm/z 18', mz: 18 },
      ],
    });
    const channels = reader.header.channels;
    expect(channels.find(({ role }) => role === 'current')?.scale).toBe(-1);
    expect(channels.map(({ id }) => id)).not.toContain('ms.2');
    expect(channels.find(({ id }) => id === 'ms.water')).toMatchObject({ name: 'm/z 18', mz: 18, unit: 'mbar' });
    reader.close();
  });

  it('joins continuation files in time order and keeps a pause as a gap', async () => {
    const later = maccor('B', { start: TEST_START + 5000, extra: (i) => (i < 60 ? 0 : 300) });
    const { result, reader } = await imported([inputOf(later, 'test.002'), inputOf(maccor('B'), 'test.001')], {
      zone: 'UTC',
    });
    expect(reader.sources()).toHaveLength(1);
    const voltage = reader.channels().find(({ channel }) => channel.role === 'voltage')!;
    expect(voltage.samples).toBe(240);
    const { timeUs } = reader.read(voltage.channel.id);
    expect(timeUs.every((us, i) => i === 0 || us >= timeUs[i - 1])).toBe(true);
    expect(timeUs[120]).toBe((TEST_START + 5000) * 1e6);
    expect(result.plan.notes).toEqual(['test.001, test.002 are parts of one record and were joined.']);
    const gaps = reader.gaps();
    expect(gaps.map(({ channelId }) => channelId.split('.')[1]).sort()).toEqual(['amps', 'volts']);
    expect((gaps[0].toUs - gaps[0].fromUs) / 1e6).toBeCloseTo(300 + maccorSeconds(1), -1);
    reader.close();
  });

  it('sorts linked techniques that lie between each other, text and binary alike', async () => {
    const evens = mpr({
      ids: [4, 6],
      rows: 50,
      start: Date.UTC(2020, 0, 31, 12) / 1000 + 0.25,
      value: (id, i) => (id === 4 ? 2 * i : i),
    });
    const { reader, result } = await imported(
      [inputOf(mpt({ rows: 40 }), 'a_01_01.mpt'), inputOf(evens, 'a_01_02.mpr')],
      { zone: 'UTC' },
    );
    expect(reader.sources()).toHaveLength(1);
    const voltage = reader.channels().filter(({ channel }) => channel.role === 'voltage');
    expect(voltage.map(({ samples }) => samples)).toEqual([90]);
    expect(result.plan.interleaved.has(voltage[0].channel.id)).toBe(true);
    const { timeUs } = reader.read(voltage[0].channel.id);
    expect(timeUs.every((us, i) => i === 0 || us >= timeUs[i - 1])).toBe(true);
    reader.close();
  });

  it('puts EC-Lab on the clock that Zilien measured, and mass scans on the measurement', async () => {
    const name = '2022-04-06 16_17_23 test';
    const { reader, result } = await imported(
      [
        inputOf(zilien({ version: 1 })),
        inputOf(mpt({ acquisition: '04/06/2022 16:19:01' }), `${name}_01_02_CVA_C01.mpt`),
        inputOf(zilienScan()),
      ],
      { zone: 'Europe/Copenhagen' },
    );
    const zero = Date.UTC(2022, 3, 6, 14, 17, 23) * 1000;
    expect(reader.sources().map(({ id, zeroUtcUs }) => [id, zeroUtcUs])).toEqual([
      ['ms', zero],
      ['ec', zero + 95_210_710],
    ]);
    // The stamps say 98 s.
    expect(result.plan.notes.join(' ')).toContain('-2.79 s beside its own stamp');
    expect(reader.header.channels.some(({ id }) => id === 'ms.scan-peak-2')).toBe(true);
    reader.close();
  });
});

describe('an import that cannot be', () => {
  it('leaves nothing behind', async () => {
    const cases: [() => Promise<unknown>, string][] = [
      [() => imported([inputOf(quadera('us')), inputOf(quadera('us'), 'copy.asc')]), 'same-file-twice'],
      [() => imported([inputOf(quadera('us'))], { zone: 'Mars/Olympus' }), 'unknown-zone'],
      [() => imported([inputOf(prismaScan({ answered: false }))]), 'nothing-to-import'],
      [() => imported([memoryFile('notes.txt', Buffer.from('hello'))]), 'format-unknown'],
    ];
    for (const [work, code] of cases) await expect(work()).rejects.toMatchObject({ code });
    expect(readdirSync(folder).filter((file) => file.includes('partial'))).toEqual([]);
  });

  it('stops when told to, in the first reading and in the second', async () => {
    for (const stopAt of [0.2, 0.8]) {
      const control = new AbortController();
      const path = output();
      const work = importRun([inputOf(quadera('us', { rows: 20_000 }))], {
        output: path,
        signal: control.signal,
        onProgress: (fraction) => {
          if (fraction >= stopAt) control.abort();
        },
      });
      await expect(work).rejects.toMatchObject({ code: 'cancelled' });
      expect([existsSync(path), existsSync(`${path}.partial`)]).toEqual([false, false]);
    }
  });

  it('notices a file that changes meanwhile', async () => {
    const { name, bytes } = maccor('A');
    let readings = 0;
    const input: FileInput = {
      ...memoryFile(name, bytes),
      async *chunks() {
        readings += 1;
        const now = Uint8Array.from(bytes);
        if (readings === 2) now[bytes.length - 40] ^= 1;
        yield now;
      },
    };
    await expect(imported([input])).rejects.toMatchObject({ code: 'file-changed' });
  });
});

const MS = 'spectro-inlets/co_strip_part1/data_part1_COstrip_11-11-21.csv';
const EC = 'spectro-inlets/co_strip_part1/ecdata_part1_COstrip_11-11-21.csv';
const SET = 'spectro-inlets/zilien_version_1/2022-04-06 16_17_23 full set';

describe.skipIf(sharedDataMissing(MS, EC))('the CO-strip pair', () => {
  it('is imported, put on one clock and quantified', async () => {
    const { reader } = await imported([await diskFile(sharedDataPath(MS)!), await diskFile(sharedDataPath(EC)!)]);
    const input = readAnalysisInput(reader);
    reader.close();
    expect(input.sources.map(({ id, clockKind }) => [id, clockKind])).toEqual([
      ['ms', 'utc'],
      ['ec', 'utc'],
    ]);
    const proposed = proposeRecipe(input);
    const pairs = synchroniseRun(input, proposed.sync);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ reference: 'ms', moved: 'ec', accepted: true });
    expect(Math.abs(pairs[0].offsetSeconds! + 4)).toBeLessThan(0.05);
    expect(pairs[0].residualVolt).toBeLessThan(1e-4);

    const zero = 1_636_617_385e6;
    const span = (from: number, to: number) => ({ fromUs: zero + from * 1e6, toUs: zero + to * 1e6 });
    const m44 = input.channels.find(({ mz }) => mz === 44)!;
    const seconds = m44.timeUs.map((us) => (us - zero) / 1e6);
    const meanOf = (from: number, to: number) => {
      const inside = m44.value.filter((_, i) => seconds[i] >= from && seconds[i] <= to);
      return inside.reduce((sum, value) => sum + value, 0) / inside.length;
    };
    const integral = (background: number) => {
      let sum = 0;
      for (let i = 1; i < seconds.length; i++)
        if (seconds[i - 1] >= 9170 && seconds[i] <= 9520)
          sum += ((m44.value[i] + m44.value[i - 1]) / 2 - background) * (seconds[i] - seconds[i - 1]);
      return sum;
    };
    // The blank span of the data's description: 3.700825e-10 C to 0.1 %.
    expect(meanOf(9120, 9170)).toBeCloseTo(1.031656e-11, 16);
    expect(Math.abs(integral(meanOf(9120, 9170)) / 3.700825e-10 - 1)).toBeLessThan(1e-3);

    const recipe = recipeSchema.parse({
      ...proposed,
      sync: applySync(proposed.sync, pairs),
      carrier: { mode: 'none', spikeSigmas: 0 },
      vacuum: { mode: 'none' },
      delay: {
        standard: {
          delaySeconds: 0,
          delayUncertaintySeconds: 0,
          washoutSeconds: 0,
          washoutUncertaintySeconds: 0,
          origin: 'given',
        },
      },
      interference: { enabled: false, airLeak: { mode: 'off' } },
      baseline: { spans: [span(9120, 9170)], models: ['constant'], blockSeconds: 5, walk: false },
      calibration: {},
      quantify: {
        species: [{ species: 'CO2', mz: 44 }],
        per: 'cell',
        windows: [{ label: 'blank', span: span(9170, 9520) }],
      },
    });
    const results = analyseRun(input, recipe);
    const blank = results.gases[0].intervals.find(({ label }) => label === 'blank')!;
    expect([results.gases[0].unit, blank.detected]).toEqual(['C', true]);
    // Through the recipe, the number of the data's description to 0.1 %: spans and windows are cut at the reading.
    expect(Math.abs(blank.amount! / 3.700825e-10 - 1)).toBeLessThan(1e-3);
    expect(blank.U!).toBeLessThan(0.1 * blank.amount!);
    expect(results.phases.length).toBeGreaterThan(2);
  });
});

describe.skipIf(sharedDataMissing(`${SET}.tsv`, `${SET}_01_01_CP_DUSB0_C01.mpt`, `${SET}_01_02_CVA_DUSB0_C01.mpt`))(
  'a Zilien folder',
  () => {
    it('becomes one run in which both records of the voltage agree', async () => {
      const paths = ['.tsv', '_01_01_CP_DUSB0_C01.mpt', '_01_02_CVA_DUSB0_C01.mpt'].map((end) =>
        sharedDataPath(`${SET}${end}`)!,
      );
      const { reader } = await imported(await Promise.all(paths.map((path) => diskFile(path))), {
        zone: 'Europe/Copenhagen',
      });
      const input = readAnalysisInput(reader);
      expect(reader.sources().map(({ id }) => id)).toEqual(['ms', 'ec']);
      const [polled, own] = ['auxiliary-voltage', 'voltage'].map((role) =>
        input.channels.find((channel) => channel.role === role)!,
      );
      expect([polled.value.length, own.value.length]).toEqual([733, 876]);
      const absolute = ({ timeUs, sourceId }: typeof own) => {
        const { zeroUtcUs } = reader.sources().find(({ id }) => id === sourceId)!;
        return timeUs.map((us) => us + zeroUtcUs!);
      };
      const [polledUs, ownUs] = [absolute(polled), absolute(own)];
      const pairs: number[] = [];
      polledUs.forEach((us, i) => {
        const after = ownUs.findIndex((each) => each >= us);
        if (after < 1 || ownUs[after] - ownUs[after - 1] > 0.5e6) return;
        const share = (us - ownUs[after - 1]) / (ownUs[after] - ownUs[after - 1]);
        pairs.push(own.value[after - 1] + share * (own.value[after] - own.value[after - 1]) - polled.value[i]);
      });
      const rms = Math.sqrt(pairs.reduce((sum, each) => sum + each * each, 0) / pairs.length);
      // 133 mV by the stamps, 0.15 mV where the offset is right.
      expect(pairs.length).toBeGreaterThan(500);
      expect(rms).toBeLessThan(2e-3);
      reader.close();
    });
  },
);
