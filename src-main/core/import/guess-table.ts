import type { TableGuess } from '../../../shared/api/import.ts';
import { DELIMITERS } from '../readers/mapped-table.ts';
import { splitCsvLine } from '../readers/split-csv-line.ts';
import { byteOrderMark, decodeText } from '../formats/text-encoding.ts';

const MOST_LINES = 60;
const LOOK_BYTES = 32_768;
const NUMBER = { '.': /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i, ',': /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i } as const;

interface Candidate {
  delimiter: TableGuess['delimiter'];
  decimalMark: TableGuess['decimalMark'];
  cells: number;
  /** 0-based line from which on every line has as many cells and mostly numbers. */
  from: number;
  score: number;
}

/**
 * Pure: how a text is probably laid out, from its first lines. A guess to begin with; the person sees the lines.
 * @param head first bytes of the file
 */
export function guessTable(head: Uint8Array): TableGuess {
  const start = head.subarray(byteOrderMark(head).length, LOOK_BYTES);
  // A cut last line could end within a letter.
  const end = start.length < LOOK_BYTES ? start.length : Math.max(start.lastIndexOf(10), start.lastIndexOf(13)) + 1;
  const lines = decodeText(start.subarray(0, end))
    .split(/\r\n|\n|\r/)
    .slice(0, MOST_LINES);
  const candidates = (Object.keys(DELIMITERS) as TableGuess['delimiter'][]).flatMap((delimiter) =>
    (['.', ','] as const)
      // A comma cannot be both.
      .filter((mark) => !(delimiter === 'comma' && mark === ','))
      .map((decimalMark) => judge(lines, delimiter, decimalMark)),
  );
  const best = candidates.sort((a, b) => b.score - a.score)[0];
  // Names stand in the last line above the data that has a word in it; lines of units lie between.
  const above = lines.slice(0, best.from).map((line) => splitCsvLine(line, DELIMITERS[best.delimiter]));
  const named = above.findLastIndex(
    (cells) => cells.length === best.cells && cells.every((cell) => cell.trim() !== ''),
  );
  return {
    lines,
    delimiter: best.delimiter,
    decimalMark: best.decimalMark,
    nameLine: named + 1,
    firstDataLine: Math.max(1, best.from + 1),
  };
}

function judge(
  lines: readonly string[],
  delimiter: TableGuess['delimiter'],
  decimalMark: TableGuess['decimalMark'],
): Candidate {
  const rows = lines.filter((line) => line.trim() !== '').map((line) => splitCsvLine(line, DELIMITERS[delimiter]));
  const counts = rows.map((cells) => cells.length);
  const cells = mostFrequent(counts.filter((count) => count > 1));
  const isData = (line: string) => {
    const row = splitCsvLine(line, DELIMITERS[delimiter]);
    const numbers = row.filter((cell) => NUMBER[decimalMark].test(cell.trim())).length;
    return row.length === cells && numbers * 2 >= row.length && numbers > 0;
  };
  const from = lines.findIndex(
    (line, index) => isData(line) && lines.slice(index, index + 3).every((next) => next === '' || isData(next)),
  );
  if (cells === 0 || from < 0) return { delimiter, decimalMark, cells, from: 0, score: 0 };
  const data = lines.slice(from).filter(isData);
  const numbers = data
    .flatMap((line) => splitCsvLine(line, DELIMITERS[delimiter]))
    .filter((cell) => NUMBER[decimalMark].test(cell.trim()));
  // Marks that are really there speak for it; blanks also stand inside names and dates.
  const marks = numbers.filter((cell) => cell.includes(decimalMark)).length;
  return { delimiter, decimalMark, cells, from, score: numbers.length + marks * 0.5 - (delimiter === 'blank' ? 1 : 0) };
}

function mostFrequent(counts: readonly number[]): number {
  const tally = new Map<number, number>();
  for (const count of counts) tally.set(count, (tally.get(count) ?? 0) + 1);
  return [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
