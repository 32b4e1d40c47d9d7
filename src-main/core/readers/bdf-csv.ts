import { headLines } from '../formats/text-encoding.ts';
import { columnUnit, splitColumnName, type ColumnUnit } from '../formats/column-unit.ts';
import type { ChannelMeaning } from './channel-naming.ts';
import { CyclerTable, type CyclerColumn, type CyclerFormat } from './cycler-table.ts';
import { defineReader } from './define-reader.ts';
import { splitCsvLine } from './split-csv-line.ts';
import { textTableParser } from './text-table.ts';

const REQUIRED = [
  ['test_time_second', 'voltage_volt', 'current_ampere'],
  ['Test Time / s', 'Voltage / V', 'Current / A'],
];

const isColumnRow = (names: readonly string[]) =>
  REQUIRED.some((wanted) => wanted.every((name) => names.includes(name)));

/** Battery Data Format csv (formats.md 12). */
export const bdfCsvReader = defineReader({
  id: 'bdf-csv',
  name: 'Battery Data Format (BDF) csv',
  recognise: (head) =>
    isColumnRow(splitCsvLine(headLines(head, 2)[0]))
      ? { certainty: 1, reason: 'its first line names test time, voltage and current as BDF does' }
      : { certainty: 0, reason: 'its first line does not name test_time_second, voltage_volt and current_ampere' },
  parser: (options, sink) => textTableParser(new CyclerTable(bdf, options, sink), options.fileName, 'BDF csv'),
});

const bdf: CyclerFormat = {
  id: 'bdf-csv',
  delimiter: ',',
  columnRow(text) {
    const names = splitCsvLine(text);
    return isColumnRow(names) ? names : undefined;
  },
  layout(names) {
    const testCell = names.findIndex((name) => /^(test_time_second|Test Time \/ s)$/.test(name));
    const unixCell = names.findIndex((name) => /^(unix_time_second|Unix Time \/ s)$/.test(name));
    const indexes = new Set<string>();
    const columns = names.flatMap((name, cell): CyclerColumn[] => {
      if (cell === testCell || cell === unixCell || name === '' || /^date_time|^Date Time/.test(name)) return [];
      const meaning = meaningOf(name);
      // Of step_index, step_count and step_id one is enough.
      if (meaning.role === 'step-index' && indexes.has('step')) meaning.role = 'other';
      if (meaning.role === 'step-index') indexes.add('step');
      return [{ cell, meaning, zeroIsMissing: meaning.unit === 'degC', optional: meaning.role === 'other' }];
    });
    return {
      columns,
      wall: unixCell < 0 ? null : { cell: unixCell, kind: 'unix' },
      test: { cell: testCell, kind: 'number' },
      stateCell: null,
    };
  },
};

const ENDINGS: Readonly<Record<string, ColumnUnit | undefined>> = {
  second: columnUnit('s'),
  volt: columnUnit('V'),
  ampere: columnUnit('A'),
  ah: columnUnit('Ah'),
  celsius: columnUnit('degC'),
  kelvin: columnUnit('kelvin'),
};

function meaningOf(name: string): ChannelMeaning {
  const unit = name.includes(' / ')
    ? columnUnit(splitColumnName(name).unitText)
    : ENDINGS[name.slice(name.lastIndexOf('_') + 1)];
  if (/^(voltage_volt|Voltage \/ V)$/.test(name)) return { name, role: 'voltage', unit: 'V' };
  if (/^(current_ampere|Current \/ A)$/.test(name)) return { name, role: 'current', unit: 'A' };
  if (/^(cycle_count|Cycle Count)/.test(name)) return { name, role: 'cycle-index', unit: '1', updates: 'on-change' };
  if (/^(step_index|step_count|step_id|Step (Index|Count|ID))/.test(name))
    return { name, role: 'step-index', unit: '1', updates: 'on-change' };
  return { name, role: 'other', ...(unit ?? { unit: '1' }) };
}
