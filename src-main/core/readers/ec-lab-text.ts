import { AppError } from '../../../shared/api/errors.ts';
import { RowReader } from '../formats/row-reader.ts';
import { headLines } from '../formats/text-encoding.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { ChannelMaker, numberedNames } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { columnMeanings } from './column-meaning.ts';
import { defineReader } from './define-reader.ts';
import { EcLabHeader } from './ec-lab-header.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadSink } from './reader.ts';
import { decideDecimalMark, sampleRows } from './row-sample.ts';
import { SeriesTable } from './series-table.ts';
import { textTableParser, type RowSample, type TextTable } from './text-table.ts';

const MARK = /^(EC-Lab|BT-Lab) ASCII FILE/;
const VOLTAGE_COLUMN = /^(Ewe\/V|<Ewe>\/V|<Ewe\/V>|Ecell\/V)$/;

const isColumnRow = (line: string) => {
  const cells = line.split('\t').map((cell) => cell.trim());
  return cells.length > 1 && cells.includes('time/s') && cells.some((cell) => VOLTAGE_COLUMN.test(cell));
};

/** BioLogic EC-Lab and BT-Lab text export (formats.md 9). */
export const ecLabTextReader = defineReader({
  id: 'ec-lab-text',
  name: 'BioLogic EC-Lab or BT-Lab text (.mpt)',
  recognise(head) {
    const first = headLines(head, 2)[0];
    if (MARK.test(first)) return { certainty: 1, reason: `its first line says "${MARK.exec(first)![0]}"` };
    return isColumnRow(first)
      ? { certainty: 0.9, reason: 'its first line is a row of EC-Lab column names without a header' }
      : { certainty: 0, reason: 'its first line is neither "EC-Lab ASCII FILE" nor a row of EC-Lab column names' };
  },
  parser: (options, sink) => textTableParser(new EcLabTable(options, sink), options.fileName, 'EC-Lab text'),
});

class EcLabTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #channels: ChannelSet;
  readonly #header = new EcLabHeader();
  #headerLines = 0;
  #columns: string[] = [];
  #table: SeriesTable | undefined;
  #values: { cell: number; channel: number }[] = [];
  #timeCell = -1;
  #wallClock: WallClockField | undefined;
  #errorCell = -1;
  #meanVoltage: { cell: number; counterCell: number; differenceCell: number; channel: number; sum: number } | undefined;
  #sawVoltage = false;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string, line: number): boolean {
    if (line === 1 && !MARK.test(text)) this.#headerLines = 1;
    if (line === 2 && this.#headerLines !== 1) {
      this.#headerLines = Number(/^Nb header lines\s*:\s*(\d+)/.exec(text)?.[1] ?? 0);
      if (this.#headerLines < 3 || this.#headerLines > 5000)
        throw new AppError({
          code: 'ec-lab-bad-header',
          happened: `The second line of ${this.#options.fileName} does not say how many header lines there are.`,
          safe: 'The file is unchanged and nothing was imported.',
          next: 'Export it again from EC-Lab as text.',
        });
    }
    if (line === this.#headerLines) {
      const cells = text.split('\t').map((cell) => cell.trim());
      // A name after an empty one has no cells.
      const end = cells.indexOf('');
      this.#columns = numberedNames(end < 0 ? cells : cells.slice(0, end));
      if (!cells.includes('time/s') && !cells.includes('freq/Hz'))
        throw new AppError({
          code: 'ec-lab-no-column-row',
          happened: `Line ${line} of ${this.#options.fileName} should hold the column names, but reads "${text.slice(0, 60)}".`,
          safe: 'The file is unchanged and nothing was imported.',
          next: 'Lines were added or taken out: export the file again from EC-Lab.',
        });
      return true;
    }
    this.#header.line(text, line);
    return false;
  }

  begin(sample: RowSample): RowReader {
    const rows = sampleRows(sample, '\t');
    const mark = decideDecimalMark(rows, this.#options.fileName);
    this.#timeCell = this.#columns.indexOf('time/s');
    if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{4} /.test(rows[0]?.[this.#timeCell] ?? ''))
      this.#wallClock = new WallClockField('mdy');
    this.#errorCell = this.#columns.indexOf('error');
    this.#table = new SeriesTable(this.#channels, this.findings, this.#columns);
    const maker = new ChannelMaker();
    const names = this.#columns;
    columnMeanings(names).forEach((meaning, cell) => {
      if (cell === this.#timeCell) return;
      const channel = this.#channels.add(maker.make('ec', names[cell], meaning), meaning.role === 'other');
      this.#values.push({ cell, channel });
      const counterCell = names.indexOf('<Ece>/V');
      const differenceCell = names.indexOf('Ewe-Ece/V');
      if (meaning.role !== 'voltage' || names[cell] !== '<Ewe>/V' || counterCell < 0 || differenceCell < 0) return;
      const sum = this.#channels.add(
        maker.make('ec', '<Ece>/V + Ewe-Ece/V', { name: 'Ece + (Ewe-Ece)', role: 'voltage', unit: 'V' }),
        true,
      );
      this.#meanVoltage = { cell, counterCell, differenceCell, channel, sum };
    });
    return new RowReader(
      names.map((_, cell) => (cell === this.#timeCell && this.#wallClock ? 'text' : 'number')),
      '\t',
      mark,
    );
  }

  row(row: RowReader, line: number): void {
    const table = this.#table!;
    if (!table.checkRow(row, line)) return;
    if (row.cells < row.width) table.noteShortRow(row, line);
    table.rows += 1;
    if (this.#errorCell >= 0 && row.value[this.#errorCell] === 1)
      this.findings.info(
        'overload',
        `Line ${line}: the potentiostat reported an overload.`,
        'Often only the first row of a technique; elsewhere the range was too small.',
        { line },
      );
    const timeUs = this.#timeUs(row);
    if (Number.isNaN(timeUs)) {
      this.findings.warn(
        'value-without-time',
        `Line ${line}: its time cannot be read, so its values were left out.`,
        'Nothing is invented; compare with EC-Lab.',
        { line },
      );
      return;
    }
    table.push(row, { values: this.#values }, timeUs);
    const mean = this.#meanVoltage;
    if (!mean) return;
    if (row.value[mean.cell] !== 0 && !Number.isNaN(row.value[mean.cell])) this.#sawVoltage = true;
    this.#channels.push(mean.sum, timeUs, row.value[mean.counterCell] + row.value[mean.differenceCell]);
  }

  end(): ReadDescription {
    const table = this.#table!;
    const acquisition = this.#header.acquisitionUs;
    const isAbsolute = this.#wallClock !== undefined;
    if (table.rows === 0)
      this.findings.info(
        'no-rows',
        'The file holds no data rows, as techniques like Wait write.',
        'Nothing needs doing.',
      );
    const { segments, lastPoint } = this.#header.loops();
    if (lastPoint !== null && lastPoint + 1 > table.rows)
      this.findings.warn(
        'fewer-rows-than-stated',
        `The header announces ${lastPoint + 1} points, the file holds ${table.rows}.`,
        'Import the whole file if there is one.',
      );
    return {
      sources: [
        readSource({
          id: 'ec',
          name: this.#header.metadata.Device ?? this.#options.fileName,
          kind: 'cycler',
          clockKind: isAbsolute && Number.isNaN(acquisition) ? 'local' : 'relative',
          localZeroUs: Number.isNaN(acquisition) ? null : acquisition,
          reachedBy: 'ec-lab-text',
        }),
      ],
      channels: this.#voltageOnce(),
      labels: {},
      segments,
      clockSteps: [],
      metadata: this.#header.metadata,
      questions: [],
      findings: this.findings.all(),
      rows: table.rows,
    };
  }

  /** Microseconds since the acquisition start; wall clock where cells are absolute and the start is unknown. */
  #timeUs(row: RowReader): number {
    if (this.#timeCell < 0) return Number.NaN;
    if (!this.#wallClock) return Math.round(row.value[this.#timeCell] * 1e6);
    const wall = this.#wallClock.read(row.bytes, row.from(this.#timeCell), row.to(this.#timeCell));
    const acquisition = this.#header.acquisitionUs;
    return Math.round(Number.isNaN(acquisition) ? wall : wall - acquisition);
  }

  /** Some versions write zeros as the mean potential: then the sum of the two others is the voltage (formats.md 9). */
  #voltageOnce(): ReturnType<ChannelSet['end']> {
    const channels = this.#channels.end();
    const mean = this.#meanVoltage;
    if (!mean) return channels;
    const sumId = this.#channels.channel(mean.sum).id;
    if (this.#sawVoltage) return channels.filter((channel) => channel.id !== sumId);
    this.findings.warn(
      'zero-voltage-column',
      'Column "<Ewe>/V" holds only zeros; Ece + (Ewe-Ece) was taken as the voltage.',
      'Compare with EC-Lab; a newer version exports it right.',
    );
    const meanId = this.#channels.channel(mean.channel).id;
    return channels.map((channel) => (channel.id === meanId ? { ...channel, role: 'other' } : channel));
  }
}
