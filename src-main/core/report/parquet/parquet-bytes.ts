import { ByteWriter, ParquetWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import { SOFTWARE_VERSION } from '../../version.ts';
import type { Column, ColumnValues, Constant, Part, TableFamily } from '../tables/table.ts';

/** Rows of one row group: what engines read at once. */
const ROW_GROUP_ROWS = 131_072;

/**
 * A family of tables as one Parquet table, group of rows by group of rows: what tells the members apart (channel, gas,
 * unit) becomes columns. Missing is null. The description of every column, unit included, is in the key-value metadata
 * `opendems.schema`.
 * @param more columns that are the same in the whole file
 */
export function* parquetBytes(family: TableFamily, more: readonly Constant[] = []): Generator<Part> {
  const [first] = family.members;
  const constants = [...more.map(({ column }) => column), ...first.constants.map(({ column }) => column)];
  const columns = [...constants, ...first.columns];
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(columns),
    createdBy: `OpenDEMS ${SOFTWARE_VERSION}`,
    kvMetadata: [{ key: 'opendems.schema', value: JSON.stringify(describeColumns(family, columns)) }],
  });
  for (const table of family.members) {
    const fixed = [...more, ...table.constants].map(({ value }) => value);
    let waiting: { rows: number; values: ColumnValues[] }[] = [];
    let rows = 0;
    const write = (): Part => {
      writer.write({ columnData: columnData(columns, fixed, waiting, rows), rowGroupSize: ROW_GROUP_ROWS });
      const part = { bytes: taken(bytes), rows };
      waiting = [];
      rows = 0;
      return part;
    };
    for (const chunk of table.chunks()) {
      waiting.push(chunk);
      rows += chunk.rows;
      if (rows >= ROW_GROUP_ROWS) yield write();
    }
    if (rows > 0) yield write();
  }
  writer.finish();
  yield { bytes: taken(bytes), rows: 0 };
}

/** Units that differ between members stand in columns of their own. */
function describeColumns(family: TableFamily, columns: readonly Column[]) {
  const isOneOfMany = family.members.length > 1;
  const unitsOf = (id: string) =>
    new Set(family.members.map((table) => table.columns.find((column) => column.id === id)?.unit));
  return {
    table: family.id,
    description: family.description,
    columns: columns.map(({ id, kind, unit, description }) => ({
      name: id,
      kind,
      unit: isOneOfMany && unitsOf(id).size > 1 ? null : unit,
      description,
    })),
  };
}

function schemaOf(columns: readonly Column[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ id, kind, isComplete }): SchemaElement => {
      const head = { name: id, repetition_type: isComplete ? ('REQUIRED' as const) : ('OPTIONAL' as const) };
      if (kind === 'number') return { ...head, type: 'DOUBLE' };
      if (kind === 'integer') return { ...head, type: 'INT64' };
      if (kind === 'text') return { ...head, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
      return {
        ...head,
        type: 'INT64',
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
      };
    }),
  ];
}

function columnData(
  columns: readonly Column[],
  fixed: readonly (string | number | null)[],
  chunks: readonly { rows: number; values: ColumnValues[] }[],
  rows: number,
): ColumnSource[] {
  return columns.map(({ id, kind }, c) => {
    if (c < fixed.length) return { name: id, data: Array.from({ length: rows }, () => fixed[c]) };
    const parts = chunks.map(({ values }) => values[c - fixed.length]);
    // Readings hardly repeat, and stamps grow by steps: a look for a dictionary would be in vain.
    if (kind === 'number') return { name: id, data: numbers(parts as Float64Array[], rows), encoding: 'PLAIN' };
    if (kind === 'text') return { name: id, data: (parts as (string | null)[][]).flat() };
    return { name: id, data: integers(parts as Float64Array[], rows), encoding: 'DELTA_BINARY_PACKED' };
  });
}

/** Typed where nothing is missing: that is many times faster to encode. */
function numbers(parts: readonly Float64Array[], rows: number): Float64Array | (number | null)[] {
  const joined = join(parts, rows);
  if (!joined.some(Number.isNaN)) return joined;
  return Array.from(joined, (value) => (Number.isNaN(value) ? null : value));
}

function integers(parts: readonly Float64Array[], rows: number): BigInt64Array | (bigint | null)[] {
  const joined = join(parts, rows);
  if (joined.some(Number.isNaN)) return Array.from(joined, (value) => (Number.isNaN(value) ? null : BigInt(value)));
  const whole = new BigInt64Array(rows);
  for (let i = 0; i < rows; i++) whole[i] = BigInt(joined[i]);
  return whole;
}

function join(parts: readonly Float64Array[], rows: number): Float64Array {
  if (parts.length === 1) return parts[0];
  const joined = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** What has been encoded since the last time; the writer goes on counting from the beginning of the file. */
function taken(bytes: ByteWriter): Uint8Array {
  const part = bytes.getBytes().slice();
  bytes.index = 0;
  return part;
}
