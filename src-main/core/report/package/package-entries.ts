import { bdfBytes, bdfTable } from '../bdf/bdf-bytes.ts';
import { csvBytes } from '../csv/csv-bytes.ts';
import { SpareBuffers } from '../csv/spare-buffers.ts';
import { jsonEntry, textEntry, type Entry } from '../export/entry.ts';
import type { EntryList } from '../export/write-entries.ts';
import { readme } from '../metadata/readme.ts';
import { CRATE_FILE, roCrate, type Publication } from '../metadata/ro-crate.ts';
import { tableDescriptor } from '../metadata/table-descriptor.ts';
import { parquetBytes, type NumberEncoding } from '../parquet/parquet-bytes.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { keptTables, type KeptTable } from '../tables/kept-tables.ts';
import { rowsOf, runTables } from '../tables/run-tables.ts';
import type { FamilyHead, Table, TableFamily } from '../tables/table.ts';
import { runDocument } from './run-document.ts';
import { runFigure } from './run-figure.ts';

export const CHECKSUMS_FILE = 'sha256sums.txt';
export const RECIPE_FILE = 'recipe.json';
export const RESULTS_FILE = 'results.json';
export const RUN_FILE = 'run.json';

/** Numbers that stand in memory while a package is made: those of a 90 h run. What is beyond is made for every file anew. */
const MOST_KEPT_BYTES = 64e6;

/** Where a table lies as CSV: a family of many is a folder. */
export function csvPath(root: string, family: Pick<TableFamily, 'id'>, tableId: string): string {
  return family.id === tableId ? `${root}${family.id}.csv` : `${root}${family.id}/${tableId}.csv`;
}

/** @param spare where the memory of the files comes from */
export function csvEntries(root: string, families: readonly TableFamily[], spare = new SpareBuffers()): Entry[] {
  return families.flatMap((family) => family.members.map((table) => csvEntry(root, family, table, spare)));
}

function csvEntry(root: string, family: TableFamily, table: Table, spare: SpareBuffers): Entry {
  return {
    path: csvPath(root, family, table.id),
    mediaType: 'text/csv',
    description: family.description,
    isCompressed: false,
    parts: () => csvBytes(table, spare),
  };
}

export function parquetEntries(root: string, families: readonly TableFamily[], numbers: NumberEncoding): Entry[] {
  return families.map((family) => parquetEntry(root, family, family.members, numbers));
}

/** @param tables the members of the family, in order */
export function parquetEntry(
  root: string,
  family: FamilyHead,
  tables: Iterable<Table> | AsyncIterable<Table>,
  numbers: NumberEncoding,
): Entry {
  return {
    path: `${root}${family.id}.parquet`,
    mediaType: 'application/vnd.apache.parquet',
    description: `Table \`${family.id}\` for DuckDB, pandas, Polars${numbers === 'plain' ? ', Spark' : ''}.`,
    isCompressed: true,
    parts: () => parquetBytes(family, tables, numbers),
  };
}

/** @param spare where the memory of the file comes from */
export function bdfEntry(run: ExportedRun, path: string, spare?: SpareBuffers): Entry {
  return {
    path,
    mediaType: 'text/csv',
    description: 'The cycler’s record in the Battery Data Format (BDF); gas tables join on Unix time.',
    isCompressed: false,
    parts: () => bdfBytes(run.evaluated, spare),
  };
}

/** CSV files with their schema and README: the folder of `export --csv`. */
export function csvFolder(run: ExportedRun): EntryList & { rows: number } {
  const families = runTables(run);
  const entries = [
    ...csvEntries('', families),
    jsonEntry('datapackage.json', 'Schema of every CSV table (Frictionless Data Package).', () =>
      tableDescriptor(run, families, (family, id) => csvPath('', family, id)),
    ),
    jsonEntry(RUN_FILE, 'Everything about the run but its samples.', () =>
      runDocument(run.reader, run.evaluated.results),
    ),
    jsonEntry(RECIPE_FILE, 'The recipe: every choice of the evaluation.', () => run.evaluated.evaluation.recipe),
  ];
  return { entries, closing: [(written) => readmeEntry(run, families, written)], rows: rowsOf(families) };
}

/** Parquet files of every table. */
export function parquetFolder(run: ExportedRun): EntryList & { rows: number } {
  const families = runTables(run);
  return {
    entries: parquetEntries('', families, 'plain'),
    closing: [(written) => readmeEntry(run, families, written)],
    rows: rowsOf(families),
  };
}

/**
 * The data package: samples, results and what they mean, in every format of the field.
 * @param binary makes entries of the tables that are not text (binary-tables.ts)
 */
export function packageEntries(
  run: ExportedRun,
  publication: Publication,
  binary: (families: readonly TableFamily<KeptTable>[]) => Entry[],
): EntryList & { rows: number } {
  const families = keptTables(runTables(run), MOST_KEPT_BYTES);
  const figure = runFigure(run.evaluated);
  const spare = new SpareBuffers();
  const hasCell = bdfTable(run.evaluated) !== undefined;
  return {
    entries: [
      jsonEntry(RESULTS_FILE, 'The results as `opendems analyse --json` prints them.', () => run.evaluated.results),
      jsonEntry(RECIPE_FILE, 'The recipe: every choice of the evaluation.', () => run.evaluated.evaluation.recipe),
      jsonEntry(
        RUN_FILE,
        'Everything about the run but its samples: sample, set-up, gases, channels, events, gaps.',
        () => runDocument(run.reader, run.evaluated.results),
      ),
      ...(figure === undefined
        ? []
        : [textEntry('figure.svg', 'image/svg+xml', 'Voltage and gases of the first charge.', () => figure)]),
      ...csvEntries('csv/', families, spare),
      ...(hasCell ? [bdfEntry(run, 'cell.bdf.csv', spare)] : []),
      ...binary(families),
      jsonEntry('datapackage.json', 'Schema of every CSV table (Frictionless Data Package).', () =>
        tableDescriptor(run, families, (family, id) => csvPath('csv/', family, id)),
      ),
    ],
    closing: [
      (written) => readmeEntry(run, families, written),
      (written) =>
        jsonEntry(CRATE_FILE, 'Metadata of the package (RO-Crate 1.1, JSON-LD).', () =>
          roCrate(run, written, publication),
        ),
      (written) =>
        textEntry(CHECKSUMS_FILE, 'text/plain', 'SHA-256 of every other file, for `sha256sum -c`.', () =>
          written.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''),
        ),
    ],
    // Every row is written as CSV, Parquet and HDF5; the cycler's once more.
    rows: 3 * rowsOf(families),
  };
}

function readmeEntry(
  run: ExportedRun,
  families: readonly TableFamily[],
  written: readonly Omit<Entry, 'parts' | 'isCompressed'>[],
): Entry {
  return textEntry('README.md', 'text/markdown', 'This page.', () => readme(run, families, written));
}
