import type { Cell, Row, Sheet } from 'write-excel-file/node';
import { isoFromUs } from '../../../../shared/domain/time.ts';
import { columnHead, type Chunk, type Column, type ColumnValues, type Table } from '../tables/table.ts';

/** Width of text columns, in characters. */
const WIDEST = 60;
const NARROWEST = 9;
const NUMBER_WIDTH = 13;
const TIME_WIDTH = 28;

/** A sheet with a frozen row of heads. */
export interface WorkbookSheet {
  sheet: string;
  data: Row[];
  columns: { width: number }[];
  stickyRowsCount: number;
  stickyColumnsCount?: number;
}

/** What the library wants of a sheet. */
export type LibrarySheet = Sheet<never>;

export const headCell = (text: string): Cell => ({
  value: text,
  type: String,
  fontWeight: 'bold',
  wrap: true,
  alignVertical: 'top',
  backgroundColor: '#E1E5E8',
});

/** A table as a sheet: numbers are numbers, missing is an empty cell, units stand in the heads. */
export function sheetOfTable(table: Table, sheet = table.title): WorkbookSheet {
  const chunks = [...table.chunks()];
  const rows = chunks.flatMap((chunk) => rowsOf(chunk, table.columns, formatsOf(chunks, table.columns)));
  return {
    sheet,
    data: [table.columns.map((column) => headCell(columnHead(column))), ...rows],
    columns: table.columns.map((column, c) => ({
      width: widthOf(
        column,
        chunks.map(({ values }) => values[c]),
      ),
    })),
    stickyRowsCount: 1,
  };
}

function rowsOf({ rows, values }: Chunk, columns: readonly Column[], formats: readonly (string | undefined)[]): Row[] {
  return Array.from({ length: rows }, (_, i) =>
    columns.map(({ kind }, c): Cell => {
      const value = values[c][i];
      if (kind === 'text') return value === null ? null : textCell(String(value));
      const number = Number(value);
      if (kind === 'time') return isoFromUs(number);
      return numberCell(number, formats[c]);
    }),
  );
}

/** Text that begins like a formula stays text. */
export const textCell = (text: string): Cell => ({ value: text, type: String });

/** Empty where there is no number. */
export function numberCell(value: number | null | undefined, format: string | undefined): Cell {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  return { value, type: Number, ...(format !== undefined && { format }) };
}

function formatsOf(chunks: readonly Chunk[], columns: readonly Column[]): (string | undefined)[] {
  return columns.map(({ kind }, c) => {
    if (kind === 'integer') return '0';
    if (kind !== 'number') return undefined;
    let largest = 0;
    for (const { values } of chunks)
      for (const value of values[c] as Float64Array) if (Math.abs(value) > largest) largest = Math.abs(value);
    return decideNumberFormat(largest);
  });
}

/** Five or so digits of the largest number of a column; powers of ten where it is far from one. */
export function decideNumberFormat(largest: number): string | undefined {
  if (largest === 0 || !Number.isFinite(largest)) return undefined;
  if (largest < 1e-3 || largest >= 1e7) return '0.0000E+00';
  const decimals = Math.min(6, Math.max(0, 4 - Math.floor(Math.log10(largest))));
  return decimals === 0 ? '0' : `0.${'0'.repeat(decimals)}`;
}

function widthOf(column: Column, parts: readonly ColumnValues[]): number {
  const head = Math.min(24, columnHead(column).length + 2);
  if (column.kind === 'time') return TIME_WIDTH;
  if (column.kind !== 'text') return Math.max(NUMBER_WIDTH, Math.ceil(head / 2));
  const longest = parts
    .flatMap((part) => part as (string | null)[])
    .reduce((most, text) => Math.max(most, text?.length ?? 0), NARROWEST);
  return Math.min(WIDEST, Math.max(head, longest + 2));
}
