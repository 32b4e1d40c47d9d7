import { columnHead, type Chunk, type ColumnKind, type ColumnValues, type Part, type Table } from '../tables/table.ts';
import { TextBuffer } from './text-buffer.ts';

const COMMA = 44;
const LINE_END = 10;

/**
 * A table as CSV (RFC 4180, UTF-8, `\n`), part by part: first the heads, then rows. Missing is empty; numbers have the
 * shortest text that reads back to the same Float64; times are ISO 8601 with microseconds.
 */
export function* csvBytes(table: Table): Generator<Part> {
  const buffer = new TextBuffer();
  buffer.text(`${table.columns.map((column) => quoted(columnHead(column))).join(',')}\n`);
  const kinds = table.columns.map(({ kind }) => kind);
  for (const chunk of table.chunks()) {
    writeRows(buffer, chunk, kinds);
    yield { bytes: buffer.take(), rows: chunk.rows };
  }
  if (buffer.length > 0) yield { bytes: buffer.take(), rows: 0 };
}

function writeRows(buffer: TextBuffer, { rows, values }: Chunk, kinds: readonly ColumnKind[]): void {
  const count = values.length;
  const same = earlierTwins(values, kinds);
  const begin = new Int32Array(count);
  const end = new Int32Array(count);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < count; c++) {
      const column = values[c];
      if (c > 0) buffer.byte(COMMA);
      begin[c] = buffer.length;
      if (!(column instanceof Float64Array)) {
        const text = column[i];
        if (text !== null) buffer.text(quoted(text));
      } else if (kinds[c] === 'time') buffer.isoTime(column, i);
      else if (same[c] >= 0 && isSame(values[same[c]] as Float64Array, column, i))
        buffer.repeat(begin[same[c]], end[same[c]]);
      else buffer.number(column, i);
      end[c] = buffer.length;
    }
    buffer.byte(LINE_END);
  }
}

/** Same number with the same text: zeros have signs. */
function isSame(a: Float64Array, b: Float64Array, i: number): boolean {
  return a[i] === b[i] ? a[i] !== 0 || 1 / a[i] === 1 / b[i] : a[i] !== a[i] && b[i] !== b[i];
}

/**
 * For each column of numbers an earlier one that begins with the same number, else -1: where raw numbers need no scale,
 * the value is the raw number in every row, and its text is there already.
 */
function earlierTwins(values: readonly ColumnValues[], kinds: readonly ColumnKind[]): number[] {
  const isNumeric = (c: number) => values[c] instanceof Float64Array && kinds[c] !== 'time';
  return values.map((column, c) =>
    isNumeric(c)
      ? values.findIndex(
          (other, o) =>
            o < c && isNumeric(o) && Object.is(other[0], column[0]) && Object.is(other.at(-1), column.at(-1)),
        )
      : -1,
  );
}

/** Reads a number that `TextBuffer` wrote. */
export function numberOfText(text: string): number {
  if (text === '') return Number.NaN;
  if (text === 'inf') return Number.POSITIVE_INFINITY;
  if (text === '-inf') return Number.NEGATIVE_INFINITY;
  return Number(text);
}

/** A text as one field of a CSV row. */
export function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
