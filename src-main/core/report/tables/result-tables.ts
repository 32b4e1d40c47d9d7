import type { Results } from '../../../../shared/domain/results.ts';
import { backgroundsTable, calibrationTables } from './calibration-tables.ts';
import { cyclesTable, phasesTable } from './cell-result-tables.ts';
import { checksTable, findingsTable } from './finding-tables.ts';
import { budgetTable, resultsTable } from './gas-result-tables.ts';
import type { TableFamily } from './table.ts';

/** The document of `opendems analyse` as tables. */
export function resultTables(results: Results): TableFamily[] {
  return [
    resultsTable(results),
    budgetTable(results),
    phasesTable(results),
    cyclesTable(results),
    ...calibrationTables(results),
    backgroundsTable(results),
    checksTable(results),
    findingsTable(results),
  ];
}
