import { AppError } from '../../../shared/api/errors.ts';
import { RowReader } from '../formats/row-reader.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { ChannelMaker, numberedNames } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { decideDateOrder } from './decide-date-order.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadQuestion, ReadSink } from './reader.ts';
import { sampleRows } from './row-sample.ts';
import { SeriesTable } from './series-table.ts';
import { splitCsvLine } from './split-csv-line.ts';
import type { TableMapping } from '../../../shared/domain/table-mapping.ts';
import { textTableParser, type RowSample, type TextTable } from './text-table.ts';

export const DELIMITERS: Readonly<Record<TableMapping['delimiter'], string>> = {
  tab: '\t',
  comma: ',',
  semicolon: ';',
  blank: ' ',
};
const SECONDS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, unix: 1 };

/** Any delimited text, by a mapping that says what its columns are. */
export const mappedTableReader = defineReader({
  id: 'mapped-table',
  name: 'delimited text with a mapping',
  recognise: () => ({ certainty: 0, reason: 'no mapping was given that says what its columns are' }),
  parser(options, sink) {
    if (!options.mapping)
      throw new AppError({
        code: 'mapping-missing',
        happened: `${options.fileName} is read as a plain table, but no mapping says what its columns are.`,
        safe: 'The file is unchanged and nothing was imported.',
        next: 'Make a mapping in the import window or give one with --mapping.',
      });
    return textTableParser(new MappedTable(options, options.mapping, sink), options.fileName, 'a mapped table');
  },
});

class MappedTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #mapping: TableMapping;
  readonly #delimiter: string;
  readonly #channels: ChannelSet;
  #names: string[] = [];
  #table: SeriesTable | undefined;
  #values: { cell: number; channel: number }[] = [];
  #timeCell = -1;
  #date: WallClockField | undefined;
  #question: ReadQuestion | undefined;

  constructor(options: ReadOptions, mapping: TableMapping, sink: ReadSink) {
    this.#options = options;
    this.#mapping = mapping;
    this.#delimiter = DELIMITERS[mapping.delimiter];
    this.#channels = new ChannelSet(sink, this.findings);
    if (mapping.firstDataLine <= mapping.nameLine) this.#refuse('its first line of data does not come after its names');
    if (mapping.firstDataLine === 1)
      this.#refuse('data that start in line 1 have no line before them; put one line of names there');
  }

  headerLine(text: string, line: number): boolean {
    if (line === this.#mapping.nameLine) this.#names = numberedNames(splitCsvLine(text, this.#delimiter));
    return line === this.#mapping.firstDataLine - 1;
  }

  begin(sample: RowSample): RowReader {
    const { time, channels, source, decimalMark } = this.#mapping;
    const rows = sampleRows(sample, this.#delimiter);
    if (this.#mapping.nameLine === 0) this.#names = (rows[0] ?? []).map((_, cell) => String(cell + 1));
    while (this.#names.at(-1) === '') this.#names.pop();
    this.#timeCell = this.#cellOf(time.column);
    if (time.kind === 'date') {
      const order = decideDateOrder(
        rows.map((row) => row[this.#timeCell]),
        { answer: this.#options.answers?.['date-order'] ?? time.dateOrder ?? undefined, known: null },
      );
      order.note(this.findings);
      this.#question = order.question;
      this.#date = new WallClockField(order.order);
    }
    this.#table = new SeriesTable(this.#channels, this.findings, this.#names);
    const maker = new ChannelMaker();
    const sourceId = source.kind === 'cycler' ? 'cycler' : source.kind === 'mass-spectrometer' ? 'ms' : 'table';
    for (const { column, ...meaning } of channels)
      this.#values.push({
        cell: this.#cellOf(column),
        channel: this.#channels.add(maker.make(sourceId, column, meaning)),
      });
    const numbers = new Set(this.#values.map(({ cell }) => cell));
    return new RowReader(
      this.#names.map((_, cell) =>
        cell === this.#timeCell && this.#date
          ? 'text'
          : numbers.has(cell) || cell === this.#timeCell
            ? 'number'
            : 'skip',
      ),
      this.#delimiter,
      decimalMark,
    );
  }

  row(row: RowReader, line: number): void {
    const table = this.#table!;
    if (!table.checkRow(row, line)) return;
    table.noteShortRow(row, line);
    const cell = this.#timeCell;
    const timeUs = this.#date
      ? this.#date.read(row.bytes, row.from(cell), row.to(cell))
      : Math.round(row.value[cell] * SECONDS[this.#mapping.time.kind] * 1e6);
    if (Number.isNaN(timeUs)) {
      this.findings.warn(
        'value-without-time',
        `Line ${line}: its time cannot be read, so its values were left out.`,
        'Check the time column and its kind in the mapping.',
        { line },
      );
      return;
    }
    table.rows += 1;
    table.push(row, { values: this.#values }, timeUs);
  }

  end(): ReadDescription {
    const { time, source } = this.#mapping;
    const channels = this.#channels.end();
    return {
      sources: [
        readSource({
          id: source.kind === 'cycler' ? 'cycler' : source.kind === 'mass-spectrometer' ? 'ms' : 'table',
          name: source.name || this.#options.fileName,
          kind: source.kind,
          clockKind: time.kind === 'unix' ? 'utc' : time.kind === 'date' ? 'local' : 'relative',
          reachedBy: 'mapped-table',
        }),
      ],
      channels,
      labels: {},
      segments: [],
      clockSteps: [],
      metadata: { mapping: this.#mapping.name },
      questions: this.#question ? [this.#question] : [],
      findings: this.findings.all(),
      rows: this.#table!.rows,
    };
  }

  #cellOf(column: string): number {
    const cell = this.#names.indexOf(column);
    if (cell < 0) this.#refuse(`the file has no column "${column}"; it has ${this.#names.slice(0, 12).join(', ')}`);
    return cell;
  }

  #refuse(why: string): never {
    throw new AppError({
      code: 'mapping-does-not-fit',
      happened: `The mapping "${this.#mapping.name}" does not fit ${this.#options.fileName}: ${why}.`,
      safe: 'The file is unchanged and nothing was imported.',
      next: 'Change the mapping, or choose another one.',
    });
  }
}
