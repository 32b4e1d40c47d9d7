import type { ExportedRun } from './exported-run.ts';
import { cellTable } from './cell-table.ts';
import { gasTables } from './gas-tables.ts';
import { recordTables, sampleTables } from './raw-tables.ts';
import { resultTables } from './result-tables.ts';
import type { TableFamily } from './table.ts';

/** Every table of a run, samples first: the schema of docs/data-package.md. Rows are made when they are read. */
export function runTables(run: ExportedRun): TableFamily[] {
  const cell = cellTable(run.evaluated);
  return [
    sampleTables(run),
    ...recordTables(run),
    ...(cell ? [cell] : []),
    ...gasTables(run.evaluated),
    ...resultTables(run.evaluated.results),
  ].filter(({ members }) => members.length > 0);
}

/** Rows of all members of all families, for progress. */
export function rowsOf(families: readonly TableFamily[]): number {
  return families.flatMap(({ members }) => members).reduce((sum, { rows }) => sum + rows, 0);
}
