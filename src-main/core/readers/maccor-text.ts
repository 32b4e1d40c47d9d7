import { headLines } from '../formats/text-encoding.ts';
import { durationSeconds, WallClockField } from '../formats/wall-clock.ts';
import { columnUnit } from '../formats/column-unit.ts';
import type { ChannelMeaning } from './channel-naming.ts';
import { CyclerTable, type CyclerColumn, type CyclerFormat } from './cycler-table.ts';
import type { TestClock } from './cycler-clock.ts';
import { defineReader } from './define-reader.ts';
import type { FindingLog } from './finding-log.ts';
import type { ReadOptions, ReadQuestion } from './reader.ts';
import { textTableParser } from './text-table.ts';

const COLUMN_ROW = /^(Rec#\t\s*Cyc#|Rec\t\s*Cycle P)/;
/** Nothing measured is colder; unconnected inputs read about -2500 (formats.md 11). */
const COLDEST_CELSIUS = -273.15;

/** MACCOR text export, all dialects (formats.md 11). */
export const maccorTextReader = defineReader({
  id: 'maccor-text',
  name: 'MACCOR text export',
  recognise: (head) =>
    headLines(head, 41)
      .slice(0, 40)
      .some((line) => COLUMN_ROW.test(line.trimStart()))
      ? { certainty: 0.95, reason: 'a row of its first 40 lines starts "Rec#, Cyc#" or "Rec, Cycle P"' }
      : { certainty: 0, reason: 'no row of its first 40 lines starts "Rec#, Cyc#" or "Rec, Cycle P"' },
  parser: (options, sink) => textTableParser(new CyclerTable(maccor, options, sink), options.fileName, 'MACCOR text'),
});

const maccor: CyclerFormat = {
  id: 'maccor-text',
  delimiter: '\t',
  columnRow: (text) => (COLUMN_ROW.test(text.trimStart()) ? text.split('\t').map((cell) => cell.trim()) : undefined),
  metadata(text) {
    const cells = text.split('\t').map((cell) => cell.trim());
    return cells.flatMap((cell, i): [string, string][] => {
      const inside = /^([A-Za-z][A-Za-z' ]*):\s*(.+)$/.exec(cell);
      if (inside) return [[inside[1], inside[2]]];
      return /^[A-Za-z][A-Za-z' ]*:?$/.test(cell) && cells[i + 1] ? [[cell.replace(/:$/, ''), cells[i + 1]]] : [];
    });
  },
  layout(names, rows, options, findings) {
    const find = (pattern: RegExp) => names.findIndex((name) => pattern.test(name));
    const wallCell = find(/^DP[tT] Time$/);
    const stateCell = find(/^(State|Md)$/);
    const order = rows.some((row) => Number(/^\d+/.exec(row[wallCell] ?? '')?.[0] ?? 0) > 12) ? 'dmy' : 'mdy';
    const test = testClockOf(names, rows, wallCell, options);
    const skipped = new Set([
      test.clock?.cell ?? -1,
      wallCell,
      stateCell,
      find(/^Rec#?$/),
      find(/^Step\s?(Time|\(Sec\))$/),
    ]);
    const columns = names.flatMap((name, cell): CyclerColumn[] => {
      if (name === '' || skipped.has(cell) || /^Units( \(\d+\))?$/.test(name)) return [];
      return [
        columnOf(
          name,
          cell,
          (/^Units( \(\d+\))?$/.test(names[cell + 1] ?? '') ? rows[0]?.[cell + 1] : undefined) ?? null,
        ),
      ];
    });
    const first = test.clock && rows[0] ? secondsOf(rows[0][test.clock.cell] ?? '', test.clock) : 0;
    if (first > 60)
      findings.info(
        'continuation-file',
        `The test time starts at ${first.toFixed(0)} s: this file continues another one.`,
        'Import the earlier files (.001, .002) of the test together with it.',
      );
    return {
      columns: withDirections(columns, stateCell, findings),
      wall: wallCell < 0 ? null : { cell: wallCell, kind: 'date', order },
      test: test.clock,
      stateCell: stateCell < 0 ? null : stateCell,
      questions: test.questions,
    };
  },
};

function withDirections(columns: CyclerColumn[], stateCell: number, findings: FindingLog): CyclerColumn[] {
  if (stateCell >= 0) return columns;
  findings.warn(
    'no-state-column',
    'There is no State column, so that the direction of an unsigned current is unknown; it was kept as written.',
    'Export the file again with the column State.',
  );
  return columns.map((column) => ({ ...column, signedByState: false }));
}

function columnOf(name: string, cell: number, unitText: string | null): CyclerColumn {
  const column = (meaning: Omit<ChannelMeaning, 'name'>, more: Partial<CyclerColumn> = {}): CyclerColumn => ({
    cell,
    meaning: { name, ...meaning },
    ...more,
  });
  if (/^(Amps|Current \[A\])$/i.test(name)) return column({ role: 'current', unit: 'A' }, { signedByState: true });
  if (/^(Volts|Voltage \[V\])$/i.test(name)) return column({ role: 'voltage', unit: 'V' });
  if (/^(Amp-hr|Cap\. \[Ah\])$/i.test(name)) return column({ role: 'other', unit: 'C', scale: 3600 });
  if (/^(Watt-hr|Ener\. \[Wh\])$/i.test(name)) return column({ role: 'other', unit: '1' });
  if (/^(Cyc#|Cycle P|Cycle C)$/i.test(name)) {
    const role = name.endsWith('C') ? 'other' : 'cycle-index';
    return column({ role, unit: '1', updates: 'on-change' });
  }
  if (/^Step$/i.test(name)) return column({ role: 'step-index', unit: '1', updates: 'on-change' });
  if (unitText !== null) {
    const unit = /^C$/i.test(unitText.trim()) ? columnUnit('degC') : columnUnit(unitText);
    const isCold = unit?.unit === 'degC';
    return column({ role: 'other', ...(unit ?? { unit: '1' }) }, isCold ? { lowest: COLDEST_CELSIUS } : {});
  }
  const isFilling = /^(VAR\d+|ACImp|DCIR|GPIB)/i.test(name);
  return column({ role: 'other', unit: '1' }, { optional: isFilling, zeroIsMissing: isFilling });
}

const secondsOf = (text: string, clock: TestClock): number => {
  const bytes = Buffer.from(text, 'latin1');
  return clock.kind === 'duration'
    ? durationSeconds(bytes, 0, bytes.length)
    : Number(text || Number.NaN) * (clock.scale ?? 1);
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600 };

/** The test clock's column and unit: by its name, its look, or its pace against the wall clock (formats.md 11). */
function testClockOf(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  wallCell: number,
  options: ReadOptions,
): { clock: TestClock | null; questions: ReadQuestion[] } {
  const inSeconds = names.findIndex((name) => /^Test \(Sec\)$/i.test(name));
  if (inSeconds >= 0) return { clock: { cell: inSeconds, kind: 'number' }, questions: [] };
  const cell = names.findIndex((name) => /^Test\s?Time/i.test(name));
  if (cell < 0) return { clock: null, questions: [] };
  if (/[d:]/.test(rows[0]?.[cell] ?? '')) return { clock: { cell, kind: 'duration' }, questions: [] };
  const answer = UNIT_SECONDS[options.answers?.['test-time-unit'] ?? ''];
  const scale = answer ?? paceOf(rows, cell, wallCell);
  if (scale !== undefined) return { clock: { cell, kind: 'number', scale }, questions: [] };
  const question: ReadQuestion = {
    id: 'test-time-unit',
    sentence: 'The test time is a bare number: is it in seconds, minutes or hours?',
    choices: Object.keys(UNIT_SECONDS),
    assumed: 'min',
  };
  return { clock: { cell, kind: 'number', scale: 60 }, questions: [question] };
}

/** Seconds per unit of the test time by the wall clock; undefined where the rows do not tell. */
function paceOf(rows: readonly (readonly string[])[], testCell: number, wallCell: number): number | undefined {
  const wall = new WallClockField('mdy');
  const votes = new Map<number, number>();
  let steps = 0;
  for (let i = 1; i < rows.length; i++) {
    const wallStep = (wall.readText(rows[i][wallCell] ?? '') - wall.readText(rows[i - 1][wallCell] ?? '')) / 1e6;
    const testStep = Number(rows[i][testCell]) - Number(rows[i - 1][testCell]);
    if (!(wallStep > 2) || !(testStep > 0)) continue;
    steps += 1;
    for (const scale of Object.values(UNIT_SECONDS))
      if (Math.abs(testStep * scale - wallStep) <= Math.max(2, 0.05 * wallStep))
        votes.set(scale, (votes.get(scale) ?? 0) + 1);
  }
  const best = [...votes].sort((a, b) => b[1] - a[1])[0];
  return best && best[1] > steps / 2 ? best[0] : undefined;
}
