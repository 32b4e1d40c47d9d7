import { csvBytes } from '../csv/csv-bytes.ts';
import { csvFolder } from '../package/package-entries.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { resampledTable, resamplingSentence } from '../tables/resampled-table.ts';
import type { Part } from '../tables/table.ts';
import type { Entry } from './entry.ts';
import { Meter, type Work } from './meter.ts';
import { writeFolder } from './write-entries.ts';

/**
 * Writes every table of a run as CSV into a folder that is made, and `merged.csv`: all channels on one grid of times.
 * @returns how many files
 */
export async function exportCsvFolder(
  run: ExportedRun,
  folder: string,
  everySeconds: number,
  work: Work = {},
): Promise<number> {
  const { entries, closing, rows } = csvFolder(run);
  const merged = mergedEntry(run, everySeconds);
  const meter = new Meter(rows, work);
  return (await writeFolder(folder, { entries: [...entries, merged], closing }, meter)).length;
}

/** Its first line says how it was resampled. */
function mergedEntry(run: ExportedRun, everySeconds: number): Entry {
  const sentence = resamplingSentence(everySeconds);
  return {
    path: 'merged.csv',
    mediaType: 'text/csv',
    description: `All channels in one table. ${sentence} The sentence is the first line, behind \`#\`.`,
    isCompressed: false,
    *parts(): Generator<Part> {
      yield { bytes: new TextEncoder().encode(`# ${sentence}\n`), rows: 0 };
      for (const { bytes } of csvBytes(resampledTable(run, everySeconds))) yield { bytes, rows: 0 };
    },
  };
}
