import { columnHead, type Chunk, type ColumnKind, type Part, type Table } from '../tables/table.ts';
import { NumberText } from './number-text.ts';
import type { SpareBuffers } from './spare-buffers.ts';
import { TextBuffer } from './text-buffer.ts';
import { TimeText } from './time-text.ts';
import { MOST_BYTES, writeAgain } from './write-digits.ts';

const COMMA = 44;
const LINE_END = 10;

/** What writes the cells that are not text. */
interface CellText {
  number: NumberText;
  time: TimeText;
}

/**
 * A table as CSV (RFC 4180, UTF-8, `\n`), part by part: first the heads, then rows. Missing is empty; numbers have the
 * shortest text that reads back to the same Float64; times are ISO 8601 with microseconds.
 * @param spare where the memory of the parts comes from
 */
export function* csvBytes(table: Table, spare?: SpareBuffers): Generator<Part> {
  const buffer = new TextBuffer(spare);
  const text = { number: new NumberText(), time: new TimeText() };
  buffer.text(`${table.columns.map((column) => quoted(columnHead(column))).join(',')}\n`);
  const kinds = table.columns.map(({ kind }) => kind);
  for (const chunk of table.chunks()) {
    writeRows(buffer, text, chunk, kinds);
    yield { ...buffer.take(), rows: chunk.rows };
  }
  if (buffer.length > 0) yield { ...buffer.take(), rows: 0 };
}

function writeRows(buffer: TextBuffer, text: CellText, { rows, values }: Chunk, kinds: readonly ColumnKind[]): void {
  if (!values.every((column): column is Float64Array => column instanceof Float64Array)) {
    writeMixedRows(buffer, text, { rows, values }, kinds);
    return;
  }
  const count = values.length;
  const isTime = Uint8Array.from(kinds, (kind) => (kind === 'time' ? 1 : 0));
  const twins = earlierTwins(values, kinds);
  const begin = new Int32Array(count);
  const end = new Int32Array(count);
  const { number, time } = text;
  for (let i = 0; i < rows; i++) {
    // Once for the whole row: a question for every cell costs more than the cell.
    const to = buffer.room(count * (MOST_BYTES + 1));
    let at = buffer.length;
    for (let c = 0; c < count; c++) {
      const column = values[c];
      const twin = twins[c];
      begin[c] = at;
      if (isTime[c] === 1) at = time.write(to, at, column, i);
      else if (twin >= 0 && isSame(values[twin], column, i)) at = writeAgain(to, at, begin[twin], end[twin]);
      else at = number.write(to, at, column, i);
      end[c] = at;
      to.setUint8(at++, c === count - 1 ? LINE_END : COMMA);
    }
    buffer.written(at);
  }
}

/** Tables of records: short, with text between the numbers. */
function writeMixedRows(
  buffer: TextBuffer,
  { number, time }: CellText,
  { rows, values }: Chunk,
  kinds: readonly ColumnKind[],
): void {
  for (let i = 0; i < rows; i++)
    values.forEach((column, c) => {
      if (c > 0) buffer.text(',');
      if (column instanceof Float64Array) {
        const writer = kinds[c] === 'time' ? time : number;
        buffer.written(writer.write(buffer.room(MOST_BYTES), buffer.length, column, i));
      } else buffer.text(quoted(column[i] ?? ''));
      if (c === values.length - 1) buffer.text('\n');
    });
}

/** Same number with the same text: zeros have signs. */
function isSame(a: Float64Array, b: Float64Array, i: number): boolean {
  return a[i] === b[i] ? a[i] !== 0 || 1 / a[i] === 1 / b[i] : a[i] !== a[i] && b[i] !== b[i];
}

/**
 * For each column of numbers an earlier one that begins with the same number, else -1: where raw numbers need no scale,
 * the value is the raw number in every row, and its text is there already.
 */
function earlierTwins(values: readonly Float64Array[], kinds: readonly ColumnKind[]): Int32Array {
  const isNumeric = (c: number) => kinds[c] !== 'time';
  return Int32Array.from(values, (column, c) =>
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
