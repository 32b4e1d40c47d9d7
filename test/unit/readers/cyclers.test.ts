import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bdfCsvReader } from '../../../src-main/core/readers/bdf-csv.ts';
import { arbinCsvReader, landtCsvReader, newareCsvReader } from '../../../src-main/core/readers/cycler-csv.ts';
import { maccorTextReader } from '../../../src-main/core/readers/maccor-text.ts';
import { sharedDataMissing, sharedDataPath } from '../../support/shared-data.ts';
import { channelOf, codesOf, readMade, secondsOf } from './expect-file.ts';
import { ampere, arbin, bdf, landt, maccor, maccorSeconds, neware, stateOf, TEST_START, volt } from './made/cyclers.ts';

const roleOf = (file: ReturnType<typeof readMade>, role: string) =>
  file.channels.find(({ channel }) => channel.role === role)!;
/** Ampere with the sign its state gives. */
const signed = (i: number) => (stateOf(i) === 'C' ? ampere(i) : stateOf(i) === 'D' ? -ampere(i) : 0);

describe('MACCOR text', () => {
  it.each(['A', 'A2', 'B', 'C'] as const)(
    'reads dialect %s: sign from the state, wall clock with the fraction of the test clock',
    (dialect) => {
      const file = readMade(maccorTextReader, maccor(dialect));
      expect(file.rows).toBe(120);
      expect(file.sources).toMatchObject([{ kind: 'cycler', clockKind: 'local', zone: null }]);
      const current = roleOf(file, 'current');
      const voltage = roleOf(file, 'voltage');
      if (dialect === 'A2')
        expect(current.columns.value.every((value) => value === 0 || Object.is(value, -0))).toBe(true);
      else current.columns.value.forEach((value, i) => expect(value).toBe(signed(i)));
      voltage.columns.value.forEach((value, i) => expect(value).toBe(volt(i)));
      const test = roleOf(file, 'test-time');
      test.columns.value.forEach((value, i) => expect(value).toBeCloseTo(maccorSeconds(i), 3));
      // The stamps have whole seconds; joined with the test clock the steps are exact and never leave the second shown.
      const seconds = secondsOf(voltage);
      seconds.forEach((second, i) => expect(Math.abs(second - TEST_START - maccorSeconds(i))).toBeLessThan(1));
      expect(seconds[119] - seconds[60]).toBeCloseTo(maccorSeconds(119) - maccorSeconds(60), 1);
      expect(file.labels[roleOf(file, 'cycler-state').channel.id]).toEqual(['R', 'C', 'D']);
      expect(file.clockSteps).toEqual([]);
      const wanted = dialect === 'B' ? ['empty-column'] : [];
      expect(codesOf(file)).toEqual(wanted);
      expect(file.questions.map((question) => question.id)).toEqual(['zone']);
      if (dialect === 'B') {
        expect(file.channels.map(({ channel }) => channel.origin)).not.toContain('Aux #1');
        expect(channelOf(file, 'Aux #2').channel.unit).toBe('degC');
        expect(channelOf(file, 'Aux #2').columns.value[7]).toBe(24.2);
      }
    },
  );

  it('asks for the unit of a bare test time where the wall clock cannot tell', () => {
    const file = readMade(maccorTextReader, maccor('C', { rows: 2, extra: () => 0 }));
    expect(file.questions).toEqual([expect.objectContaining({ id: 'zone' })]);
    const single = readMade(maccorTextReader, maccor('C', { rows: 1 }));
    expect(single.questions[0]).toMatchObject({ id: 'test-time-unit', assumed: 'min' });
    const hours = readMade(maccorTextReader, maccor('C', { rows: 1 }), { 'test-time-unit': 'h' });
    expect(hours.questions.map((question) => question.id)).toEqual(['zone']);
  });

  it('finds a pause, a daylight-saving hour and a clock that was set, each with its line', () => {
    const file = readMade(
      maccorTextReader,
      maccor('B', { rows: 200, extra: (i) => (i < 50 ? 0 : i < 100 ? 500 : i < 150 ? 500 - 3600 : 500 - 3600 - 120) }),
    );
    expect(
      file.clockSteps.map(({ cause, excessSeconds, line }) => [cause, 10 * Math.round(excessSeconds / 10), line]),
    ).toEqual([
      // Four header lines before row 0.
      ['pause', 500, 55],
      ['daylight-saving', -3600, 105],
      ['clock-set', -120, 155],
    ]);
    expect(codesOf(file)).toEqual(expect.arrayContaining(['pause', 'daylight-saving', 'clock-set', 'time-steps-back']));
    const seconds = secondsOf(roleOf(file, 'voltage'));
    expect(Math.abs(seconds[50] - seconds[49] - 510.05)).toBeLessThan(1);
  });

  it('keeps a current that contradicts its state, aloud', () => {
    const text = Buffer.from(maccor('A').bytes).toString('latin1');
    const lines = text.split('\r\n');
    const row = lines.findIndex((line) => line.includes('\tC\t'));
    lines[row] = lines[row].replace(/\t0\.(\d{5})\t(\d\.\d{5}\tC)/, '\t-0.$1\t$2');
    const file = maccorTextReader.read(Buffer.from(lines.join('\r\n'), 'latin1'), 'a.001');
    expect(file.findings.find((finding) => finding.code === 'sign-against-state')).toMatchObject({
      line: row + 1,
      count: 1,
    });
  });
});

describe('Battery Data Format', () => {
  it.each([
    ['machine names', { labels: false }],
    ['labels', { labels: true }],
  ])('reads %s', (_, options) => {
    const file = readMade(bdfCsvReader, bdf(options));
    roleOf(file, 'voltage').columns.value.forEach((value, i) => expect(value).toBe(volt(i)));
    expect(secondsOf(roleOf(file, 'voltage'))[3]).toBe(15.02);
    expect(roleOf(file, 'cycle-index').columns.value[5]).toBe(1);
    expect(codesOf(file)).toEqual(['no-time-stamp', 'only-zeros']);
  });

  it('takes Unix time as UTC, made finer by the test time', () => {
    const file = readMade(bdfCsvReader, bdf({ unix: true }));
    expect(file.sources).toMatchObject([{ clockKind: 'utc' }]);
    const seconds = secondsOf(roleOf(file, 'voltage'));
    expect(seconds[0]).toBe(1_700_000_000);
    expect(seconds[10] - seconds[0]).toBeCloseTo(50, 6);
  });

  it('gives a lone zero the time before it, and continues after a restart', () => {
    const lone = readMade(bdfCsvReader, bdf({ rows: 20, time: (i) => (i === 10 ? 0 : i * 5 + 5) }));
    expect(secondsOf(roleOf(lone, 'voltage')).slice(8, 12)).toEqual([45, 50, 50, 60]);
    expect(codesOf(lone)).toContain('lone-zero-time');
    const restart = readMade(bdfCsvReader, bdf({ rows: 20, time: (i) => (i < 10 ? i * 5 + 5 : (i - 10) * 5) }));
    expect(secondsOf(roleOf(restart, 'voltage')).slice(8, 13)).toEqual([45, 50, 50, 55, 60]);
    expect(codesOf(restart)).toContain('test-time-restarts');
  });
});

describe('Landt, Neware and Arbin', () => {
  it('reads Landt: local stamps, one cell more than names, zeros for what was not measured', () => {
    const file = readMade(landtCsvReader, landt());
    expect([file.rows, file.sources[0].clockKind]).toEqual([80, 'local']);
    const seconds = secondsOf(roleOf(file, 'current'));
    expect(seconds[0]).toBe(TEST_START);
    expect(seconds[79] - seconds[0]).toBeCloseTo(79 * 15, 6);
    expect(roleOf(file, 'current').columns.value[1]).toBe(-0.0002);
    expect(channelOf(file, 'charge_capacity_Ah').channel).toMatchObject({ unit: 'C', scale: 3600 });
    expect(file.labels['cycler.step-name']).toEqual(['rest', 'discharge CC']);
    expect(codesOf(file)).toEqual(['only-zeros']);
  });

  it('reads Neware: hours beyond 24, aligned by its date', () => {
    const file = readMade(newareCsvReader, neware());
    expect(file.sources).toMatchObject([{ clockKind: 'local' }]);
    expect(secondsOf(roleOf(file, 'voltage'))[1]).toBe(TEST_START + 97_030);
    expect(roleOf(file, 'test-time').columns.value[1]).toBe(97_030);
    roleOf(file, 'current').columns.value.forEach((value, i) => expect(value).toBe(ampere(i)));
    expect(codesOf(file)).toEqual([]);
  });

  it.each([
    ['unix', 'utc', 1_500_000_000],
    ['days', 'local', TEST_START],
    ['text', 'local', TEST_START],
  ] as const)('reads Arbin with %s stamps', (stamp, clockKind, zero) => {
    const file = readMade(arbinCsvReader, arbin(stamp));
    expect(file.sources).toMatchObject([{ clockKind }]);
    const seconds = secondsOf(roleOf(file, 'voltage'));
    expect(seconds[0]).toBe(zero);
    // Rows come in pairs 0.1 ms apart.
    expect(seconds[21] - seconds[20]).toBeCloseTo(0.0001, 6);
    expect(seconds[78] - seconds[0]).toBeCloseTo(39 * 20, 4);
    expect(channelOf(file, 'Charge_Capacity').channel).toMatchObject({ unit: 'C', scale: 3600 });
    expect(channelOf(file, 'Temperature').channel.role).toBe('other');
    expect(codesOf(file)).toEqual([]);
  });
});

const MACCOR = 'maccor/cellpy_maccor_001.txt';
const LANDT = 'landt/SINTEF_LiGrR2032_Landt_raw.csv';
const LANDT_BDF = 'landt/SINTEF_LiGrR2032_Landt.bdf.csv';

describe.skipIf(sharedDataMissing(MACCOR, LANDT, LANDT_BDF))('real cycler files', () => {
  const bytes = (path: string) => readFileSync(sharedDataPath(path)!);

  it('a MACCOR export with unsigned current and unconnected inputs', () => {
    const file = maccorTextReader.read(bytes(MACCOR), 'maccor_001.txt');
    expect(file.rows).toBe(6704);
    const [voltage, current, test, state] = ['voltage', 'current', 'test-time', 'cycler-state'].map((role) =>
      roleOf(file, role),
    );
    expect([voltage.columns.value[0], voltage.columns.value.at(-1)]).toEqual([3.4625, 3.55131]);
    expect(test.columns.value.at(-1)).toBeCloseTo(183171.57, 5);
    const local = (iso: string) => Date.parse(`${iso}Z`) * 1000;
    expect(voltage.columns.timeUs[0]).toBe(local('2020-12-11T12:22:12'));
    const last = voltage.columns.timeUs.at(-1)! - local('2020-12-13T15:15:13');
    expect(last).toBeGreaterThanOrEqual(0);
    expect(last).toBeLessThan(1e6);
    const labels = file.labels[state.channel.id];
    const count = (letter: string) => state.columns.value.filter((code) => labels[code] === letter).length;
    expect(['C', 'D', 'R', 'O'].map(count)).toEqual([2450, 2082, 2171, 1]);
    expect([Math.max(...current.columns.value), Math.min(...current.columns.value)]).toEqual([1.50233, -10.01831]);
    let wrongSigns = 0;
    state.columns.value.forEach((code, i) => {
      if (labels[code] === 'D' && current.columns.value[i] > 0) wrongSigns += 1;
    });
    expect(wrongSigns).toBe(0);
    expect(file.channels.some(({ channel }) => channel.origin.startsWith('Aux'))).toBe(false);
    expect(codesOf(file)).toEqual(['empty-column', 'only-zeros']);
    // 61 columns: times ascend within their seconds.
    expect(voltage.columns.timeUs.every((us, i) => i === 0 || us >= voltage.columns.timeUs[i - 1])).toBe(true);
  });

  it('a Landt export that its BDF twin confirms row by row', () => {
    const raw = landtCsvReader.read(bytes(LANDT), 'landt.csv');
    const twin = bdfCsvReader.read(bytes(LANDT_BDF), 'landt.bdf.csv');
    expect([raw.rows, twin.rows]).toEqual([25162, 25162]);
    for (const role of ['voltage', 'current', 'step-index'])
      expect(roleOf(raw, role).columns.value).toEqual(roleOf(twin, role).columns.value);
    expect(roleOf(raw, 'test-time').columns.value).toEqual(roleOf(twin, 'test-time').columns.value);
    const seconds = secondsOf(roleOf(raw, 'voltage'));
    expect(seconds[0]).toBe(Date.UTC(2024, 3, 30, 14, 33, 19) / 1000);
    expect(Math.floor(seconds.at(-1)!)).toBe(Date.UTC(2024, 4, 3, 15, 30, 57) / 1000);
    const state = roleOf(raw, 'cycler-state');
    const labels = raw.labels[state.channel.id];
    const count = (name: string) => state.columns.value.filter((code) => labels[code] === name).length;
    expect(['rest', 'discharge CC', 'charge CC'].map(count)).toEqual([2881, 15864, 6417]);
  });
});
