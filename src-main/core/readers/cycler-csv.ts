import { headLines } from '../formats/text-encoding.ts';
import { columnUnit, splitColumnName } from '../formats/column-unit.ts';
import type { ChannelMeaning } from './channel-naming.ts';
import { CyclerTable, type CyclerColumn, type CyclerFormat, type CyclerLayout } from './cycler-table.ts';
import { defineReader } from './define-reader.ts';
import type { Reader } from './reader.ts';
import { splitCsvLine } from './split-csv-line.ts';
import { textTableParser } from './text-table.ts';

/** What is special about one cycler's csv. */
interface CyclerCsv {
  id: string;
  name: string;
  /** The first names of the column row. */
  start: string;
  /** Lines that may stand before it. */
  mostLinesBefore: number;
  wall: RegExp;
  test: RegExp;
  testKind: 'number' | 'duration';
  state: RegExp | null;
  /** Columns that say nothing a run needs. */
  skipped: RegExp;
  /** Wall clock's kind by its first cell. */
  wallKind(cell: string): NonNullable<CyclerLayout['wall']>['kind'];
}

function cyclerCsvReader(csv: CyclerCsv): Reader {
  const columnRow = (text: string) =>
    text
      .replace(/^\uFEFF/, '')
      .replaceAll('"', '')
      .startsWith(csv.start)
      ? splitCsvLine(text)
      : undefined;
  const format: CyclerFormat = {
    id: csv.id,
    delimiter: ',',
    columnRow,
    metadata(text) {
      const [key, ...values] = splitCsvLine(text);
      return [[key.replace(/:.*$/, '').trim(), [key.replace(/^[^:]*:?/, ''), ...values].filter(Boolean).join(' ')]];
    },
    layout(names, rows) {
      const find = (pattern: RegExp | null) => (pattern ? names.findIndex((name) => pattern.test(name)) : -1);
      const [wallCell, testCell, stateCell] = [csv.wall, csv.test, csv.state].map(find);
      const taken = new Set([wallCell, testCell, stateCell]);
      const columns = names.flatMap((name, cell): CyclerColumn[] => {
        if (name === '' || taken.has(cell) || csv.skipped.test(name)) return [];
        const meaning = meaningOf(name);
        const unmeasured = meaning.unit === 'degC' || meaning.unit === 'mbar';
        return [{ cell, meaning, zeroIsMissing: unmeasured, optional: meaning.role === 'other' }];
      });
      const firstWall = rows.find((row) => (row[wallCell] ?? '') !== '')?.[wallCell] ?? '';
      return {
        columns,
        wall: wallCell < 0 ? null : { cell: wallCell, kind: csv.wallKind(firstWall), order: 'mdy' },
        test: testCell < 0 ? null : { cell: testCell, kind: csv.testKind },
        stateCell: stateCell < 0 ? null : stateCell,
      };
    },
  };
  return defineReader({
    id: csv.id,
    name: csv.name,
    recognise: (head) =>
      headLines(head, csv.mostLinesBefore + 2)
        .slice(0, csv.mostLinesBefore + 1)
        .some((line) => columnRow(line) !== undefined)
        ? { certainty: 0.95, reason: `a line starts "${csv.start}"` }
        : { certainty: 0, reason: `none of its first ${csv.mostLinesBefore + 1} lines starts "${csv.start}"` },
    parser: (options, sink) => textTableParser(new CyclerTable(format, options, sink), options.fileName, csv.name),
  });
}

/** Unit at the end of a name: `current_A`, `Current(A)`, or implied (Arbin: `Charge_Capacity` is Ah). */
function meaningOf(name: string): ChannelMeaning {
  const bracket = splitColumnName(name);
  const suffix = /^(.*)_([A-Za-z]+)$/.exec(name);
  const quantity = (bracket.unitText ? bracket.quantity : (suffix?.[1] ?? name)).trim();
  const unit = bracket.unitText ? columnUnit(bracket.unitText, quantity) : columnUnit(suffix?.[2] ?? '', quantity);
  if (/^(current)$/i.test(quantity)) return { name, role: 'current', ...(unit ?? { unit: 'A' }) };
  if (/^(voltage)$/i.test(quantity)) return { name, role: 'voltage', ...(unit ?? { unit: 'V' }) };
  if (/^cycle[ _]index$/i.test(name)) return { name, role: 'cycle-index', unit: '1', updates: 'on-change' };
  if (/^step[ _]index$/i.test(name)) return { name, role: 'step-index', unit: '1', updates: 'on-change' };
  if (/capacity$/i.test(name)) return { name, role: 'other', unit: 'C', scale: 3600 };
  return { name, role: 'other', ...(unit ?? { unit: '1' }) };
}

/** Landt csv (formats.md 13). */
export const landtCsvReader = cyclerCsvReader({
  id: 'landt-csv',
  name: 'Landt csv',
  start: 'channel_index,cycle_index,step_index',
  mostLinesBefore: 40,
  wall: /^date_time_iso_string$/,
  test: /^test_time_s$/,
  testKind: 'number',
  state: /^step_name$/,
  // It is called channel_index, but counts records.
  skipped: /^(channel_index|step_time_s)$/,
  wallKind: () => 'date',
});

/** Neware csv (formats.md 14). */
export const newareCsvReader = cyclerCsvReader({
  id: 'neware-csv',
  name: 'Neware csv',
  start: 'DataPoint,Cycle Index,Step Index,Step Type,Time,Cumulative Time',
  mostLinesBefore: 0,
  wall: /^Date$/,
  test: /^Cumulative Time$/,
  testKind: 'duration',
  state: /^Step Type$/,
  skipped: /^(DataPoint|Time)$/,
  wallKind: () => 'date',
});

/** Arbin csv (formats.md 15). */
export const arbinCsvReader = cyclerCsvReader({
  id: 'arbin-csv',
  name: 'Arbin csv',
  start: 'Data_Point,Test_Time,DateTime,Step_Time',
  mostLinesBefore: 0,
  wall: /^DateTime$/,
  test: /^Test_Time$/,
  testKind: 'number',
  state: null,
  skipped: /^(Data_Point|Step_Time)$/,
  wallKind: (cell) => {
    const value = Number(cell);
    if (Number.isNaN(value)) return 'date';
    return value > 1e8 ? 'unix' : 'days';
  },
});
