import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeError } from '../export/write-problem.ts';
import { Meter, type Work } from '../export/meter.ts';
import { writeEntry } from '../export/write-entries.ts';
import { parquetBytes } from '../parquet/parquet-bytes.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { rowsOf, runTables } from '../tables/run-tables.ts';
import type { TableFamily } from '../tables/table.ts';
import { archivePlace, hashOf, partitionPath, scratchFolder } from './archive-place.ts';
import { runsTable } from './runs-table.ts';

/** What became of a run. */
export type Archived = 'added' | 'replaced' | 'already there';

/** Tables an archive holds, one folder each; what belongs together is asked together. */
const ARCHIVED = [
  'samples',
  'gaps',
  'events',
  'cell',
  'gas_readings',
  'gas_blocks',
  'gas_amounts',
  'results',
  'budget',
  'phases',
];

/**
 * Adds a run to an archive: a folder per table, below it hive partitions `laboratory=/instrument=/run=` with one Parquet
 * file. Other runs are not touched. The same raw data evaluated by the same recipe and program are left as they are;
 * evaluated otherwise, they take the place of what stood there. A run counts as archived when its row of the table
 * `runs` is there, which is written last. @throws AppError
 */
export async function addToArchive(
  folder: string,
  run: ExportedRun,
  laboratory: string,
  work: Work = {},
): Promise<Archived> {
  const { results } = run.evaluated;
  const families = runTables(run).filter(({ id }) => ARCHIVED.includes(id));
  const before = partitionsOf(folder, hashOf(results.rawSha256));
  const stamp = stampOf(run, laboratory);
  if (before.some(({ table, path }) => table === 'runs' && readStamp(path) === stamp)) return 'already there';
  const place = partitionPath(archivePlace(run, laboratory));
  const meter = new Meter(rowsOf(families), work);
  const scratch = scratchFolder(folder, results.rawSha256);
  const all: TableFamily[] = [...families, runsTable(run)];
  try {
    mkdirSync(scratch, { recursive: true });
    for (const family of all) {
      meter.begin(family.id);
      mkdirSync(join(scratch, family.id));
      await writeEntry(
        join(scratch, family.id, 'data.parquet'),
        {
          path: `${family.id}/data.parquet`,
          mediaType: 'application/vnd.apache.parquet',
          description: family.description,
          isCompressed: true,
          parts: () => parquetBytes(family, family.members, 'plain'),
        },
        meter,
      );
    }
    writeFileSync(join(scratch, 'runs', STAMP_FILE), `${stamp}\n`);
    // The row of `runs` goes first and comes last: without it nobody takes the rest for whole.
    for (const { path } of before.toSorted(({ table }) => (table === 'runs' ? -1 : 1)))
      rmSync(path, { recursive: true, force: true });
    for (const { id } of all) {
      const target = join(folder, id, ...place);
      mkdirSync(join(target, '..'), { recursive: true });
      renameSync(join(scratch, id), target);
    }
    return before.length > 0 ? 'replaced' : 'added';
  } catch (error) {
    throw writeError(folder, error);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Engines leave out files whose name begins with `_`. */
const STAMP_FILE = '_evaluation';

/** Changes with everything that changes the rows. */
function stampOf({ reader, evaluated }: ExportedRun, laboratory: string): string {
  const { rawSha256, recipeSha256, softwareVersion } = evaluated.results;
  return [rawSha256, recipeSha256, softwareVersion, laboratory, reader.run().name].join(' ');
}

function readStamp(partition: string): string | undefined {
  const path = join(partition, STAMP_FILE);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/** Folders of one run in every table, whatever laboratory, instrument or name it had. */
function partitionsOf(folder: string, hash: string): { table: string; path: string }[] {
  const below = (path: string, prefix: string) =>
    existsSync(path)
      ? readdirSync(path, { withFileTypes: true })
          .filter((entry) => entry.isDirectory() && entry.name.startsWith(prefix))
          .map(({ name }) => join(path, name))
      : [];
  return ['runs', ...ARCHIVED].flatMap((table) =>
    below(join(folder, table), 'laboratory=')
      .flatMap((path) => below(path, 'instrument='))
      .flatMap((path) => below(path, 'run='))
      .filter((path) => path.endsWith(`-${hash}`))
      .map((path) => ({ table, path })),
  );
}
