import { alignPoints } from './report-numbers.ts';
import type { ReportCell, ReportColumn, ReportTable } from './report-document.ts';

/** A column of words. */
export const words = (title: string, unit = ''): ReportColumn => ({ title, unit, align: 'left' });

/** A column of words that takes the width left over. */
export const sentence = (title: string): ReportColumn => ({ title, unit: '', align: 'left', grows: true });

/** A column of numbers, set at their decimal points. */
export const numbers = (title: string, unit = ''): ReportColumn => ({ title, unit, align: 'right' });

/** A row before its numbers are aligned; plain strings are cells without marks. */
export interface RawRow {
  cells: (string | ReportCell)[];
  begins?: boolean;
}

/** Puts a table together and aligns its columns of numbers. */
export function tableOf(columns: ReportColumn[], rows: readonly RawRow[], notes: string[] = []): ReportTable {
  const cells = rows.map((row) =>
    row.cells.map((cell): ReportCell => (typeof cell === 'string' ? { text: cell } : cell)),
  );
  columns.forEach((column, index) => {
    if (column.align !== 'right') return;
    const aligned = alignPoints(cells.map((row) => row[index]!.text));
    cells.forEach((row, i) => (row[index] = { ...row[index]!, text: aligned[i]! }));
  });
  return {
    kind: 'table',
    columns,
    rows: rows.map(({ begins }, i) => ({ cells: cells[i]!, ...(begins ? { begins } : {}) })),
    notes: notes.filter((note) => note !== ''),
  };
}
