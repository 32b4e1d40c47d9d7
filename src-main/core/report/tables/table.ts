/**
 * The one schema of everything the program gives out as numbers: CSV, HDF5, Parquet and the workbook are written from
 * these tables and differ in nothing but the file (docs/data-package.md).
 */

/**
 * What a column holds.
 * - `time`: microseconds since 1970 UTC, NaN where missing; text is ISO 8601 with microseconds
 * - `number`: Float64, NaN where missing
 * - `integer`: whole numbers up to 2^53 in Float64, NaN where missing
 * - `text`: null where missing
 */
export type ColumnKind = 'time' | 'number' | 'integer' | 'text';

export interface Column {
  /** Name in Parquet and HDF5, e.g. `source_time`. */
  id: string;
  /** Words of the head of a CSV column, before ` / unit`. */
  title: string;
  kind: ColumnKind;
  /** ASCII; empty where there is none to tell. */
  unit: string;
  description: string;
  /** Never missing. */
  isComplete?: boolean;
}

/** Values of one column, as many as the chunk has rows. */
export type ColumnValues = Float64Array | (string | null)[];

/** A stretch of a table, column by column. */
export interface Chunk {
  rows: number;
  values: ColumnValues[];
}

/** What is the same in every row, e.g. the channel: a file of its own names it once, a table of many says it per row. */
export interface Constant {
  column: Column;
  value: string | number | null;
}

/** What is known of a table before its rows are made. */
export interface TableHead {
  /** Name of the file or group, e.g. `qms.m32`; of the family where it stands alone. */
  id: string;
  title: string;
  columns: Column[];
  rows: number;
  constants: Constant[];
}

export interface Table extends TableHead {
  /** From the beginning, so many rows at a time; fewer in the last one only. Tables of records come in one. */
  chunks(rowsAtATime?: number): Iterable<Chunk>;
}

/** Tables of one shape: one per channel or gas, or a single one. Parquet puts them into one table. */
export interface TableFamily<Member extends TableHead = Table> {
  id: string;
  description: string;
  members: Member[];
}

/** A family of which the rows are not there yet. */
export type FamilyHead = TableFamily<TableHead>;

/** Rows made and written at a time where nobody asks for more. */
export const CHUNK_ROWS = 16_384;

/** `Voltage / V`; the bare title where there is no unit. */
export function columnHead({ title, unit }: Pick<Column, 'title' | 'unit'>): string {
  return unit === '' ? title : `${title} / ${unit}`;
}

/** A column with its description. */
export function column(id: string, title: string, kind: ColumnKind, unit: string, description: string): Column {
  return { id, title, kind, unit, description };
}

/** A column without missing values. */
export function complete(of: Column): Column {
  return { ...of, isComplete: true };
}

/** A column filled from records; null, undefined and NaN are missing. */
export interface RecordColumn<Row> extends Column {
  of(row: Row): string | number | null | undefined;
}

/** A small table of records, in one chunk. */
export function recordTable<Row>(
  id: string,
  title: string,
  columns: readonly RecordColumn<Row>[],
  rows: readonly Row[],
): Table {
  return {
    id,
    title,
    columns: columns.map(({ of: _of, ...plain }) => plain),
    rows: rows.length,
    constants: [],
    *chunks() {
      if (rows.length > 0) yield { rows: rows.length, values: columns.map((one) => recordValues(one, rows)) };
    },
  };
}

function recordValues<Row>({ kind, of }: RecordColumn<Row>, rows: readonly Row[]): ColumnValues {
  if (kind === 'text')
    return rows.map((row) => {
      const value = of(row);
      return value === null || value === undefined ? null : String(value);
    });
  return Float64Array.from(rows, (row) => Number(of(row) ?? Number.NaN));
}

/** A long table of columns that stand in memory, cut into chunks without a copy. */
export function columnTable(head: Omit<TableHead, 'rows'>, values: readonly Float64Array[]): Table {
  return tableOf({ ...head, rows: values[0]?.length ?? 0 }, values);
}

/** A table of which all columns stand in memory. */
export function tableOf(head: TableHead, values: readonly ColumnValues[]): Table {
  const { rows } = head;
  return {
    ...head,
    *chunks(rowsAtATime = CHUNK_ROWS) {
      for (let from = 0; from < rows; from += rowsAtATime) {
        const to = Math.min(rows, from + rowsAtATime);
        yield { rows: to - from, values: values.map((one) => part(one, from, to)) };
      }
    },
  };
}

/** Numbers without a copy. */
function part(values: ColumnValues, from: number, to: number): ColumnValues {
  return values instanceof Float64Array ? values.subarray(from, to) : values.slice(from, to);
}

/** A family of one. */
export function single(table: Table, description: string): TableFamily {
  return { id: table.id, description, members: [table] };
}

/** A stretch of a file and how many rows of a table it holds, for progress. */
export interface Part {
  bytes: Uint8Array;
  rows: number;
  /** Says that nobody needs the bytes any more, so that others can be written in their place. */
  release?: () => void;
}
