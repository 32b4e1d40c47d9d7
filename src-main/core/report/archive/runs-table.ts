import type { ExportedRun } from '../tables/exported-run.ts';
import { column, recordTable, single, type RecordColumn, type TableFamily } from '../tables/table.ts';
import { usFromIso } from '../../../../shared/domain/time.ts';

/** The row of a run in the table `runs` of an archive: what one looks for runs by. */
export function runsTable({ reader, evaluated }: ExportedRun): TableFamily {
  const run = reader.run();
  const { results } = evaluated;
  const { sample } = results;
  const text = (id: string, title: string, description: string, value: string | null): RecordColumn<null> => ({
    ...column(id, title, 'text', '', description),
    of: () => value,
  });
  const number = (id: string, title: string, unit: string, description: string, value: number | null) => ({
    ...column(id, title, 'number', unit, description),
    of: () => value,
  });
  const time = (id: string, title: string, description: string, iso: string | null): RecordColumn<null> => ({
    ...column(id, title, 'time', 'UTC', description),
    of: () => (iso === null ? null : usFromIso(iso)),
  });
  return single(
    recordTable<null>(
      'runs',
      'Runs',
      [
        text('raw_sha256', 'rawSha256', 'Hash of the raw samples.', results.rawSha256),
        text('recipe_sha256', 'recipeSha256', 'Hash of the recipe.', results.recipeSha256),
        text('software_version', 'Software version', 'Program that evaluated it.', results.softwareVersion),
        text('name', 'Name', 'Name of the run.', run.name),
        text('origin', 'Origin', 'recorded, imported or simulated.', run.origin),
        text('operator', 'Operator', 'Who ran it.', run.operator),
        text('tags', 'Tags', 'Separated by commas.', run.tags.join(',')),
        text('sample', 'Sample', 'Name of the sample.', run.sample?.name ?? null),
        text('composition', 'Composition', 'Of the active material.', run.sample?.composition ?? null),
        text('coating', 'Coating', 'Of the active material.', run.sample?.coating ?? null),
        number('active_mass', 'Active mass', 'g', 'Of the electrode.', sample.activeMassGram),
        number(
          'theoretical_capacity',
          'Theoretical capacity',
          'mAh/g',
          'SOC 100 %.',
          sample.theoreticalCapacityMilliampHourPerGram,
        ),
        number('reference_offset', 'Reference offset', 'V', 'To Li+/Li.', sample.referenceOffsetVolt),
        text('carrier_gas', 'Carrier gas', 'Of the set-up.', run.setup?.carrierGas ?? null),
        number(
          'cell_temperature',
          'Cell temperature',
          'degC',
          'Of the set-up.',
          run.setup?.cellTemperatureCelsius ?? null,
        ),
        time('created_time', 'Created', 'When the run was made.', run.createdTime),
        time('zero_time', 'Zero', 'When its seconds begin.', results.zeroTime),
      ],
      [null],
    ),
    'One row per run: sample, instrument, hashes.',
  );
}
