import { tableOf, type ColumnValues, type Table, type TableFamily } from './table.ts';

/** A table whose rows are made once and stand in memory from then on, as long as there is room for them. */
export interface KeptTable extends Table {
  /** All its columns, numbers in memory that threads share; undefined where there is no room. */
  kept(): readonly ColumnValues[] | undefined;
}

/** Tables that several files are written of, perhaps in several threads. @param mostBytes of numbers that are kept */
export function keptTables(families: readonly TableFamily[], mostBytes: number): TableFamily<KeptTable>[] {
  let room = mostBytes;
  const keep = (table: Table): KeptTable => {
    const bytes = table.rows * table.columns.length * Float64Array.BYTES_PER_ELEMENT;
    let columns: ColumnValues[] | undefined;
    const kept = () => {
      if (columns === undefined && bytes <= room) {
        room -= bytes;
        columns = wholeColumns(table, (length) => new SharedArrayBuffer(length));
      }
      return columns;
    };
    return {
      ...table,
      kept,
      chunks(rowsAtATime) {
        const values = kept();
        return (values ? tableOf(table, values) : table).chunks(rowsAtATime);
      },
    };
  };
  return families.map((family) => ({ ...family, members: family.members.map(keep) }));
}

/** All rows of a table, numbers in new memory. @param memory makes it, so many bytes at a time */
export function wholeColumns(
  { columns, rows, chunks }: Table,
  memory: (bytes: number) => ArrayBufferLike = (bytes) => new ArrayBuffer(bytes),
): ColumnValues[] {
  const whole = columns.map(({ kind }): ColumnValues =>
    kind === 'text' ? [] : new Float64Array(memory(rows * Float64Array.BYTES_PER_ELEMENT)),
  );
  let from = 0;
  for (const chunk of chunks()) {
    chunk.values.forEach((values, c) => {
      const column = whole[c];
      if (column instanceof Float64Array) column.set(values as Float64Array, from);
      else column.push(...(values as (string | null)[]));
    });
    from += chunk.rows;
  }
  return whole;
}
