import type { File, Group } from 'h5wasm/node';
import type { Channel } from '../../../../shared/domain/channel.ts';
import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { Results } from '../../../../shared/domain/results.ts';
import type { Run } from '../../../../shared/domain/run.ts';
import type { Source } from '../../../../shared/domain/source.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import type { Meter } from '../export/meter.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import type { FamilyHead, Table, TableFamily } from '../tables/table.ts';
import { attributes, datasetOf, group, number, text, writeColumns, type Hdf5Packing } from './hdf5-columns.ts';

/** What a file says of a run beside its tables. */
export interface Hdf5Head {
  run: Run;
  sources: Source[];
  channels: Channel[];
  recipe: Recipe;
  results: Results;
}

export function hdf5Head({ reader, evaluated }: ExportedRun): Hdf5Head {
  return {
    run: reader.run(),
    sources: reader.sources(),
    channels: reader.channels().map(({ channel }) => channel),
    recipe: evaluated.evaluation.recipe,
    results: evaluated.results,
  };
}

/** Writes all tables of a run as one HDF5 file. */
export async function writeHdf5(
  path: string,
  run: ExportedRun,
  families: readonly TableFamily[],
  meter: Meter,
): Promise<void> {
  const file = await Hdf5File.create(path, hdf5Head(run), 'deflated');
  try {
    for (const family of families) {
      const add = file.begin(family);
      for (const table of family.members) await add(table, meter);
    }
  } finally {
    file.close();
  }
}

/** Takes the next table of a family. */
type AddTable = (table: Table, meter: Meter) => Promise<void>;

/**
 * The tables of a run as one HDF5 file with groups in the manner of NeXus; there is no NeXus definition for
 * electrochemical mass spectrometry, so generic classes are used (science.md 8):
 *
 *     /entry                        NXentry
 *       instrument/<source>         NXcollection, one clock
 *         <channel>                 NXsensor
 *           value_log               NXlog: time, value, source_time, raw_value, status
 *       cell                        NXdata
 *       gas_readings/<gas>          NXdata, and gas_blocks, gas_amounts
 *       results, budget, ...        NXcollection, one dataset per column
 *       process                     NXprocess: program, recipe, hashes
 *
 * Missing numbers are NaN, missing integers the attribute `missing`, missing text is empty.
 */
export class Hdf5File {
  readonly #file: File;
  readonly #head: Hdf5Head;
  readonly #entry: Group;
  readonly #packing: Hdf5Packing;

  private constructor(file: File, head: Hdf5Head, packing: Hdf5Packing) {
    this.#file = file;
    this.#head = head;
    this.#entry = writeEntry(file, head);
    this.#packing = packing;
  }

  static async create(path: string, head: Hdf5Head, packing: Hdf5Packing): Promise<Hdf5File> {
    const { File } = await hdf5Library();
    return new Hdf5File(new File(path, 'w'), head, packing);
  }

  /** Begins the tables of a family, which are then given one after the other. */
  begin(family: FamilyHead): AddTable {
    return family.id === 'samples'
      ? samplesWriter(this.#entry, this.#head, this.#packing)
      : familyWriter(this.#entry, family, this.#packing);
  }

  close(): void {
    this.#file.close();
  }
}

/** The library, ready; it is large and is loaded only where it is needed. */
export async function hdf5Library() {
  const library = await import('h5wasm/node');
  await library.ready;
  return library;
}

function writeEntry(file: File, { run, recipe, results }: Hdf5Head): Group {
  attributes(file, { default: 'entry', creator: `OpenDEMS ${SOFTWARE_VERSION}`, HDF5_Version: '1.14' });
  const entry = group(file, 'entry', 'NXentry');
  text(entry, 'title', run.name);
  text(entry, 'entry_identifier_uuid', run.id);
  text(entry, 'experiment_description', run.notes);
  if (results.zeroTime !== null) text(entry, 'start_time', results.zeroTime);
  if (run.operator !== '') text(group(entry, 'user', 'NXuser'), 'name', run.operator);
  const { sample } = run;
  if (sample) {
    const of = group(entry, 'sample', 'NXsample');
    text(of, 'name', sample.name);
    text(of, 'chemical_formula', sample.composition);
    text(of, 'description', [sample.batch, sample.coating, sample.notes].filter((part) => part !== '').join('; '));
    if (results.sample.activeMassGram !== null) number(of, 'mass', results.sample.activeMassGram, 'g');
  }
  const process = group(entry, 'process', 'NXprocess');
  text(process, 'program', 'OpenDEMS');
  text(process, 'version', results.softwareVersion);
  text(process, 'recipe', JSON.stringify(recipe));
  text(process, 'results', JSON.stringify(results));
  attributes(process, { raw_sha256: results.rawSha256, recipe_sha256: results.recipeSha256 });
  return entry;
}

function samplesWriter(entry: Group, { run, sources, channels, results }: Hdf5Head, packing: Hdf5Packing): AddTable {
  const instrument = group(entry, 'instrument', 'NXinstrument');
  text(instrument, 'name', run.setup?.name ?? '');
  const groups = new Map(
    sources.map((source) => {
      const of = group(instrument, nexusName(source.id), 'NXcollection');
      attributes(of, { name: source.name, kind: source.kind, clock: source.clockKind, reached_by: source.reachedBy });
      if (source.zone !== null) attributes(of, { zone: source.zone });
      return [source.id, of];
    }),
  );
  return async (table, meter) => {
    const channel = channels.find(({ id }) => id === table.id)!;
    const sensor = group(groups.get(channel.sourceId)!, nexusName(channel.id), 'NXsensor');
    text(sensor, 'name', channel.name);
    text(sensor, 'measurement', channel.role);
    attributes(sensor, { channel: channel.id, origin: channel.origin, scale: channel.scale, offset: channel.offset });
    if (channel.mz !== null) attributes(sensor, { mz: channel.mz });
    if (channel.flowReference)
      attributes(sensor, {
        flow_reference_celsius: channel.flowReference.temperatureCelsius,
        flow_reference_pascal: channel.flowReference.pressurePascal,
      });
    const log = group(sensor, 'value_log', 'NXlog');
    // NXlog calls its axis `time`; the calendar is in its attribute `start`.
    const columns = table.columns.filter(({ id }) => id !== 'time');
    await writeColumns(log, table, columns, { meter, packing }, (id) => (id === 'seconds' ? 'time' : id));
    if (results.zeroTime !== null) attributes(datasetOf(log, 'time'), { start: results.zeroTime });
  };
}

function familyWriter(entry: Group, family: FamilyHead, packing: Hdf5Packing): AddTable {
  const isSeries = family.members.some(({ columns }) => columns.some(({ id }) => id === 'seconds'));
  const isSingle = family.members.length === 1 && family.members[0].id === family.id;
  const above = isSingle ? entry : group(entry, family.id, 'NXcollection');
  if (!isSingle) attributes(above, { description: family.description });
  return async (table, meter) => {
    const of = group(above, nexusName(table.id), isSeries ? 'NXdata' : 'NXcollection');
    attributes(of, { title: table.title });
    if (isSingle) attributes(of, { description: family.description });
    for (const { column, value } of table.constants) if (value !== null) attributes(of, { [column.id]: value });
    await writeColumns(of, table, table.columns, { meter, packing }, (id) => id);
    if (isSeries) attributes(of, { axes: 'seconds', signal: signalOf(table) });
  };
}

/** The curve a viewer draws first. */
const signalOf = ({ columns }: Table): string =>
  ['voltage', 'rate', 'amount'].find((id) => columns.some((column) => column.id === id)) ?? columns[0].id;

/** NeXus allows letters, digits, `_` and `.` in names. */
const nexusName = (id: string): string => id.replaceAll(/[^A-Za-z0-9_.]/g, '_');
