import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ecLabMprReader } from '../../../src-main/core/readers/ec-lab-mpr.ts';
import { ecLabTextReader } from '../../../src-main/core/readers/ec-lab-text.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';
import { channelOf, codesOf, readMade, secondsOf, trapezoid } from './expect-file.ts';
import { EC_START, ecMilliampere, ecSeconds, ecVolt, mpr, mpt } from './made/biologic.ts';
import { latin1 } from './made/made-file.ts';

const micro = (seconds: number) => Math.round(seconds * 1e6);

describe('EC-Lab text', () => {
  it.each([
    ['point, CRLF', {}],
    ['comma, LF', { mark: ',' as const, lineEnd: '\n' }],
    ['BT-Lab', { first: 'BT-Lab ASCII FILE' }],
    ['date with dashes', { acquisition: '01-31-2020 12:00:00.250' }],
    ['date with points', { acquisition: '01.31.2020 12:00:00.250' }],
  ])('reads every number and the start: %s', (_, options) => {
    const file = readMade(ecLabTextReader, mpt(options));
    expect(file.rows).toBe(100);
    expect(file.sources).toMatchObject([
      { kind: 'cycler', clockKind: 'relative', localZeroUs: (EC_START + 0.25) * 1e6 },
    ]);
    const volt = channelOf(file, 'Ewe/V');
    expect(volt.channel).toMatchObject({ role: 'voltage', unit: 'V', scale: 1 });
    const current = channelOf(file, '<I>/mA');
    expect(current.channel).toMatchObject({ role: 'current', unit: 'A', scale: 1e-3 });
    for (let i = 0; i < 100; i++) {
      expect(volt.columns.timeUs[i]).toBe(micro(ecSeconds(i)));
      expect(volt.columns.value[i]).toBe(ecVolt(i));
      expect(current.columns.value[i]).toBe(ecMilliampere(i));
    }
    expect(channelOf(file, '(Q-Qo)/mA.h').channel).toMatchObject({ unit: 'C', scale: 3.6 });
    expect(file.channels.find(({ channel }) => channel.origin.startsWith('Temperature/'))?.channel.unit).toBe('degC');
    expect(channelOf(file, 'cycle number').channel.role).toBe('cycle-index');
    // "lost" stands after an empty name: it has no cells.
    expect(file.channels.map(({ channel }) => channel.origin)).not.toContain('lost');
    expect(file.segments).toEqual([
      { label: 'loop 0', fromRow: 0, toRow: 49 },
      { label: 'loop 1', fromRow: 50, toRow: 99 },
    ]);
    expect(file.metadata).toMatchObject({ Technique: 'Cyclic Voltammetry Advanced', Device: 'SP-200 (SN 0961)' });
    expect(codesOf(file)).toEqual(['overload']);
  });

  it('reads absolute times as times since the acquisition start', () => {
    const file = readMade(ecLabTextReader, mpt({ absolute: true }));
    const seconds = secondsOf(channelOf(file, 'Ewe/V'));
    expect(seconds[0]).toBeCloseTo(2.5816, 2);
    expect(seconds[99]).toBeCloseTo(ecSeconds(99), 2);
  });

  it('reads files without a header, and batch exports, without inventing a clock', () => {
    for (const header of ['batch', 'none'] as const) {
      const file = readMade(ecLabTextReader, mpt({ header }));
      expect([file.rows, file.sources[0].localZeroUs]).toEqual([100, null]);
      expect(codesOf(file)).toEqual(['no-time-stamp', 'overload']);
      expect(file.questions).toEqual([]);
    }
  });

  it('accepts a technique without rows, and says where announced rows are missing', () => {
    expect(codesOf(readMade(ecLabTextReader, mpt({ rows: 0, loops: false })))).toEqual(['no-rows']);
    const text = Buffer.from(mpt().bytes)
      .toString('latin1')
      .replace('from point number 50 to 99', 'from point number 50 to 100');
    expect(codesOf(ecLabTextReader.read(latin1(text), 'a.mpt'))).toContain('fewer-rows-than-stated');
  });

  it('refuses a header whose count of lines is wrong, rather than read names as data', () => {
    const text = Buffer.from(mpt().bytes)
      .toString('latin1')
      .replace(/Nb header lines : \d+/, 'Nb header lines : 12');
    expect(() => ecLabTextReader.read(latin1(text), 'a.mpt')).toThrow('should hold the column names');
  });

  it('takes the sum of the other potentials where the mean one holds only zeros', () => {
    const rows = Array.from(
      { length: 5 },
      (_, i) => `${i}\t0.0000000E+000\t1.5000000E+000\t${(0.25 * i - 1).toFixed(2)}`,
    );
    const file = (zeros: boolean) =>
      ecLabTextReader.read(
        latin1(
          ['time/s\t<Ewe>/V\t<Ece>/V\tEwe-Ece/V\t', ...(zeros ? rows : [...rows, '5\t0.25\t1.5\t-1.25'])].join('\n') +
            '\n',
        ),
        'a.mpt',
      );
    const fixed = file(true).channels.filter(({ channel }) => channel.role === 'voltage');
    expect(fixed.map(({ channel, columns }) => [channel.name, [...columns.value]])).toEqual([
      ['Ece + (Ewe-Ece)', [0.5, 0.75, 1, 1.25, 1.5]],
    ]);
    expect(codesOf(file(true))).toContain('zero-voltage-column');
    const trusted = file(false).channels.filter(({ channel }) => channel.role === 'voltage');
    expect(trusted.map(({ channel }) => channel.name)).toEqual(['<Ewe>/V']);
  });
});

describe('EC-Lab .mpr', () => {
  it.each([2, 3, 11] as const)('reads records of layout %i with shared flags', (layout) => {
    const file = readMade(ecLabMprReader, mpr({ layout }));
    expect(file.rows).toBe(60);
    expect(file.sources).toMatchObject([
      { clockKind: 'relative', localZeroUs: (EC_START + 0.886) * 1e6, name: '0961' },
    ]);
    const volt = channelOf(file, 'Ewe/V');
    for (let i = 0; i < 60; i++) {
      expect(volt.columns.timeUs[i]).toBe(micro(ecSeconds(i)));
      expect(volt.columns.value[i]).toBe(Math.fround(ecVolt(i)));
      expect(channelOf(file, '<I>/mA').columns.value[i]).toBe(ecMilliampere(i));
      expect(channelOf(file, 'mode').columns.value[i]).toBe(2);
      expect(channelOf(file, 'ox/red').columns.value[i]).toBe(i % 2);
      expect(channelOf(file, 'Ns').columns.value[i]).toBe(i % 3);
    }
    expect(file.segments.map(({ fromRow, toRow }) => [fromRow, toRow])).toEqual([
      [0, 29],
      [30, 59],
    ]);
    expect(file.metadata.Technique).toBe('CVA');
    expect(codesOf(file)).toEqual([]);
  });

  it('computes the current that GCPL does not store', () => {
    // 0.5 mA for 2 s is 1 mC = 1/3600 mA.h.
    const file = readMade(
      ecLabMprReader,
      mpr({ ids: [4, 6, 7], value: (id, i) => (id === 4 ? 2 * i : id === 7 ? (i === 0 ? 0 : 1 / 3600) : 3.5) }),
    );
    const current = channelOf(file, '<I>/mA');
    expect(current.channel.role).toBe('current');
    expect(current.columns.value[0]).toBe(0);
    expect(current.columns.value[30]).toBeCloseTo(0.5, 12);
    expect(codesOf(file)).toEqual(['current-from-charge']);
  });

  it('skips unknown columns aloud where their size can be told, and refuses where it cannot', () => {
    for (const unknownBytes of [4, 8]) {
      const file = readMade(ecLabMprReader, mpr({ ids: [4, 999, 6], unknownBytes }));
      expect(codesOf(file)).toEqual(['unknown-columns']);
      expect(channelOf(file, 'Ewe/V').columns.value[7]).toBe(Math.fround(ecVolt(7)));
    }
    expect(() => readMade(ecLabMprReader, mpr({ ids: [4, 999, 6], unknownBytes: 2 }))).toThrow(
      'columns 999 are unknown',
    );
  });

  it('reads column numbers above 255 in the new layout and refuses a length that does not fit', () => {
    const file = readMade(ecLabMprReader, mpr({ ids: [4, 6, 438, 468] }));
    expect(file.channels.map(({ channel }) => channel.origin)).toEqual(['Ewe/V', 'step time/s', 'half cycle']);
    const { bytes } = mpr({ ids: [4, 6] });
    const broken = Buffer.from(bytes);
    const dataAt = broken.indexOf('VMP data') - 6;
    broken.writeUInt32LE(61, dataAt + 65);
    expect(() => ecLabMprReader.read(broken, 'a.mpr')).toThrow('61 records of 12 bytes do not fill');
  });

  it('says where the log and with it the clock is missing', () => {
    const file = readMade(ecLabMprReader, mpr({ withLog: false }));
    expect(file.sources[0].localZeroUs).toBeNull();
    expect(codesOf(file)).toEqual(['no-time-stamp']);
  });
});

const CV = 'biologic/Pt_poly_cv.mpt';
const BT = 'biologic/pyprobe_Sample_data_biologic_CA1.txt';
const BARE = 'biologic/pyprobe_Sample_data_biologic_no_header.mpt';
const TEXT = 'biologic/gpl-yadg/yadg_gcpl.issue_149.mpt';
const BINARY = 'biologic/gpl-yadg/yadg_gcpl.issue_149.mpr';

describe.skipIf(sharedDataMissing(CV, BT, BARE, TEXT, BINARY))('real BioLogic files', () => {
  const read = (path: string) =>
    (path.endsWith('.mpr') ? ecLabMprReader : ecLabTextReader).read(readFileSync(sharedDataPath(path)!), path);
  const ends = (values: ArrayLike<number>) => [values[0], values[values.length - 1]];

  it('a cyclic voltammogram with decimal comma', () => {
    const file = read(CV);
    const [volt, current] = [channelOf(file, 'Ewe/V'), channelOf(file, '<I>/mA')];
    expect(file.rows).toBe(4473);
    expect(ends(secondsOf(volt))).toEqual([2.5816, 152.200796]);
    expect(ends(volt.columns.value)).toEqual([0.94958913, 0.193813]);
    expect([Math.min(...volt.columns.value), Math.max(...volt.columns.value)]).toEqual([-0.050102077, 1.6999267]);
    expect(
      [Math.min(...current.columns.value), Math.max(...current.columns.value)].map((value) => value.toPrecision(8)),
    ).toEqual(['-0.22227934', '0.17383958']);
    expect(channelOf(file, '(Q-Qo)/C').columns.value.at(-1)).toBe(2.2504086e-4);
    expect(ends(channelOf(file, 'cycle number').columns.value)).toEqual([1, 5]);
    expect(file.sources[0].localZeroUs).toBe(Date.UTC(2020, 6, 29, 10, 31, 1) * 1000);
    expect(file.segments).toEqual([{ label: 'loop 0', fromRow: 0, toRow: 4472 }]);
  });

  it('BT-Lab text with destroyed unit symbols', () => {
    const file = read(BT);
    const [volt, current] = [channelOf(file, 'Ecell/V'), channelOf(file, 'I/mA')];
    expect(file.rows).toBe(1397);
    expect(ends(volt.columns.value)).toEqual([3.5180547, 3.4854481]);
    expect([volt.channel.role, current.channel.role]).toEqual(['voltage', 'current']);
    expect([...ends(current.columns.value), Math.min(...current.columns.value)]).toEqual([0, -899.82635, -900.06274]);
    expect(channelOf(file, '(Q-Qo)/mA.h').columns.value.at(-1)).toBeCloseTo(-32.37135134, 7);
    expect(file.channels.at(-1)!.channel).toMatchObject({ unit: 'degC' });
    expect(file.sources[0].localZeroUs).toBe(Date.UTC(2024, 4, 13, 11, 19, 51, 602) * 1000);
  });

  it('an export without any header', () => {
    const file = read(BARE);
    const volt = channelOf(file, 'Ecell/V');
    expect(file.rows).toBe(13);
    expect(ends(secondsOf(volt)).map((second) => second.toFixed(4))).toEqual(['281672.3801', '281792.5021']);
    expect(ends(volt.columns.value)).toEqual([2.9344745, 2.9814022]);
    expect(codesOf(file)).toContain('no-time-stamp');
  });

  it('a binary that equals its text twin in every shared column', () => {
    const [text, binary] = [read(TEXT), read(BINARY)];
    expect([text.rows, binary.rows]).toEqual([132, 132]);
    expect(binary.sources[0].localZeroUs).toBe(text.sources[0].localZeroUs);
    expect(binary.sources[0].localZeroUs).toBe(Date.UTC(2024, 0, 10, 11, 2, 29, 886) * 1000);
    expect(binary.segments).toEqual(text.segments);
    let shared = 0;
    for (const { channel, columns } of binary.channels) {
      const twin = text.channels.find(
        (each) =>
          each.channel.origin === channel.origin ||
          each.channel.origin.replace(/.F$/, '') === channel.origin.replace(/.F$/, ''),
      );
      if (!twin) continue;
      shared += 1;
      expect(columns.timeUs).toEqual(twin.columns.timeUs);
      columns.value.forEach((value, i) => {
        const other = twin.columns.value[i];
        expect([channel.origin, i, Math.abs(value - other) <= 1.2e-7 * Math.abs(other) + 1e-18]).toEqual([
          channel.origin,
          i,
          true,
        ]);
      });
    }
    // 16 stored columns without time/s, and the computed current.
    expect(shared).toBe(binary.channels.length);
    expect(binary.channels.length).toBeGreaterThanOrEqual(16);
    const current = channelOf(text, '<I>/mA');
    expect(ends(current.columns.value).map((value) => value.toPrecision(7))).toEqual(['0.000000', '-0.02999591']);
    expect(trapezoid(current) / 3600).toBeCloseTo(-0.002118214, 9);
    expect(channelOf(text, '(Q-Qo)/mA.h').columns.value.at(-1)).toBeCloseTo(2.849326e-8, 13);
  });
});
