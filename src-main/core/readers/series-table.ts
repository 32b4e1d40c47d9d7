import { STATUS_BAD, STATUS_GOOD } from '../../../shared/domain/quality.ts';
import { CELL_OVER_RANGE, CELL_TEXT, type RowReader } from '../formats/row-reader.ts';
import type { ChannelSet } from './channel-set.ts';
import type { FindingLog } from './finding-log.ts';
import { STATUS_OVER_RANGE } from './sample-chunks.ts';

/** Value columns that share a time column. */
export interface Series {
  /** Cell that holds the time. */
  timeCell: number;
  /** Microseconds per unit of the time cell. */
  timeScaleUs: number;
  /** Added to every time, microseconds. */
  zeroUs: number;
  values: { cell: number; channel: number }[];
  /** Rows that count; later ones are filling. */
  mostRows?: number;
}

/** Turns rows into samples: each series has its own time column; cells that are no numbers are missing, aloud. */
export class SeriesTable {
  readonly series: Series[] = [];
  rows = 0;
  readonly #channels: ChannelSet;
  readonly #findings: FindingLog;
  readonly #names: readonly string[];

  constructor(channels: ChannelSet, findings: FindingLog, names: readonly string[]) {
    this.#channels = channels;
    this.#findings = findings;
    this.#names = names;
  }

  /** @returns false where the row had to be left out */
  row(row: RowReader, line: number): boolean {
    if (!this.checkRow(row, line)) return false;
    this.rows += 1;
    for (const series of this.series) {
      if (series.mostRows !== undefined && this.rows > series.mostRows) continue;
      const time = row.value[series.timeCell];
      if (Number.isNaN(time)) {
        this.#noteLostValues(row, series, line);
        continue;
      }
      this.push(row, series, series.zeroUs + Math.round(time * series.timeScaleUs));
    }
    return true;
  }

  /** Hands on the values of a series with a time found elsewhere. */
  push(row: RowReader, series: Pick<Series, 'values'>, timeUs: number): void {
    for (const { cell, channel } of series.values)
      this.#channels.push(channel, timeUs, row.value[cell], statusOf(row, cell));
  }

  /** Says what is odd about a row. @returns false where its cells cannot be told apart */
  checkRow(row: RowReader, line: number): boolean {
    if (row.extra > 0) {
      this.#findings.warn(
        'row-too-long',
        `Line ${line} has more cells than there are column names, so that none of them is certain; it was left out.`,
        'Check the decimal mark and the delimiter of the export.',
        { line },
      );
      return false;
    }
    if (row.odd > 0) this.#noteOddCells(row, line);
    return true;
  }

  /** A row with fewer cells than names is filled up with missing, aloud. */
  noteShortRow(row: RowReader, line: number): void {
    if (row.cells >= row.width) return;
    this.#findings.warn(
      'row-too-short',
      `Line ${line} has ${row.cells} cells for ${row.width} columns; the rest is missing.`,
      'Nothing needs doing at the end of a file that was cut; elsewhere compare with the original program.',
      { line },
    );
  }

  #noteOddCells(row: RowReader, line: number): void {
    for (let cell = 0; cell < row.width; cell++) {
      const name = this.#names[cell] ?? `${cell + 1}`;
      if (row.kind[cell] === CELL_TEXT)
        this.#findings.warn(
          'cell-not-a-number',
          `Line ${line}, column "${name}": "${row.text(cell).slice(0, 40)}" is no number in this file's notation and is taken as missing.`,
          'Compare with the original program; a wrong decimal mark looks like this.',
          { line, key: name },
        );
      else if (row.kind[cell] === CELL_OVER_RANGE)
        this.#findings.warn(
          'over-range',
          `Line ${line}, column "${name}": the instrument was over range; the value is missing.`,
          'Choose a larger range for the next measurement.',
          { line, key: name },
        );
    }
  }

  #noteLostValues(row: RowReader, series: Series, line: number): void {
    if (!series.values.some(({ cell }) => !Number.isNaN(row.value[cell]))) return;
    const name = this.#names[series.timeCell] ?? '';
    this.#findings.warn(
      'value-without-time',
      `Line ${line}: the time in column "${name}" is missing, so its values were left out.`,
      'Nothing is invented; compare with the original program.',
      { line, key: name },
    );
  }
}

/** Status of a number cell. */
export function statusOf(row: RowReader, cell: number): number {
  if (!Number.isNaN(row.value[cell])) return STATUS_GOOD;
  return row.kind[cell] === CELL_OVER_RANGE ? STATUS_OVER_RANGE : STATUS_BAD;
}
