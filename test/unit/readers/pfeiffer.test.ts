import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STATUS_OVER_RANGE } from '../../../src-main/core/readers/sample-chunks.ts';
import { hidenCsvReader } from '../../../src-main/core/readers/hiden-csv.ts';
import { prismaScanReader } from '../../../src-main/core/readers/prisma-scan.ts';
import { pvMassSpecReader } from '../../../src-main/core/readers/pv-mass-spec.ts';
import { quaderaAscReader } from '../../../src-main/core/readers/quadera-asc.ts';
import { quadstarAsciiReader } from '../../../src-main/core/readers/quadstar-ascii.ts';
import { quadstarSacReader } from '../../../src-main/core/readers/quadstar-sac.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';
import { channelOf, codesOf, readMade, secondsOf } from './expect-file.ts';
import { latin1 } from './made/made-file.ts';
import {
  hiden,
  prismaScan,
  pvMid,
  pvScan,
  pvScanValue,
  QUADERA_START,
  quadera,
  quaderaSeconds,
  quaderaValue,
  quadstarAscii,
  quadstarSac,
} from './made/pfeiffer.ts';

describe('Quadera .asc', () => {
  it.each(['us', 'continental', 'uk'] as const)(
    'reads the %s dialect: each channel its own times and unit',
    (dialect) => {
      for (const lineEnd of ['\r\n', '\n']) {
        const file = readMade(quaderaAscReader, quadera(dialect, { lineEnd }));
        expect(file.sources).toMatchObject([
          { kind: 'mass-spectrometer', clockKind: 'relative', localZeroUs: QUADERA_START * 1e6 },
        ]);
        expect(
          file.channels.map(({ channel, columns }) => [
            channel.name,
            channel.role,
            channel.mz,
            channel.unit,
            columns.timeUs.length,
          ]),
        ).toEqual([
          ['m/z 2 H2', 'ion-current', 2, 'A', 60],
          ['m/z 32 O2', 'ion-current', 32, 'A', 60],
          ['TP86', 'total-pressure', null, 'mbar', 60],
          ['Water', 'other', null, 'mbar', 59],
        ]);
        file.channels.forEach(({ columns }, c) => {
          columns.timeUs.forEach((us, i) => expect(us).toBe(Math.round(quaderaSeconds(c, i) * 1e6)));
          columns.value.forEach((value, i) => expect(value).toBe(quaderaValue(c, i)));
        });
        expect(codesOf(file)).toEqual(['partial-pressure']);
        expect(file.questions.map((question) => question.id)).toEqual(['zone']);
      }
    },
  );

  it('puts the start on UTC once the zone is known', () => {
    const file = readMade(quaderaAscReader, quadera('us'), { zone: 'Europe/Berlin' });
    expect(file.sources[0].zeroUtcUs).toBe((QUADERA_START - 3600) * 1e6);
    expect(file.questions).toEqual([]);
  });

  it('asks where day and month cannot be told apart, and takes the source file name where they can', () => {
    const start = Date.UTC(2020, 3, 5, 12, 0, 1) / 1000;
    const asked = readMade(quaderaAscReader, quadera('uk', { start, source: 'test', rows: 5 }));
    expect(asked.questions.map((question) => [question.id, question.assumed])).toContainEqual(['date-order', 'dmy']);
    expect(codesOf(asked)).toContain('ambiguous-date');
    expect(asked.sources[0].localZeroUs).toBe(start * 1e6);
    const told = readMade(quaderaAscReader, quadera('uk', { start, source: 'test', rows: 5 }), { 'date-order': 'mdy' });
    expect(told.sources[0].localZeroUs).toBe((Date.UTC(2020, 4, 4, 12, 0, 1) / 1000) * 1e6);
    const named = readMade(quaderaAscReader, quadera('uk', { start, source: '20200405 115900 test', rows: 5 }));
    expect(named.sources[0].localZeroUs).toBe(start * 1e6);
    expect(named.questions.map((question) => question.id)).toEqual(['zone']);
  });

  it('takes a number with the wrong mark as missing, aloud, and refuses both marks at once', () => {
    const text = Buffer.from(quadera('us').bytes).toString('latin1');
    const lines = text.split('\r\n');
    lines[40] = lines[40].replace(/(\d)\.(\d{6}e)/, '$1,$2');
    expect(() => quaderaAscReader.read(latin1(lines.join('\r\n')), 'a.asc')).toThrow(/comma \(.*\) and with a point/);
    const late = readMade(quaderaAscReader, quadera('us', { rows: 900 }));
    const lateLines = Buffer.from(quadera('us', { rows: 900 }).bytes)
      .toString('latin1')
      .split('\r\n');
    lateLines[800] = lateLines[800].replace(/(\d)\.(\d{6}e)/, '$1,$2');
    const wrong = quaderaAscReader.read(latin1(lateLines.join('\r\n')), 'a.asc');
    expect(wrong.findings.find((finding) => finding.code === 'cell-not-a-number')).toMatchObject({
      line: 801,
      count: 1,
    });
    expect(wrong.channels[0].columns.value[792]).toBeNaN();
    expect(wrong.channels[0].columns.value[793]).toBe(late.channels[0].columns.value[793]);
  });
});

describe('Quadstar 32-bit ASCII', () => {
  it('reads lines that end in CR alone, keeps tuned masses and names them by the nearest', () => {
    const file = readMade(quadstarAsciiReader, quadstarAscii());
    expect(file.rows).toBe(60);
    expect(file.channels.map(({ channel }) => [channel.name, channel.role, channel.mz, channel.unit])).toEqual([
      ['m/z 30', 'ion-current', 29.6, 'A'],
      ['m/z 44 CO2', 'ion-current', 44.1, 'A'],
      ['TP\u00E1', 'total-pressure', null, 'mbar'],
    ]);
    expect(secondsOf(file.channels[0]).slice(0, 3)).toEqual([0, 5.25, 10.5]);
    expect(file.channels[0].columns.value[3]).toBe(1.03e-9);
    expect(file.sources[0].localZeroUs).toBe(Date.UTC(2020, 0, 26, 9, 15, 2) * 1000);
  });

  it('rebuilds times beyond six digits from date and time of day, also on a 12-hour clock', () => {
    for (const twelve of [false, true]) {
      const file = readMade(quadstarAsciiReader, quadstarAscii({ rows: 2500, everySeconds: 20.17, twelve }));
      const seconds = secondsOf(file.channels[0]);
      const worst = Math.max(...seconds.map((second, i) => Math.abs(second - i * 20.17)));
      expect(seconds).toHaveLength(2500);
      // RelTime alone would be off by 0.05 s; the stamps have hundredths.
      expect(worst).toBeLessThan(0.0101);
      expect(codesOf(file)).toEqual(twelve ? ['twelve-hour-clock'] : []);
    }
  });

  it('warns where the header announces more cycles than there are', () => {
    const { bytes } = quadstarAscii();
    const text = Buffer.from(bytes).toString('latin1').replace('CONVERTED CYCLES :\t60', 'CONVERTED CYCLES :\t61');
    expect(codesOf(quadstarAsciiReader.read(latin1(text), 'a.asc'))).toContain('fewer-rows-than-stated');
  });
});

describe('Quadstar .sac', () => {
  it('reads spectra with their mass axis, scalars and both start stamps', () => {
    const file = readMade(quadstarSacReader, quadstarSac());
    expect(file.rows).toBe(5);
    expect(file.spectra).toHaveLength(5);
    const scan = file.spectra[2];
    expect([scan.firstMass, scan.massStep, scan.values.length, scan.unit, scan.timeUs]).toEqual([
      0.5,
      0.0625,
      800,
      'A',
      120_123_400,
    ]);
    expect(scan.values[17]).toBe(Math.fround((1 + ((2 * 31 + 17) % 113)) * 1e-13));
    const peak = channelOf(file, 'scan peak 28').columns;
    // m/z 27.6 .. 28.4 are the points 434 .. 446.
    const inside = [...scan.values.subarray(434, 447)];
    expect(peak.value[2]).toBe(Math.max(...inside));
    expect(channelOf(file, 'TP1')).toMatchObject({ channel: { role: 'total-pressure', unit: 'mbar' } });
    expect(file.sources[0].localZeroUs).toBe(Date.UTC(2021, 4, 3, 14, 5, 6) * 1000 + 250_000);
    expect(file.findings.find((finding) => finding.code === 'two-start-stamps')?.sentence).toContain('1.00 h apart');
  });

  it('takes over-range as missing with its peak, keeps values just above full scale, both aloud', () => {
    const value = (i: number, j: number) =>
      i === 1 && j === 440 ? 3.4028234663852886e38 : i === 2 && j === 100 ? 1.015e-9 : 1e-12;
    const file = readMade(quadstarSacReader, quadstarSac({ value }));
    expect(codesOf(file)).toEqual(['near-range-end', 'over-range', 'scan-peaks', 'two-start-stamps']);
    expect(file.spectra[1].values[440]).toBeNaN();
    expect(channelOf(file, 'scan peak 28').columns.value[1]).toBeNaN();
    expect(channelOf(file, 'scan peak 28').columns.value[2]).toBe(Math.fround(1e-12));
    expect(file.spectra[2].values[100]).toBe(Math.fround(1.015e-9));
  });

  it('reads the whole cycles of a file that was cut, and refuses one without a sound table', () => {
    const { bytes } = quadstarSac();
    const cut = quadstarSacReader.read(bytes.subarray(0, bytes.length - 10), 'a.sac');
    expect([cut.rows, codesOf(cut)]).toEqual([4, ['fewer-rows-than-stated', 'scan-peaks', 'two-start-stamps']]);
    expect(quadstarSacReader.recognise(bytes, bytes.length).certainty).toBe(1);
    expect(quadstarSacReader.recognise(bytes, bytes.length + 1).certainty).toBeLessThan(1);
    expect(() => quadstarSacReader.read(bytes.subarray(0, 150), 'a.sac')).toThrow('cut off or damaged');
  });
});

describe('PV MassSpec .dat', () => {
  it('reads scans by their column labels and drops placeholder rows', () => {
    const file = readMade(pvMassSpecReader, pvScan());
    expect([file.rows, file.spectra.length]).toEqual([4, 4]);
    expect(file.sources).toMatchObject([{ clockKind: 'utc' }]);
    expect(file.spectra[1]).toMatchObject({ firstMass: 0.2, timeUs: 1_582_625_680_827_000 });
    expect(file.spectra[1].massStep).toBeCloseTo(0.1, 9);
    expect(file.spectra[1].values[5]).toBe(pvScanValue(1, 5));
    const inside = Array.from({ length: 9 }, (_, j) => pvScanValue(0, 174 + j));
    expect(channelOf(file, 'scan peak 18').columns.value[0]).toBe(Math.max(...inside));
    expect(codesOf(file)).toEqual(['placeholder-rows', 'scan-peaks']);
  });

  it('reads MID exports, by UTC or by the local start in the header', () => {
    const file = readMade(pvMassSpecReader, pvMid());
    expect(file.channels.map(({ channel }) => [channel.name, channel.role, channel.mz, channel.unit])).toEqual([
      ['m/z 2 H2', 'ion-current', 2, 'A'],
      ['m/z 44.1 CO2', 'ion-current', 44.1, 'A'],
      ['Total Pressure (mbar)', 'total-pressure', null, 'mbar'],
      ['Temperature (C)', 'other', null, 'degC'],
    ]);
    expect(file.channels[0].columns.timeUs[2]).toBe(1_582_625_416_500_000);
    const local = readMade(pvMassSpecReader, pvMid(50, false));
    expect(local.sources).toMatchObject([
      { clockKind: 'relative', localZeroUs: Date.UTC(2020, 1, 25, 11, 10, 13) * 1000 },
    ]);
    expect(secondsOf(local.channels[0])[2]).toBe(3);
  });
});

describe('a PrismaPro scan answer', () => {
  it('gets its mass axis and time from answers, and asks for them', () => {
    const file = readMade(prismaScanReader, prismaScan(), { zone: 'UTC' });
    expect(file.spectra[0]).toMatchObject({ firstMass: 1, massStep: 0.1, timeUs: 0 });
    expect(file.spectra[0].values[18]).toBe(1.5e-13);
    expect(file.sources[0].zeroUtcUs).toBe(Date.UTC(2024, 2, 1, 10) * 1000);
    const asked = readMade(prismaScanReader, prismaScan({ answered: false }));
    expect(asked.questions.map((question) => question.id)).toEqual([
      'start-mass',
      'stop-mass',
      'points-per-amu',
      'date',
    ]);
    expect([asked.channels.length, codesOf(asked)]).toEqual([0, ['no-mass-axis']]);
  });

  it('is refused where values, scansize and mass axis differ', () => {
    expect(() => readMade(prismaScanReader, prismaScan({ stated: 90 }))).toThrow('announces 90 values and holds 91');
    expect(() => readMade(prismaScanReader, prismaScan(), { 'stop-mass': '11' })).toThrow('makes 101 values');
  });
});

describe('Hiden MASsoft csv', () => {
  it('reads columns by their scans and asks for the unit', () => {
    const file = readMade(hidenCsvReader, hiden());
    expect(file.rows).toBe(60);
    expect(file.channels.map(({ channel }) => [channel.role, channel.mz, channel.unit])).toEqual([
      ['other', 2, '1'],
      ['other', 32, '1'],
      ['other', 44.1, '1'],
    ]);
    expect(file.questions.map((question) => question.id)).toEqual(['unit', 'zone']);
    expect(secondsOf(file.channels[0]).slice(0, 3)).toEqual([0.123, 1.92, 3.44]);
    expect(file.channels[0].columns.value[10]).toBe(6.2e-8);
    expect(file.channels[2].columns.value[10]).toBe(-1.5e-10);
    expect(file.sources[0].localZeroUs).toBe(Date.UTC(2020, 0, 31, 14, 5, 6) * 1000);
    expect(codesOf(file)).toEqual(['relative-sensitivity']);
  });

  it('gives ion currents once the unit is A', () => {
    const file = readMade(hidenCsvReader, hiden(60, 'A'));
    expect(file.channels.map(({ channel }) => [channel.name, channel.role, channel.unit])).toEqual([
      ['m/z 2 H2', 'ion-current', 'A'],
      ['m/z 32 O2', 'ion-current', 'A'],
      ['m/z 44.1 CO2', 'ion-current', 'A'],
    ]);
    const torr = readMade(hidenCsvReader, hiden(60, 'torr'));
    expect(torr.channels[0].channel).toMatchObject({ role: 'other', unit: 'mbar' });
    expect(torr.channels[0].channel.scale).toBeCloseTo(1.33322, 5);
  });
});

it('over-range has a status of its own', () => {
  expect(STATUS_OVER_RANGE >>> 30).toBe(2);
});

const MEGAN = 'pfeiffer/20221128 134958 TGA MS Megan.asc';
const SCAN = 'pfeiffer/PVMassSpec_1_FC_1E-4.dat';

describe.skipIf(sharedDataMissing(MEGAN, SCAN))('real Pfeiffer files', () => {
  const read = (path: string) => readFileSync(sharedDataPath(path)!);

  it('a Quadera export that ends in the middle of a cycle', () => {
    const file = quaderaAscReader.read(read(MEGAN), 'Megan.asc');
    expect(file.channels.map(({ columns }) => columns.timeUs.length)).toEqual([
      1366, 1366, 1366, 1365, 1365, 1365, 1365,
    ]);
    const ends = (origin: string) => {
      const channel = channelOf(file, origin);
      const seconds = secondsOf(channel);
      return [seconds[0], channel.columns.value[0], seconds.at(-1), channel.columns.value.at(-1)];
    };
    expect(ends('14')).toEqual([0, 1.083137e-11, 5431.151, 1.0671e-11]);
    expect(ends('Water')).toEqual([0.445, -1.415928e-13, 5431.577, 4.948199e-14]);
    expect(ends('Argon')).toEqual([2.86, 8.96797e-15, 5429.898, 1.026108e-14]);
    expect(ends('Carbondioxide')).toEqual([3.951, 7.59608e-14, 5430.939, 1.063759e-14]);
    expect(Math.max(...channelOf(file, 'Argon').columns.value)).toBe(1.13765e-13);
    expect(file.channels.every(({ channel }) => channel.unit === 'mbar')).toBe(true);
    expect(file.sources[0].localZeroUs).toBe(Date.UTC(2022, 10, 28, 13, 51, 12) * 1000);
    expect(codesOf(file)).toEqual(['last-line-without-end', 'partial-pressure']);
  });

  it('a PV MassSpec scan with placeholder rows', () => {
    const file = pvMassSpecReader.read(read(SCAN), 'scan.dat');
    const [scan] = file.spectra;
    expect([file.spectra.length, scan.values.length, scan.firstMass, scan.values[0]]).toEqual([
      1, 899, 0.2, 1.683892886e-10,
    ]);
    expect(scan.timeUs).toBe(1_582_625_650_827_000);
    const peak = (mass: number) => Number(channelOf(file, `scan peak ${mass}`).columns.value[0].toPrecision(7));
    expect([28, 32, 40, 18, 44].map(peak)).toEqual([
      1.095475e-9, 2.852657e-10, 2.390144e-11, 1.62867e-11, 1.549762e-12,
    ]);
    const base = scan.values.indexOf(Math.max(...scan.values));
    expect(0.2 + base * scan.massStep).toBeCloseTo(28, 6);
    expect(codesOf(file)).toEqual(['placeholder-rows', 'scan-peaks']);
  });
});
