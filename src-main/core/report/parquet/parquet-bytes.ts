import type { WriterProperties } from 'parquet-wasm/esm';
import { SOFTWARE_VERSION } from '../../version.ts';
import type { Column, FamilyHead, Part, Table } from '../tables/table.ts';
import { parquetWriter } from './parquet-writer.ts';
import { arrowSchema, recordBatch, streamWriter, type RowValues } from './record-batch.ts';

/**
 * How columns of numbers lie in the file:
 * - `plain`: every reader there is
 * - `split`: bytes of one weight together (BYTE_STREAM_SPLIT), two thirds of the size; DuckDB, Arrow, pandas, Polars read it, not
 *   every version of Spark
 */
export type NumberEncoding = 'plain' | 'split';

/** Rows of one row group: what engines read at once. */
const ROW_GROUP_ROWS = 131_072;

/**
 * A family of tables as one Parquet table, group of rows by group of rows: what tells the members apart (channel, gas,
 * unit) becomes columns. Missing is null. The description of every column, unit included, is in the key-value metadata
 * `opendems.schema`.
 * @param tables the members of the family, in order
 */
export async function* parquetBytes(
  family: FamilyHead,
  tables: Iterable<Table> | AsyncIterable<Table>,
  numbers: NumberEncoding,
): AsyncGenerator<Part> {
  const [first] = family.members;
  const columns = [...first.constants.map(({ column }) => column), ...first.columns];
  const { Table, transformParquetStream } = parquetWriter();
  const schema = arrowSchema(columns);
  const bytesOf = streamWriter(schema);
  const groups = groupsOf(family, tables);
  let rows = 0;
  const batches = new ReadableStream(
    {
      async pull(out) {
        const { done, value } = await groups.next();
        if (done) return out.close();
        rows += value.rows;
        const bytes = bytesOf(recordBatch(schema, columns, value.values, value.rows));
        for (const batch of Table.fromIPCStream(bytes).recordBatches()) out.enqueue(batch);
      },
    },
    // A group is made when the one before it has been taken.
    { highWaterMark: 0 },
  );
  const written = await transformParquetStream(batches, writerProperties(family, columns, numbers));
  for await (const bytes of written as ReadableStream<Uint8Array>) {
    yield { bytes, rows };
    rows = 0;
  }
}

interface Group {
  rows: number;
  values: RowValues[];
}

/** Rows of all members, as many at a time as a row group has; a group holds rows of one member. */
async function* groupsOf(
  family: FamilyHead,
  tables: Iterable<Table> | AsyncIterable<Table>,
): AsyncGenerator<Group, undefined> {
  if (family.members.every(({ rows }) => rows === 0)) yield emptyGroup(family);
  for await (const table of tables) {
    const fixed = table.constants.map(({ value }) => value);
    for (const { rows, values } of table.chunks(ROW_GROUP_ROWS)) yield { rows, values: [...fixed, ...values] };
  }
}

/** The writer learns the columns from the first group: a table without rows has one, too. */
function emptyGroup({ members: [first] }: FamilyHead): Group {
  const empty = first.columns.map(({ kind }) => (kind === 'text' ? [] : new Float64Array(0)));
  return { rows: 0, values: first.constants.map((): RowValues => null).concat(empty) };
}

function writerProperties(family: FamilyHead, columns: readonly Column[], numbers: NumberEncoding): WriterProperties {
  const { Compression, Encoding, WriterPropertiesBuilder, WriterVersion } = parquetWriter();
  const start = new WriterPropertiesBuilder()
    .setWriterVersion(WriterVersion.V2)
    .setCompression(Compression.ZSTD)
    .setMaxRowGroupSize(ROW_GROUP_ROWS)
    .setCreatedBy(`OpenDEMS ${SOFTWARE_VERSION}`)
    .setKeyValueMetadata(new Map([['opendems.schema', JSON.stringify(describeColumns(family, columns))]]));
  // Readings hardly repeat, and stamps grow by steps: a look for a dictionary would be in vain.
  const builder = columns
    .filter(({ kind }) => kind !== 'text')
    .reduce((so, { id, kind }) => {
      const plain = so.setColumnDictionaryEnabled(id, false);
      if (kind !== 'number') return plain.setColumnEncoding(id, Encoding.DELTA_BINARY_PACKED);
      return numbers === 'split' ? plain.setColumnEncoding(id, Encoding.BYTE_STREAM_SPLIT) : plain;
    }, start);
  return builder.build();
}

/** Units that differ between members stand in columns of their own. */
function describeColumns(family: FamilyHead, columns: readonly Column[]) {
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
