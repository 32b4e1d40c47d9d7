import type { ExportedRun } from '../tables/exported-run.ts';
import { columnHead, type Column, type Constant, type TableFamily } from '../tables/table.ts';

const TYPES = { time: 'datetime', number: 'number', integer: 'integer', text: 'string' } as const;

/**
 * `datapackage.json`: the schema of every CSV table in the words of Frictionless (Data Package), so that programs know
 * columns, units and types without reading a manual. `opendems:column` is the name in Parquet and HDF5.
 * @param pathOf path of a table's CSV file
 */
export function tableDescriptor(
  { reader, evaluated }: ExportedRun,
  families: readonly TableFamily[],
  pathOf: (family: TableFamily, tableId: string) => string,
): unknown {
  const run = reader.run();
  return {
    profile: 'tabular-data-package',
    name: slug(run.name),
    id: `urn:uuid:${run.id}`,
    title: run.name,
    created: run.createdTime,
    'opendems:rawSha256': evaluated.results.rawSha256,
    'opendems:recipeSha256': evaluated.results.recipeSha256,
    resources: families.flatMap((family) =>
      family.members.map((table) => ({
        profile: 'tabular-data-resource',
        name: slug(family.id === table.id ? family.id : `${family.id}.${table.id}`),
        path: pathOf(family, table.id),
        title: table.title,
        description: family.description,
        format: 'csv',
        mediatype: 'text/csv',
        encoding: 'utf-8',
        'opendems:constants': Object.fromEntries(table.constants.map(constantOf)),
        schema: { missingValues: [''], fields: table.columns.map(fieldOf) },
      })),
    ),
  };
}

const constantOf = ({ column, value }: Constant): [string, string | number | null] => [column.id, value];

function fieldOf(column: Column) {
  return {
    name: columnHead(column),
    type: TYPES[column.kind],
    'opendems:unit': column.unit,
    'opendems:column': column.id,
    description: column.description,
    ...(column.isComplete && { constraints: { required: true } }),
  };
}

/** Names of Frictionless are lower case letters, digits, `.`, `_` and `-`. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'run';
