import { runTables } from '../tables/run-tables.ts';
import { resampledTable } from '../tables/resampled-table.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import type { Meter } from '../export/meter.ts';
import { metadataSheet, recipeSheet } from './document-sheets.ts';
import { halfCycleSheet } from './half-cycle-sheet.ts';
import { sheetOfTable, type WorkbookSheet } from './sheet-of-table.ts';

/** Tables of the run that are sheets of their own, with the names of the sheets. */
const SHEETS = [
  ['sensitivities', 'Sensitivities'],
  ['calibration', 'Calibration'],
  ['calibration_points', 'Calibration points'],
  ['backgrounds', 'Backgrounds'],
  ['budget', 'Budget'],
  ['checks', 'Checks'],
  ['findings', 'Findings'],
  ['channels', 'Channels'],
  ['gaps', 'Gaps'],
  ['events', 'Events'],
] as const;

/** A spreadsheet is for looking and plotting: so many rows of series are enough, and every program opens them at once. */
const MOST_SERIES_ROWS = 20_000;
const SERIES_STEPS_SECONDS = [10, 30, 60, 120, 300, 600, 1800, 3600];

/** Distance of rows in the sheet of series: the shortest that keeps it below its most rows. */
export function decideSeriesStep(lengthSeconds: number): number {
  return SERIES_STEPS_SECONDS.find((step) => lengthSeconds / step <= MOST_SERIES_ROWS) ?? SERIES_STEPS_SECONDS.at(-1)!;
}

/**
 * Writes the workbook of a run: results, half-cycles, series, calibration, budget, recipe, metadata. No formulas: every
 * number stands for itself.
 */
export async function writeWorkbook(path: string, run: ExportedRun, meter: Meter): Promise<void> {
  const { default: writeXlsxFile } = await import('write-excel-file/node');
  const families = new Map(runTables(run).map((family) => [family.id, family.members[0]]));
  const sheets: WorkbookSheet[] = [];
  const add = async (name: string, make: () => WorkbookSheet) => {
    meter.begin(name);
    sheets.push(make());
    await meter.advance(1);
  };
  await add('Results', () => sheetOfTable(families.get('results')!, 'Results'));
  await add('Half-cycles', () => halfCycleSheet(run.evaluated.results));
  await add('Series', () => sheetOfTable(resampledTable(run, decideSeriesStep(lengthOf(run))), 'Series'));
  for (const { gas, table } of blockTables(run)) await add(gas, () => sheetOfTable(table, `${gas} blocks`));
  for (const [id, name] of SHEETS) {
    const table = families.get(id);
    if (table) await add(name, () => sheetOfTable(table, name));
  }
  await add('Recipe', () => recipeSheet(run));
  await add('Metadata', () => metadataSheet(run));
  meter.begin('Workbook');
  await writeXlsxFile(sheets).toFile(path);
  await meter.advance(1);
}

/** How many steps `writeWorkbook` tells of. */
export function workbookSteps(run: ExportedRun): number {
  return 6 + SHEETS.length + blockTables(run).length;
}

function blockTables(run: ExportedRun) {
  const blocks = runTables(run).find(({ id }) => id === 'gas_blocks');
  return (blocks?.members ?? []).map((table) => ({ gas: table.id, table }));
}

function lengthOf({ evaluated }: ExportedRun): number {
  const { input, clocks } = evaluated.evaluation;
  const ends = input.channels
    .filter(({ timeUs }) => timeUs.length > 1)
    .map((channel) => clocks.secondsOf(channel))
    .map((seconds) => (seconds.at(-1) ?? 0) - seconds[0]);
  return Math.max(0, ...ends.filter(Number.isFinite));
}
