import { AppError } from '../../../shared/api/errors.ts';
import type { RowSample } from './text-table.ts';

/** Cells of the first data rows as text; blank lines and a last line that may be cut are left out. */
export function sampleRows(sample: RowSample, delimiter: string, most = 50): string[][] {
  const text = Buffer.from(sample.bytes.buffer, sample.bytes.byteOffset, sample.bytes.byteLength).toString(
    'latin1',
    sample.from,
    sample.to,
  );
  const lines = text.split(/\r\n|\n|\r/, most + 1);
  return lines
    .slice(0, lines.length > 1 ? -1 : 1)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(delimiter).map((cell) => cell.trim()));
}

const WITH_COMMA = /^[-+]?\d+,\d+(?:[eE][-+]?\d+)?$/;
const WITH_POINT = /^[-+]?\d+\.\d+(?:[eE][-+]?\d+)?$/;

/** The decimal mark of tab- or semicolon-separated rows (formats.md 0). @throws AppError where both occur */
export function decideDecimalMark(rows: readonly (readonly string[])[], fileName: string): '.' | ',' {
  let comma: string | undefined;
  let point: string | undefined;
  for (const row of rows) {
    for (const cell of row) {
      if (WITH_COMMA.test(cell)) comma ??= cell;
      else if (WITH_POINT.test(cell)) point ??= cell;
    }
  }
  if (comma !== undefined && point !== undefined)
    throw new AppError({
      code: 'mixed-decimal-marks',
      happened: `${fileName} writes numbers with a comma (${comma}) and with a point (${point}).`,
      safe: 'The file is unchanged and nothing was imported.',
      next: 'Export it again with one decimal mark; a file that passed through a spreadsheet may have lost digits.',
    });
  return comma === undefined ? '.' : ',';
}
