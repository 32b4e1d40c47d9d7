import { describe, expect, it } from 'vitest';
import type { TableGuess } from '../../../shared/api/import.ts';
import { sampleSchema } from '../../../shared/domain/sample.ts';
import { matchingZones } from '../../../src-renderer/format/zones.ts';
import { commonRange, curvePath, steepestRange, voltRange } from '../../../src-renderer/views/import/clock-curves.ts';
import {
  changeKey,
  choicesOf,
  emptyImportDraft,
  proposedName,
} from '../../../src-renderer/views/import/import-draft.ts';
import {
  cellsOf,
  draftFromGuess,
  draftFromMapping,
  mappingOf,
  withColumn,
  withRole,
} from '../../../src-renderer/views/import/mapping-draft.ts';
import { rolesFor } from '../../../src-renderer/views/import/role-labels.ts';
import { MAPPING } from '../readers/made/tables.ts';

const BARE = sampleSchema.parse({ name: 'Bare', activeMassMilligram: 10, referenceOffsetVolt: 0.62 });

describe('what is said about an import', () => {
  it('goes to the core by the files as they stand now', () => {
    const draft = { ...emptyImportDraft(), name: ' Old run ', zone: 'Asia/Tokyo' };
    draft.changes = {
      [changeKey('b', 'ms.2')]: { name: 'hydrogen' },
      [changeKey('a', 'cycler.current')]: { leaveOut: true },
      [changeKey('gone', 'x')]: { leaveOut: true },
    };
    draft.mappings = { b: MAPPING };
    const decided = choicesOf(draft, ['a', 'b'], []);
    expect(decided).toMatchObject({
      choices: {
        name: 'Old run',
        zone: 'Asia/Tokyo',
        sample: null,
        mappings: [{ file: 1, mapping: MAPPING }],
        changes: [
          { file: 0, channelId: 'cycler.current', leaveOut: true },
          { file: 1, channelId: 'ms.2', name: 'hydrogen' },
        ],
      },
    });
  });

  it('takes a stored sample with what was typed over it', () => {
    const draft = { ...emptyImportDraft(), name: 'Run', sampleName: 'Bare', activeMassMilligram: 12.5 };
    const decided = choicesOf(draft, [], [BARE]);
    expect('choices' in decided && decided.choices.sample).toEqual({ ...BARE, activeMassMilligram: 12.5 });
  });

  it('wants a name, a mass above zero, and the offset said with the mass', () => {
    const wrong = { ...emptyImportDraft(), activeMassMilligram: -1, referenceOffsetVolt: Number.NaN };
    const decided = choicesOf(wrong, [], []);
    expect('errors' in decided && Object.keys(decided.errors)).toEqual(['name', 'mass', 'offset']);
    const alone = choicesOf({ ...emptyImportDraft(), name: 'Run', activeMassMilligram: 1 }, [], []);
    expect('errors' in alone && alone.errors['offset']).toContain('0 for lithium metal');
  });

  it('names a run after its first file', () => {
    expect(proposedName('2022-04-06 full set.tsv')).toBe('2022-04-06 full set');
    expect(proposedName('.mpt')).toBe('.mpt');
  });
});

const GUESS: TableGuess = {
  lines: ['Our logger;;', 'when;O2;remark;T', 'd;pA;;K', '31.01.2020 12:00:00,250;1,500;"a;b";296,15'],
  delimiter: 'semicolon',
  decimalMark: ',',
  nameLine: 2,
  firstDataLine: 4,
};

describe('a mapping', () => {
  it('begins with the guess: the column called a time is one, and a date', () => {
    const draft = draftFromGuess(GUESS, 'logger.txt');
    expect(draft.columns.map(({ column, use }) => [column, use])).toEqual([
      ['when', 'time'],
      ['O2', 'skip'],
      ['remark', 'skip'],
      ['T', 'skip'],
    ]);
    expect(draft).toMatchObject({ name: 'logger', timeKind: 'date' });
    expect(mappingOf(draft)).toEqual({ error: 'Say of at least one column what it holds.' });
  });

  it('comes back as it was stored', () => {
    expect(mappingOf(draftFromMapping(MAPPING, GUESS))).toEqual({ mapping: MAPPING });
  });

  it('has one time: taking another column for it gives the first one up', () => {
    const { columns } = draftFromGuess(
      { lines: ['t,clock,O2', '0,1,2'], delimiter: 'comma', decimalMark: '.', nameLine: 1, firstDataLine: 2 },
      'table.csv',
    );
    expect(columns.map(({ use }) => use)).toEqual(['time', 'skip', 'skip']);
    const changed = withColumn(columns, 1, { use: 'time' });
    expect(changed.map(({ use }) => use)).toEqual(['skip', 'time', 'skip']);
    expect(withColumn(changed, 2, { use: 'channel', name: 'oxygen' })[2]).toMatchObject({
      column: 'O2',
      name: 'oxygen',
    });
  });

  it('takes unit and mass from the role, and refuses an ion current without one', () => {
    const column = draftFromGuess(GUESS, 'a.txt').columns[1]!;
    expect(withRole({ ...column, column: 'I(M44)' }, 'ion-current')).toMatchObject({ unit: 'A', mz: 44 });
    const massless = draftFromGuess(GUESS, 'a.txt');
    massless.columns[3] = { ...massless.columns[3]!, use: 'channel', role: 'ion-current', unit: 'A', mz: null };
    expect(mappingOf(massless)).toEqual({ error: 'Give the m/z of "T".' });
  });

  it('keeps quoted cells together', () => {
    expect(cellsOf('1;"a;b";2', 'semicolon')).toEqual(['1', 'a;b', '2']);
    expect(cellsOf('  1.5 2', 'blank')).toEqual(['1.5', '2']);
  });
});

describe('time zones', () => {
  it('are found by city, region or both, UTC first', () => {
    expect(matchingZones('')[0]).toBe('UTC');
    expect(matchingZones('berlin')).toEqual(['Europe/Berlin']);
    expect(matchingZones('new york')[0]).toBe('America/New_York');
    expect(matchingZones('europe ber')).toContain('Europe/Berlin');
    expect(matchingZones('atlantis')).toEqual([]);
  });
});

describe('roles', () => {
  it('are offered by the unit of the channel', () => {
    expect(rolesFor('A')).toEqual(['ion-current', 'current', 'other']);
    expect(rolesFor('V')).toEqual(['auxiliary-voltage', 'voltage', 'other']);
    expect(rolesFor('mln/min')).toEqual(['flow', 'flow-setpoint', 'other']);
  });
});

describe('two voltages', () => {
  const curve = (seconds: number[], volt: number[]) => ({
    seconds: Float64Array.from(seconds),
    volt: Float64Array.from(volt),
  });
  const reference = curve([0, 10, 20, 30, 40], [1, 1, 3, 3, 3]);

  it('are drawn where both are, the moved one shifted', () => {
    expect(commonRange(reference, curve([0, 100], [1, 1]), -4)).toEqual({ fromSeconds: 0, toSeconds: 40 });
    expect(commonRange(reference, curve([8, 20], [1, 1]), -4)).toEqual({ fromSeconds: 4, toSeconds: 16 });
  });

  it('are shown close up around the steepest change', () => {
    expect(steepestRange(reference, { fromSeconds: 0, toSeconds: 40 }, 10)).toEqual({ fromSeconds: 15, toSeconds: 25 });
  });

  it('break where a value is missing and scale to what is seen', () => {
    const broken = curve([0, 10, 20, 30], [1, Number.NaN, 2, 3]);
    const range = { fromSeconds: 0, toSeconds: 30 };
    expect(
      curvePath(
        broken,
        5,
        { fromSeconds: 5, toSeconds: 35 },
        (s) => s,
        (v) => v,
      ),
    ).toBe('M5.0 1.0M25.0 2.0L35.0 3.0');
    const { low, high } = voltRange([{ curve: broken, shiftSeconds: 0 }], range);
    expect([low, high].map((volt) => volt.toFixed(2))).toEqual(['0.88', '3.12']);
  });
});
