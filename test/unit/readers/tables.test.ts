import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NORMAL_CONDITIONS } from '../../../shared/domain/units.ts';
import { dryCalCsvReader } from '../../../src-main/core/readers/drycal-csv.ts';
import { mappedTableReader } from '../../../src-main/core/readers/mapped-table.ts';
import { tableMappingSchema } from '../../../shared/domain/table-mapping.ts';
import { zilienTsvReader } from '../../../src-main/core/readers/zilien-tsv.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';
import { channelOf, codesOf, readMade, secondsOf } from './expect-file.ts';
import { dryCal } from './made/cyclers.ts';
import { loggerTable, MAPPING, zilien, zilienScan } from './made/tables.ts';

const lengths = (file: ReturnType<typeof readMade>) =>
  Object.fromEntries(file.channels.map(({ channel, columns }) => [channel.origin, columns.timeUs.length]));

describe('Zilien .tsv', () => {
  it('reads version 2 with its UTC start and the length of every series', () => {
    const file = readMade(zilienTsvReader, zilien({ ecLabRows: 40 }));
    expect(file.sources).toMatchObject([{ id: 'ms', clockKind: 'relative', zeroUtcUs: 1_649_254_643_500_000 }]);
    expect(lengths(file)).toEqual({
      'pot Voltage [V]': 60,
      'pot Current [mA]': 60,
      'pot Cycle [n]': 60,
      'Iongauge value Pressure [mbar]': 60,
      'MFC1 value Flow [ml/min]': 60,
      'C0M2 M2-H2 [A]': 30,
      'EC-lab experiment_number': 40,
      'EC-lab technique_number': 40,
      'EC-lab Ewe/V': 40,
      'EC-lab I/mA': 40,
    });
    expect(channelOf(file, 'C0M2 M2-H2 [A]').channel).toMatchObject({
      name: 'm/z 2 H2',
      role: 'ion-current',
      mz: 2,
      unit: 'A',
    });
    expect(secondsOf(channelOf(file, 'C0M2 M2-H2 [A]')).slice(0, 2)).toEqual([0.479864, 1.479864]);
    expect(channelOf(file, 'C0M2 M2-H2 [A]').columns.value[29]).toBe(6.75e-8);
    // The appended EC-Lab data stand on the Zilien clock already.
    expect(secondsOf(channelOf(file, 'EC-lab Ewe/V'))[4]).toBe(96.21);
    const roles = Object.fromEntries(file.channels.map(({ channel }) => [channel.origin, channel.role]));
    expect(roles).toMatchObject({
      'pot Voltage [V]': 'auxiliary-voltage',
      'pot Current [mA]': 'other',
      'EC-lab Ewe/V': 'voltage',
      'EC-lab I/mA': 'current',
      'Iongauge value Pressure [mbar]': 'total-pressure',
    });
    expect(file.metadata['pot_01.offset']).toBe('9.521071e+01');
    expect(codesOf(file)).toEqual(['measured-offset']);
  });

  it('reads version 1 with the start from the name of the file', () => {
    const file = readMade(zilienTsvReader, zilien({ version: 1 }));
    expect(file.sources).toMatchObject([{ zeroUtcUs: null, localZeroUs: Date.UTC(2022, 3, 6, 16, 17, 23) * 1000 }]);
    expect(codesOf(file)).toContain('start-from-file-name');
    const renamed = readMade(zilienTsvReader, zilien({ version: 1, name: 'renamed.tsv' }));
    expect(codesOf(renamed)).toContain('no-time-stamp');
  });

  it('takes incomplete sets as the mass spectrometer data they are', () => {
    for (const pot of ['empty', 'none'] as const) {
      for (const ecLabRows of [null, 0]) {
        const file = readMade(zilienTsvReader, zilien({ pot, ecLabRows }));
        expect(Object.keys(lengths(file))).toEqual([
          'Iongauge value Pressure [mbar]',
          'MFC1 value Flow [ml/min]',
          'C0M2 M2-H2 [A]',
        ]);
        expect(codesOf(file)).toEqual(['measured-offset']);
      }
    }
  });

  it('gives a flow its unit only with its reference temperature', () => {
    const asked = readMade(zilienTsvReader, zilien());
    expect(asked.questions.map((question) => question.id)).toEqual(['flow-temperature']);
    expect(channelOf(asked, 'MFC1 value Flow [ml/min]').channel).toMatchObject({
      role: 'other',
      unit: '1',
      flowReference: null,
    });
    const told = readMade(zilienTsvReader, zilien(), { 'flow-temperature': '0' });
    expect(channelOf(told, 'MFC1 value Flow [ml/min]').channel).toMatchObject({
      role: 'flow',
      unit: 'mln/min',
      flowReference: NORMAL_CONDITIONS,
    });
    expect(told.questions).toEqual([]);
  });

  it('reads mass scans, end mass included', () => {
    for (const blanks of [' ', '  ']) {
      const file = readMade(zilienTsvReader, zilienScan(51, blanks));
      expect(file.spectra).toHaveLength(1);
      expect(file.spectra[0]).toMatchObject({ firstMass: 0, timeUs: 25_569_660 });
      expect(file.spectra[0].values).toHaveLength(51);
      // m/z 1.6 .. 2.4 are the points 8 .. 12: 5, 12, 6, 13 -> (1 + 7j mod 13).
      const inside = [8, 9, 10, 11, 12].map((j) => (1 + ((j * 7) % 13)) * 1e-13);
      expect(channelOf(file, 'scan peak 2').columns.value[0]).toBeCloseTo(Math.max(...inside), 20);
    }
  });
});

describe('DryCal csv', () => {
  it('crosses midnight, asks for the day and the standard temperature', () => {
    for (const twelve of [false, true]) {
      const file = readMade(dryCalCsvReader, dryCal({ twelve }));
      const seconds = secondsOf(file.channels[0]);
      expect(seconds[59] - seconds[0]).toBe(59 * 4);
      expect(file.questions.map((question) => question.id)).toEqual(['date', 'flow-temperature']);
      expect(channelOf(file, 'DryCal smL/min').channel).toMatchObject({ role: 'other', unit: '1' });
      expect(file.sources[0]).toMatchObject({ clockKind: 'relative' });
    }
    const told = readMade(dryCalCsvReader, dryCal({ answered: true }));
    expect(told.sources[0]).toMatchObject({ clockKind: 'local' });
    expect(secondsOf(told.channels[0])[0]).toBe(Date.UTC(2020, 0, 31, 23, 59) / 1000);
    expect(channelOf(told, 'DryCal smL/min').channel).toMatchObject({
      role: 'flow',
      unit: 'mln/min',
      flowReference: NORMAL_CONDITIONS,
    });
    expect(channelOf(told, 'DryCal smL/min').columns.value[8]).toBe(2.51);
    expect(channelOf(told, 'Temp. Deg C').channel).toMatchObject({ role: 'gas-temperature', unit: 'degC' });
  });
});

describe('a table with a mapping', () => {
  it('is read by names, with decimal comma, dates and quoted cells', () => {
    const file = readMade(mappedTableReader, loggerTable());
    expect(file.rows).toBe(60);
    expect(file.sources).toMatchObject([{ name: 'logger', kind: 'mass-spectrometer', clockKind: 'local' }]);
    const oxygen = channelOf(file, 'O2');
    expect(oxygen.channel).toMatchObject({ role: 'ion-current', mz: 32, unit: 'A', scale: 1e-12 });
    expect(oxygen.columns.value[8]).toBe(2.5);
    expect(oxygen.columns.timeUs[8]).toBe(Date.UTC(2020, 0, 31, 12, 0, 8, 250) * 1000);
    expect(channelOf(file, 'T').channel).toMatchObject({ unit: 'degC', offset: -273.15 });
    expect(codesOf(file)).toEqual([]);
  });

  it('survives being saved as JSON, and is refused where it does not fit', () => {
    expect(tableMappingSchema.parse(JSON.parse(JSON.stringify(MAPPING)))).toEqual(MAPPING);
    const made = loggerTable();
    const wrong = { ...MAPPING, channels: [{ ...MAPPING.channels[0], column: 'CO2' }] };
    expect(() => readMade(mappedTableReader, { ...made, mapping: wrong })).toThrow('no column "CO2"');
    expect(() => mappedTableReader.read(made.bytes, 'a.txt')).toThrow('no mapping says');
    expect(() => readMade(mappedTableReader, { ...made, mapping: { ...MAPPING, firstDataLine: 2 } })).toThrow(
      'does not come after',
    );
  });
});

const SET = 'spectro-inlets/zilien_version_1/2022-04-06 16_17_23 full set.tsv';
const SCANS = ['0000026', '0000050', '0000076'].map(
  (second) => `spectro-inlets/zilien_version_1/full set mass scans/mass scan started at measurement time ${second}.tsv`,
);

describe.skipIf(sharedDataMissing(SET, ...SCANS))('real Zilien files', () => {
  const read = (path: string) => zilienTsvReader.read(readFileSync(sharedDataPath(path)!), path.split('/').at(-1)!);

  it('a measurement of version 1', () => {
    const file = read(SET);
    const ends = (origin: string) => {
      const channel = channelOf(file, origin);
      const seconds = secondsOf(channel);
      return [seconds[0], channel.columns.value[0], seconds.at(-1), channel.columns.value.at(-1), seconds.length];
    };
    // Times are stored in whole microseconds.
    expect(ends('pot Voltage [V]')).toEqual([95.84931, 0.5920536, 213.4163, 0.1014159, 733]);
    expect(ends('C0M2 M2-H2 [A]')).toEqual([0.479864, 2.319726e-9, 216.3797, 2.187911e-9, 404]);
    expect(ends('C1M4 M4-He [A]').filter((_, i) => i % 2 === 1)).toEqual([3.650363e-8, 3.444133e-8]);
    expect(ends('C3M28 M28-N2/CO [A]').filter((_, i) => i % 2 === 1)).toEqual([1.864088e-10, 1.828584e-10]);
    expect(ends('C4M32 M32-O2 [A]')).toEqual([0.777834, 1.934676e-10, 216.6776, 1.851902e-10, 404]);
    expect([ends('Iongauge value Pressure [mbar]')[1], ends('Iongauge value Pressure [mbar]')[3]]).toEqual([
      6.16e-7, 6.17e-7,
    ]);
    expect([
      ends('PC value Pressure [mbar]')[1],
      ends('PC value Pressure [mbar]')[3],
      ends('PC value Pressure [mbar]')[4],
    ]).toEqual([994.6649, 994.5849, 457]);
    expect(file.sources[0].localZeroUs).toBe(Date.UTC(2022, 3, 6, 16, 17, 23) * 1000);
    expect(file.metadata['pot_01.offset']).toBe('9.521071e+01');
  });

  it('its mass scans', () => {
    const scans = SCANS.map((path) => read(path));
    expect(scans.map((scan) => scan.spectra[0].values.length)).toEqual([251, 251, 251]);
    expect(scans.map((scan) => scan.spectra[0].timeUs / 1e6)).toEqual([25.56966, 50.08814, 75.63307]);
    expect(scans.map((scan) => Math.max(...scan.spectra[0].values))).toEqual([3.534571e-8, 3.563579e-8, 3.533896e-8]);
    expect(scans.map((scan) => channelOf(scan, 'scan peak 4').columns.value[0])).toEqual([
      3.534571e-8, 3.563579e-8, 3.533896e-8,
    ]);
  });
});
