import type { Dataset, File, Group } from 'h5wasm/node';
import type { Meter } from '../export/meter.ts';
import { CHUNK_ROWS, type Column, type ColumnValues, type Table } from '../tables/table.ts';
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

/** How the columns of a table are written. */
export interface Writing {
  meter: Meter;
  packing: Hdf5Packing;
}

/** One dataset per column, grown chunk by chunk, so that a run of any length needs no memory. */
export async function writeColumns(
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

/** A new group with its NeXus class. */
export function group(of: Group, name: string, nexusClass: string): Group {
  const made = of.create_group(name);
  attributes(made, { NX_class: nexusClass });
  return made;
}

/** A dataset that is there. */
export function datasetOf(of: Group, name: string): Dataset {
  return of.get(name) as Dataset;
}

/** A dataset of one text. */
export function text(of: Group, name: string, value: string): void {
  of.create_dataset({ name, data: value });
}

/** A dataset of one number with its unit. */
export function number(of: Group, name: string, value: number, units: string): void {
  attributes(of.create_dataset({ name, data: Float64Array.of(value), shape: [], dtype: '<d' }), { units });
}

/** Attributes of text or Float64. */
export function attributes(of: File | Group | Dataset, values: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') of.create_attribute(name, value);
    else of.create_attribute(name, Float64Array.of(value), [], '<d');
  }
}
