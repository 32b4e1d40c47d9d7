import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/api/errors.ts';
import { analysisChannel } from '../../../src-main/core/analysis/analysis-input.ts';
import { fitClockOffset } from '../../../src-main/core/analysis/sync/fit-clock-offset.ts';
import { ixdatCsvReader } from '../../../src-main/core/readers/ixdat-csv.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const FILE = `ixdat version = 0.2.1
technique = MS
tstamp = 1000.5
timecol 'M2-x' for: 'M2'
timecol 'time/s' for: 'Ewe/V' and 'I/mA'
N_header_lines = 8

M2-x,\tM2,\ttime/s,\tEwe/V,\tI/mA,\tM99
0.25,\t1.5e-010,\t1.0,\t0.5,\t-2.0,\t1
0.75,\tnan,\t2.0,\t0.6,\t,\t2
,\t,\t1.5,\t0.7,\t3.0,\t3`;

describe('ixdat CSV', () => {
  it('gives every channel its own times and says what it could not use', () => {
    const file = ixdatCsvReader.read(bytesOf(FILE), 'a.csv');
    expect(file.sources).toMatchObject([{ kind: 'mass-spectrometer', clockKind: 'utc' }]);
    expect(file.channels.map(({ channel }) => [channel.role, channel.mz, channel.unit])).toEqual([
      ['ion-current', 2, 'A'],
      ['auxiliary-voltage', null, 'V'],
      ['current', null, 'A'],
    ]);
    const [m2, volt, current] = file.channels;
    expect([...m2.columns.timeUs]).toEqual([1000.75e6, 1001.25e6]);
    expect(m2.columns.value[0]).toBe(1.5e-10);
    expect(m2.columns.value[1]).toBeNaN();
    expect([...volt.columns.timeUs]).toEqual([1001.5e6, 1002.5e6, 1002e6]);
    expect([...analysisChannel(current.channel, current.columns).value]).toEqual([-2e-3, Number.NaN, 3e-3]);
    expect(file.findings.map((finding) => finding.code).sort()).toEqual([
      'column-without-time',
      'last-line-without-end',
      'time-steps-back',
      'time-steps-back',
    ]);
  });

  it('reads the same with other line ends and a byte-order mark', () => {
    const plain = ixdatCsvReader.read(bytesOf(FILE), 'a.csv');
    for (const text of [FILE.replaceAll('\n', '\r\n'), FILE.replaceAll('\n', '\r'), `\uFEFF${FILE}`]) {
      expect(ixdatCsvReader.recognise(bytesOf(text)).certainty).toBe(1);
      expect(ixdatCsvReader.read(bytesOf(text), 'a.csv').channels).toEqual(plain.channels);
    }
  });

  it('throws nothing but advice on damaged files', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(FILE.length - 1), byte: fc.nat(255) }), { maxLength: 12 }),
        fc.nat(FILE.length),
        (changes, length) => {
          const bytes = bytesOf(FILE).slice(0, length);
          for (const { at, byte } of changes) if (at < length) bytes[at] = byte;
          try {
            for (const { columns } of ixdatCsvReader.read(bytes, 'a.csv').channels) {
              expect(columns.timeUs.length).toBe(columns.value.length);
              expect(columns.timeUs.every(Number.isFinite)).toBe(true);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

const MS = 'spectro-inlets/co_strip_part1/data_part1_COstrip_11-11-21.csv';
const EC = 'spectro-inlets/co_strip_part1/ecdata_part1_COstrip_11-11-21.csv';

describe.skipIf(sharedDataMissing(MS, EC))('the CO-strip pair', () => {
  const read = (path: string) => ixdatCsvReader.read(readFileSync(sharedDataPath(path)!), path);

  it('is read with the counts and first values its description gives', () => {
    const file = read(MS);
    const m44 = file.channels.find(({ channel }) => channel.mz === 44)!.columns;
    expect(m44.timeUs.length).toBe(3729);
    expect(m44.value[0]).toBe(1.040615e-11);
    expect(m44.timeUs[0] / 1e6 - 1636617385).toBeCloseTo(8400.538, 5);
    const counts = file.channels.map(({ channel, columns }) => [channel.name, columns.timeUs.length]);
    expect(Object.fromEntries(counts)).toMatchObject({ 'm/z 2 H2': 3730, 'Ewe/V': 12436 });
    expect(read(EC).channels[0].columns.timeUs.length).toBe(2249);
  });

  it('gives up its clock offset of -4.00 s without help', () => {
    const record = (path: string, role: string) => {
      const { columns } = read(path).channels.find(({ channel }) => channel.role === role)!;
      return { seconds: columns.timeUs.map((us) => us / 1e6 - 1636617385), volt: columns.value };
    };
    const fit = fitClockOffset(record(MS, 'auxiliary-voltage'), record(EC, 'voltage'));
    expect(fit.accepted).toBe(true);
    expect(Math.abs(fit.offsetSeconds + 4)).toBeLessThan(0.05);
    expect(fit.residualVolt).toBeLessThan(3e-4);
    expect(fit.stampResidualVolt).toBeGreaterThan(0.01);
    expect(fit.offsetUncertaintySeconds).toBeLessThan(0.05);
  });
});
