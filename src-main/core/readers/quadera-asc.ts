import { RowReader } from '../formats/row-reader.ts';
import { headLines } from '../formats/text-encoding.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { columnUnit, splitColumnName } from '../formats/column-unit.ts';
import { ChannelMaker, ionCurrentMeaning, massOfText, numberedNames, type ChannelMeaning } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { decideDateOrder, type DateOrderDecision } from './decide-date-order.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadSink } from './reader.ts';
import { decideDecimalMark, sampleRows } from './row-sample.ts';
import { SeriesTable } from './series-table.ts';
import { textTableParser, type RowSample, type TextTable } from './text-table.ts';

const TITLE = 'Time Relative [s]';

/** Pfeiffer Quadera text export (formats.md 1): triples of time, relative time and quantity, each with its own times. */
export const quaderaAscReader = defineReader({
  id: 'quadera-asc',
  name: 'Pfeiffer Quadera .asc',
  recognise(head) {
    const lines = headLines(head, 13);
    if (!lines[0].startsWith('Sourcefile\t'))
      return { certainty: 0, reason: 'its first line does not start with "Sourcefile" and a tab' };
    return lines.slice(0, 12).some((line) => line.includes(TITLE))
      ? { certainty: 1, reason: `its first line names a Sourcefile and its column row says "${TITLE}"` }
      : { certainty: 0, reason: `no column row with "${TITLE}" stands in its first 12 lines` };
  },
  parser: (options, sink) =>
    textTableParser(new QuaderaTable(options, sink), options.fileName, 'Pfeiffer Quadera .asc'),
});

class QuaderaTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #channels: ChannelSet;
  readonly #metadata: Record<string, string> = {};
  #names: string[] = [];
  #titles: string[] = [];
  #table: SeriesTable | undefined;
  #dates: DateOrderDecision | undefined;
  #shortLine: { line: number; cells: number } | undefined;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string): boolean {
    const cells = text.split('\t').map((cell) => cell.trim());
    if (cells.includes(TITLE)) {
      this.#titles = cells;
      return true;
    }
    if (cells.length <= 3 && cells[0] !== '') this.#metadata[cells[0]] = cells[1] ?? '';
    if (cells.some((cell) => cell !== '')) this.#names = cells;
    return false;
  }

  begin(sample: RowSample): RowReader {
    const rows = sampleRows(sample, '\t');
    const mark = decideDecimalMark(rows, this.#options.fileName);
    const named = /(\d{4})(\d{2})(\d{2})[ _]\d{6}/.exec(this.#metadata.Sourcefile ?? '');
    this.#dates = decideDateOrder(
      [this.#metadata['Start Time'], this.#metadata['End Time'], this.#metadata.Exporttime, rows.at(-1)?.[0]],
      {
        answer: this.#options.answers?.['date-order'],
        known: named ? { year: Number(named[1]), month: Number(named[2]), day: Number(named[3]) } : null,
      },
    );
    this.#dates.note(this.findings);
    const quantities = this.#titles.flatMap((title, cell) => (title === TITLE ? [cell + 1] : []));
    const titles = numberedNames(quantities.map((cell) => this.#names[cell] || `column ${cell + 1}`));
    const columnNames = this.#titles.map((title, cell) => `${this.#names[cell] ?? ''} ${title}`.trim());
    const table = new SeriesTable(this.#channels, this.findings, columnNames);
    const maker = new ChannelMaker();
    quantities.forEach((cell, index) => {
      const meaning = this.#meaningOf(titles[index], this.#names[cell] ?? '', this.#titles[cell] ?? '');
      const channel = this.#channels.add(maker.make('ms', titles[index], meaning));
      table.series.push({ timeCell: cell - 1, timeScaleUs: 1e6, zeroUs: 0, values: [{ cell, channel }] });
    });
    this.#table = table;
    const numbers = new Set(quantities.flatMap((cell) => [cell - 1, cell]));
    const width = Math.max(0, ...quantities) + 1;
    return new RowReader(
      Array.from({ length: width }, (_, cell) => (numbers.has(cell) ? 'number' : 'skip')),
      '\t',
      mark,
    );
  }

  row(row: RowReader, line: number): void {
    // Channels end one or two samples apart: only a short row that is followed by a full one is odd.
    if (row.cells >= row.width && this.#shortLine) {
      const { line: at, cells } = this.#shortLine;
      this.findings.warn(
        'row-too-short',
        `Line ${at} has ${cells} cells for ${row.width} columns in the middle of the file; the rest is missing.`,
        'Compare with Quadera; the file may have been edited.',
        { line: at },
      );
    }
    this.#shortLine = row.cells < row.width ? { line, cells: row.cells } : undefined;
    this.#table!.row(row, line);
  }

  end(): ReadDescription {
    const start = this.#metadata['Start Time'];
    const zero = start ? new WallClockField(this.#dates!.order).readText(start) : Number.NaN;
    if (start && Number.isNaN(zero))
      this.findings.warn(
        'start-time-unreadable',
        `The start time "${start.slice(0, 40)}" cannot be read.`,
        'Align the file in Sync by a signal that both sources recorded.',
      );
    return {
      sources: [
        readSource({
          id: 'ms',
          name: this.#metadata.Sourcefile || this.#options.fileName,
          kind: 'mass-spectrometer',
          clockKind: 'relative',
          localZeroUs: Number.isNaN(zero) ? null : zero,
          reachedBy: 'quadera-asc',
        }),
      ],
      channels: this.#channels.end(),
      labels: {},
      segments: [],
      clockSteps: [],
      metadata: this.#metadata,
      questions: this.#dates!.question ? [this.#dates!.question] : [],
      findings: this.findings.all(),
      rows: this.#table!.rows,
    };
  }

  #meaningOf(name: string, plainName: string, title: string): ChannelMeaning {
    const { quantity, unitText } = splitColumnName(title);
    const unit = columnUnit(unitText);
    const mz = massOfText(plainName) ?? null;
    if (/^Ion Current$/i.test(quantity) && unit?.unit === 'A')
      return mz === null ? { name, role: 'ion-current', ...unit } : { ...ionCurrentMeaning(mz), ...unit };
    if (/^Partial Pressure$/i.test(quantity)) {
      this.findings.info(
        'partial-pressure',
        "The file holds partial pressures: Quadera's own calibration is already in them.",
        'Export ion currents instead if the calibration shall be made here.',
      );
      return { name: mz === null ? name : `m/z ${mz} partial pressure`, role: 'other', mz, ...(unit ?? { unit: '1' }) };
    }
    if (/^Pressure$/i.test(quantity) && unit?.unit === 'mbar') return { name, role: 'total-pressure', ...unit };
    return { name: `${name} ${title}`, role: 'other', mz, ...(unit ?? { unit: '1' }) };
  }
}
