import type { Dataset, File, Group } from 'h5wasm/node';
import { SOFTWARE_VERSION } from '../../version.ts';
import type { Meter } from '../export/meter.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { CHUNK_ROWS, type Column, type ColumnValues, type Table, type TableFamily } from '../tables/table.ts';
import { MISSING_INTEGER, wholeNumbers } from '../tables/whole-numbers.ts';

/**
 * How long datasets are stored:
 * - `deflated`: small by themselves; beyond level 1 deflate costs more time than it saves room in noisy readings
 * - `shuffled`: bytes of one weight stand together, for a zip around the file to deflate natively, in another thread
 */
export type Hdf5Packing = 'deflated' | 'shuffled';

/** Numbers of the filters in the HDF5 library and what they are told. */
const FILTERS: Record<Hdf5Packing, { compression: number; compression_opts: number[] }> = {
  deflated: { compression: 1, compression_opts: [1] },
  shuffled: { compression: 2, compression_opts: [] },
};

/**
 * Writes the tables of a run as one HDF5 file with groups in the manner of NeXus; there is no NeXus definition for
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
export async function writeHdf5(
  path: string,
  run: ExportedRun,
  families: readonly TableFamily[],
  meter: Meter,
  packing: Hdf5Packing = 'deflated',
): Promise<void> {
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  try {
    const entry = writeEntry(file, run);
    for (const family of families) {
      if (family.id === 'samples') await writeSamples(entry, run, family, { meter, packing });
      else await writeFamily(entry, family, { meter, packing });
    }
  } finally {
    file.close();
  }
}

function writeEntry(file: File, { reader, evaluated }: ExportedRun): Group {
  const { results, run } = evaluated;
  const { recipe } = evaluated.evaluation;
  const header = reader.run();
  attributes(file, { default: 'entry', creator: `OpenDEMS ${SOFTWARE_VERSION}`, HDF5_Version: '1.14' });
  const entry = group(file, 'entry', 'NXentry');
  text(entry, 'title', run.name);
  text(entry, 'entry_identifier_uuid', header.id);
  text(entry, 'experiment_description', header.notes);
  if (results.zeroTime !== null) text(entry, 'start_time', results.zeroTime);
  if (header.operator !== '') text(group(entry, 'user', 'NXuser'), 'name', header.operator);
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

/** How the columns of a table are written. */
interface Writing {
  meter: Meter;
  packing: Hdf5Packing;
}

async function writeSamples(
  entry: Group,
  { reader, evaluated }: ExportedRun,
  family: TableFamily,
  writing: Writing,
): Promise<void> {
  const instrument = group(entry, 'instrument', 'NXinstrument');
  text(instrument, 'name', evaluated.run.setup?.name ?? '');
  const sources = new Map(
    reader.sources().map((source) => {
      const of = group(instrument, nexusName(source.id), 'NXcollection');
      attributes(of, { name: source.name, kind: source.kind, clock: source.clockKind, reached_by: source.reachedBy });
      if (source.zone !== null) attributes(of, { zone: source.zone });
      return [source.id, of];
    }),
  );
  for (const { channel } of reader.channels()) {
    const table = family.members.find(({ id }) => id === channel.id)!;
    const sensor = group(sources.get(channel.sourceId)!, nexusName(channel.id), 'NXsensor');
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
    await writeColumns(log, table, columns, writing, (id) => (id === 'seconds' ? 'time' : id));
    if (evaluated.results.zeroTime !== null) attributes(datasetOf(log, 'time'), { start: evaluated.results.zeroTime });
  }
}

async function writeFamily(entry: Group, family: TableFamily, writing: Writing): Promise<void> {
  const isSeries = family.members.some(({ columns }) => columns.some(({ id }) => id === 'seconds'));
  const isSingle = family.members.length === 1 && family.members[0].id === family.id;
  const above = isSingle ? entry : group(entry, family.id, 'NXcollection');
  if (!isSingle) attributes(above, { description: family.description });
  for (const table of family.members) {
    const of = group(above, nexusName(table.id), isSeries ? 'NXdata' : 'NXcollection');
    attributes(of, { title: table.title });
    if (isSingle) attributes(of, { description: family.description });
    for (const { column, value } of table.constants) if (value !== null) attributes(of, { [column.id]: value });
    await writeColumns(of, table, table.columns, writing, (id) => id);
    if (isSeries) attributes(of, { axes: 'seconds', signal: signalOf(table) });
  }
}

/** The curve a viewer draws first. */
const signalOf = ({ columns }: Table): string =>
  ['voltage', 'rate', 'amount'].find((id) => columns.some((column) => column.id === id)) ?? columns[0].id;

/** One dataset per column, grown chunk by chunk, so that a run of any length needs no memory. */
async function writeColumns(
  of: Group,
  table: Table,
  columns: readonly Column[],
  { meter, packing }: Writing,
  nameOf: (id: string) => string,
): Promise<void> {
  const places = columns.map(({ id }) => table.columns.findIndex((column) => column.id === id));
  let datasets: Dataset[] | undefined;
  let from = 0;
  for (const chunk of table.chunks()) {
    const parts = places.map((place, c) => stored(columns[c], chunk.values[place]));
    if (datasets) {
      datasets.forEach((dataset, c) => {
        dataset.resize([from + chunk.rows]);
        // What was never written reads as zero: good status codes, a tenth of a run, need no room and no time.
        if (!isZero(parts[c])) dataset.write_slice([[from, from + chunk.rows]], parts[c]);
      });
    } else
      datasets = columns.map((column, c) => newDataset(of, nameOf(column.id), column, parts[c], table.rows, packing));
    from += chunk.rows;
    await meter.advance(chunk.rows);
  }
  if (!datasets)
    for (const column of columns) newDataset(of, nameOf(column.id), column, stored(column, []), 0, packing);
}

type Stored = Float64Array | BigInt64Array | string[];

/** All bits: the sign of a zero is kept. */
function isZero(values: Stored): boolean {
  if (Array.isArray(values)) return false;
  const words = new Int32Array(values.buffer, values.byteOffset, values.byteLength / Int32Array.BYTES_PER_ELEMENT);
  for (let i = 0; i < words.length; i++) if (words[i] !== 0) return false;
  return true;
}

function stored({ kind }: Column, values: ColumnValues): Stored {
  if (kind === 'text') return [...values].map((value) => (value === null ? '' : String(value)));
  const numbers = values instanceof Float64Array ? values : new Float64Array(0);
  return kind === 'number' ? numbers : wholeNumbers(numbers);
}

function newDataset(
  of: Group,
  name: string,
  column: Column,
  data: Stored,
  rows: number,
  packing: Hdf5Packing,
): Dataset {
  const dtype = column.kind === 'number' ? '<d' : column.kind === 'text' ? 'S' : '<q';
  const isLong = rows > CHUNK_ROWS;
  const dataset = of.create_dataset({
    name,
    data,
    shape: [data.length],
    dtype,
    ...(isLong && { maxshape: [null], chunks: [CHUNK_ROWS], ...FILTERS[packing] }),
  });
  attributes(dataset, { units: hdf5Unit(column), long_name: column.title, description: column.description });
  if (column.kind === 'integer' || column.kind === 'time')
    dataset.create_attribute('missing', BigInt64Array.of(MISSING_INTEGER), [], '<q');
  return dataset;
}

/** Calendar times are microseconds since 1970, as `units` of CF conventions say it. */
const hdf5Unit = ({ kind, unit }: Column): string =>
  kind === 'time' ? 'microseconds since 1970-01-01T00:00:00Z' : unit;

function group(of: Group, name: string, nexusClass: string): Group {
  const made = of.create_group(name);
  attributes(made, { NX_class: nexusClass });
  return made;
}

function datasetOf(of: Group, name: string): Dataset {
  return of.get(name) as Dataset;
}

function text(of: Group, name: string, value: string): void {
  of.create_dataset({ name, data: value });
}

function number(of: Group, name: string, value: number, units: string): void {
  attributes(of.create_dataset({ name, data: Float64Array.of(value), shape: [], dtype: '<d' }), { units });
}

function attributes(of: Group | Dataset, values: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') of.create_attribute(name, value);
    else of.create_attribute(name, Float64Array.of(value), [], '<d');
  }
}

/** NeXus allows letters, digits, `_` and `.` in names. */
const nexusName = (id: string): string => id.replaceAll(/[^A-Za-z0-9_.]/g, '_');
