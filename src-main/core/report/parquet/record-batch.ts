import {
  AsyncByteQueue,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
  type Data,
  type DataType,
} from 'apache-arrow';
import type { Column, ColumnKind, ColumnValues } from '../tables/table.ts';
import { wholeNumbers } from '../tables/whole-numbers.ts';

/** A column of a batch: its values, or the one that stands in every row. */
export type RowValues = ColumnValues | string | number | null;
type TextType = Dictionary<Utf8, Int32>;

/** Bytes one after the other in memory that is used again: what Arrow would put together anew for every batch. */
class JoinedBytes extends AsyncByteQueue {
  #bytes = new Uint8Array(1 << 20);
  #length = 0;

  override write(more: Uint8Array): void {
    const end = this.#length + more.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(more, this.#length);
    this.#length = end;
  }

  /** What has been written since the last time; good until more is written. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }
}

/** Makes batches of one schema as bytes of Arrow's stream format, which are good until the next ones are made. */
export function streamWriter(schema: Schema): (batch: RecordBatch) => Uint8Array {
  const bytes = new JoinedBytes();
  return (batch) => {
    const writer = new RecordBatchStreamWriter();
    writer.reset(bytes, schema);
    writer.write(batch);
    writer.finish();
    return bytes.take();
  };
}

/** Text is written once and pointed at, because channels, gases and units repeat; every such column has a dictionary of its own. */
function arrowType(kind: ColumnKind, index: number): DataType {
  if (kind === 'time') return new TimestampMicrosecond('UTC');
  if (kind === 'number') return new Float64();
  return kind === 'integer' ? new Int64() : new Dictionary(new Utf8(), new Int32(), index);
}

export function arrowSchema(columns: readonly Column[]): Schema {
  return new Schema(columns.map(({ id, kind, isComplete }, i) => new Field(id, arrowType(kind, i), !isComplete)));
}

/** Rows of a table as Arrow has them; numbers are not copied. */
export function recordBatch(
  schema: Schema,
  columns: readonly Column[],
  values: readonly RowValues[],
  rows: number,
): RecordBatch {
  const children = columns.map(({ kind }, c) => columnData(schema.fields[c].type, kind, values[c], rows));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

function columnData(type: DataType, kind: ColumnKind, values: RowValues, rows: number): Data {
  if (kind === 'text') return textData(type as TextType, values as (string | null)[] | string | null, rows);
  const numbers = values instanceof Float64Array ? values : new Float64Array(rows).fill(Number(values ?? Number.NaN));
  const missing = hasMissing(numbers) ? validity(rows, (i) => !Number.isNaN(numbers[i])) : { nullCount: 0 };
  if (kind === 'number') return makeData({ type: type as Float64, data: numbers, length: rows, ...missing });
  return makeData({ type: type as Int64, data: wholeNumbers(numbers), length: rows, ...missing });
}

function textData(type: TextType, values: (string | null)[] | string | null, rows: number): Data {
  const places = new Map<string, number>();
  const data = new Int32Array(rows);
  const at = (i: number): string | null => (Array.isArray(values) ? values[i] : values);
  if (typeof values === 'string') places.set(values, 0);
  else
    for (let i = 0; i < rows; i++) {
      const text = at(i);
      if (text === null) continue;
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      data[i] = place;
    }
  const dictionary = vectorFromArray([...places.keys()], new Utf8());
  return makeData({ type, data, dictionary, length: rows, ...validity(rows, (i) => at(i) !== null) });
}

function hasMissing(numbers: Float64Array): boolean {
  for (let i = 0; i < numbers.length; i++) if (numbers[i] !== numbers[i]) return true;
  return false;
}

/** One bit per row, as Arrow has it; none where nothing is missing. */
function validity(rows: number, isThere: (row: number) => boolean): { nullCount: number; nullBitmap?: Uint8Array } {
  const nullBitmap = new Uint8Array((rows + 7) >> 3);
  let there = 0;
  for (let i = 0; i < rows; i++) {
    if (!isThere(i)) continue;
    nullBitmap[i >> 3] |= 1 << (i & 7);
    there += 1;
  }
  return there === rows ? { nullCount: 0 } : { nullCount: rows - there, nullBitmap };
}
