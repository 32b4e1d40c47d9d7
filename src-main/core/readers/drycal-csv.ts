import { RowReader } from '../formats/row-reader.ts';
import { columnUnit } from '../formats/column-unit.ts';
import { headLines } from '../formats/text-encoding.ts';
import { timeOfDayUs, WallClockField } from '../formats/wall-clock.ts';
import { ChannelMaker, numberedNames, type ChannelMeaning } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadQuestion, ReadSink } from './reader.ts';
import { SeriesTable } from './series-table.ts';
import { splitCsvLine } from './split-csv-line.ts';
import { textTableParser, type TextTable } from './text-table.ts';

const DAY_US = 86_400e6;
const COLUMN_ROW = /^"?Sample"?\s*,\s*"?DryCal smL\/min/;

/** DryCal flow log csv (formats.md 16). */
export const dryCalCsvReader = defineReader({
  id: 'drycal-csv',
  name: 'DryCal flow log csv',
  recognise: (head) =>
    headLines(head, 12)
      .slice(0, 10)
      .some((line) => COLUMN_ROW.test(line))
      ? { certainty: 0.95, reason: 'a line starts "Sample,DryCal smL/min"' }
      : { certainty: 0, reason: 'none of its first 10 lines starts "Sample,DryCal smL/min"' },
  parser: (options, sink) => textTableParser(new DryCalTable(options, sink), options.fileName, 'DryCal csv'),
});

class DryCalTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #channels: ChannelSet;
  readonly #metadata: Record<string, string> = {};
  readonly #dateUs: number;
  #names: string[] = [];
  #table: SeriesTable | undefined;
  #values: { cell: number; channel: number }[] = [];
  #timeCell = -1;
  #lastUs = Number.NaN;
  #days = 0;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#channels = new ChannelSet(sink, this.findings);
    const date = options.answers?.date?.trim().slice(0, 10);
    this.#dateUs = date ? new WallClockField().readText(`${date} 00:00:00`) : Number.NaN;
  }

  headerLine(text: string): boolean {
    const cells = splitCsvLine(text);
    if (!COLUMN_ROW.test(text)) {
      if (cells[0]) this.#metadata[cells[0]] = cells[1] ?? '';
      return false;
    }
    while (cells.at(-1) === '') cells.pop();
    this.#names = numberedNames(cells);
    return true;
  }

  begin(): RowReader {
    this.#timeCell = this.#names.findIndex((name) => /time/i.test(name));
    if (this.#timeCell < 0) this.#timeCell = this.#names.length - 1;
    this.#table = new SeriesTable(this.#channels, this.findings, this.#names);
    const maker = new ChannelMaker();
    this.#names.forEach((name, cell) => {
      if (cell === 0 || cell === this.#timeCell) return;
      const meaning = meaningOf(name, this.#options.answers?.['flow-temperature']);
      this.#values.push({ cell, channel: this.#channels.add(maker.make('flow', name, meaning)) });
    });
    return new RowReader(
      this.#names.map((_, cell) => (cell === this.#timeCell ? 'text' : cell === 0 ? 'skip' : 'number')),
      ',',
    );
  }

  row(row: RowReader, line: number): void {
    const table = this.#table!;
    if (!table.checkRow(row, line)) return;
    table.noteShortRow(row, line);
    const text = Buffer.from(row.text(this.#timeCell), 'latin1');
    const ofDay = timeOfDayUs(text, 0, text.length);
    if (Number.isNaN(ofDay)) {
      this.findings.warn(
        'value-without-time',
        `Line ${line}: its time of day cannot be read, so its values were left out.`,
        'Nothing is invented; compare with the flow meter.',
        { line },
      );
      return;
    }
    // The log has no date: half a day back is midnight.
    if (ofDay < this.#lastUs - DAY_US / 2) this.#days += 1;
    this.#lastUs = ofDay;
    table.rows += 1;
    const date = Number.isNaN(this.#dateUs) ? 0 : this.#dateUs;
    table.push(row, { values: this.#values }, date + this.#days * DAY_US + ofDay);
  }

  end(): ReadDescription {
    const hasDate = !Number.isNaN(this.#dateUs);
    const temperature = Number(this.#options.answers?.['flow-temperature'] || Number.NaN);
    const questions: ReadQuestion[] = [];
    if (!hasDate)
      questions.push({
        id: 'date',
        sentence: 'The log has times of day without a date: on which day did it start (YYYY-MM-DD)?',
        choices: [],
        assumed: null,
      });
    if (Number.isNaN(temperature))
      questions.push({
        id: 'flow-temperature',
        sentence: 'To which standard temperature (degC) does "smL" refer? It is set in the meter and not in the file.',
        choices: ['0', '20', '21.1', '25'],
        assumed: null,
      });
    return {
      sources: [
        readSource({
          id: 'flow',
          name: this.#metadata.Product || this.#options.fileName,
          kind: 'mass-flow-controller',
          clockKind: hasDate ? 'local' : 'relative',
          reachedBy: 'drycal-csv',
        }),
      ],
      channels: this.#channels.end(),
      labels: {},
      segments: [],
      clockSteps: [],
      metadata: this.#metadata,
      questions,
      findings: this.findings.all(),
      rows: this.#table!.rows,
    };
  }
}

function meaningOf(name: string, temperatureText: string | undefined): ChannelMeaning {
  if (/smL\/min/i.test(name)) {
    const temperature = Number(temperatureText || Number.NaN);
    if (!(temperature > -50 && temperature < 100)) return { name, role: 'other', unit: '1' };
    const isAverage = /av(era)?g/i.test(name);
    return {
      name,
      role: isAverage ? 'other' : 'flow',
      unit: temperature === 0 ? 'mln/min' : 'mls/min',
      flowReference: { temperatureCelsius: temperature, pressurePascal: 101_325 },
    };
  }
  const unit = /mbar/i.test(name) ? columnUnit('mbar') : /C\b/.test(name) ? columnUnit('degC') : undefined;
  return { name, role: unit?.unit === 'degC' ? 'gas-temperature' : 'other', ...(unit ?? { unit: '1' }) };
}
