import { AppError } from '../../../shared/api/errors.ts';
import { LineFeed } from '../formats/line-feed.ts';
import type { RowReader } from '../formats/row-reader.ts';
import { decodeText, type CodePage } from '../formats/text-encoding.ts';
import { decideLastLine, lastLinesOf } from './decide-last-line.ts';
import type { FindingLog } from './finding-log.ts';
import type { FileParser, ReadDescription } from './reader.ts';

/** Longest header believed, lines. */
const MOST_HEADER_LINES = 5000;
/** Data looked at before the rows' layout (decimal mark, date order) is decided. */
const SAMPLE_BYTES = 65_536;

/** The first data rows, for deciding how to read them. */
export interface RowSample {
  bytes: Uint8Array;
  from: number;
  to: number;
}

/** A text file: header lines, then rows. */
export interface TextTable {
  readonly findings: FindingLog;
  readonly codePage?: CodePage;
  /** @returns true when data rows begin after this line */
  headerLine(text: string, line: number): boolean;
  /** Decides how rows are read; called once, with the first rows. */
  begin(sample: RowSample): RowReader;
  /** One row that is not blank; its cells are in the row reader. */
  row(row: RowReader, line: number): void;
  end(): ReadDescription;
}

/** Feeds a text file to a table, line by line and row by row. */
export function textTableParser(table: TextTable, fileName: string, formatName: string): FileParser {
  let line = 0;
  let inHeader = true;
  let row: RowReader | undefined;
  /** The last whole lines handed on: a cut last line is compared with them. */
  let linesAbove: Uint8Array[] = [];
  const start = (bytes: Uint8Array, from: number, to: number, isAll: boolean): boolean => {
    if (!isAll && to - from < SAMPLE_BYTES) return false;
    row = table.begin({ bytes, from, to: Math.min(to, from + SAMPLE_BYTES) });
    return true;
  };
  const readRows = (bytes: Uint8Array, from: number, to: number): number => {
    let at = from;
    const reader = row!;
    while (at < to) {
      at = reader.read(bytes, at, to);
      line += 1;
      if (!reader.blank) table.row(reader, line);
    }
    return at;
  };
  const readHeader = (bytes: Uint8Array, from: number, to: number): number => {
    let at = from;
    while (inHeader && at < to) {
      let end = at;
      while (end < to && bytes[end] !== 10 && bytes[end] !== 13) end += 1;
      line += 1;
      if (line > MOST_HEADER_LINES) refuseHeader(fileName, formatName, line);
      inHeader = !table.headerLine(decodeText(bytes.subarray(at, end), table.codePage), line);
      at = Math.min(to, end + (bytes[end] === 13 && bytes[end + 1] === 10 && end + 1 < to ? 2 : 1));
    }
    return at;
  };
  const feed = new LineFeed({
    lines(bytes, from, to) {
      let at = from;
      if (inHeader) at = readHeader(bytes, at, to);
      if (inHeader || (!row && !start(bytes, at, to, false))) return at;
      const read = readRows(bytes, at, to);
      linesAbove = [...lastLinesOf(bytes, at, read), ...linesAbove].slice(0, 8);
      return read;
    },
    last(bytes, from, to, end) {
      let at = from;
      if (inHeader) at = readHeader(bytes, at, end);
      if (inHeader) refuseHeader(fileName, formatName, line);
      if (!row) start(bytes, at, Math.max(at, end), true);
      const wholeTo = Math.max(at, to);
      const tail = decideLastLine(
        bytes.subarray(wholeTo, end),
        [...lastLinesOf(bytes, at, wholeTo), ...linesAbove].slice(0, 8),
        row!.delimiter,
      );
      readRows(bytes, at, wholeTo);
      if (end <= wholeTo) return;
      table.findings.info(
        'last-line-without-end',
        'The last line has no line end: the file was cut or was still being written.',
        'If the measurement went on, import the finished file.',
        { line: line + 1 },
      );
      if (tail.cut !== null)
        table.findings.warn(
          'last-value-cut',
          `The last value, "${tail.cut}", may be cut off and is taken as missing.`,
          'Import the finished file to get it.',
          { line: line + 1 },
        );
      readRows(bytes, wholeTo, wholeTo + tail.length);
    },
  });
  return {
    push: (chunk) => feed.push(chunk),
    end: () => {
      feed.end();
      return table.end();
    },
  };
}

function refuseHeader(fileName: string, formatName: string, lines: number): never {
  throw new AppError({
    code: 'no-column-row',
    happened: `${fileName} looks like ${formatName}, but no row of column names was found in ${lines} ${lines === 1 ? 'line' : 'lines'}.`,
    safe: 'The file is unchanged and nothing was imported.',
    next: 'The file may be cut off or still empty: export it again from its program.',
  });
}
