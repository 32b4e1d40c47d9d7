import { columnUnit, splitColumnName } from '../formats/column-unit.ts';
import { RowReader } from '../formats/row-reader.ts';
import { headLines } from '../formats/text-encoding.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { ChannelMaker, ionCurrentMeaning, massOfText, numberedNames, type ChannelMeaning } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadSink } from './reader.ts';
import { decideDecimalMark, sampleRows } from './row-sample.ts';
import { ScanChannels } from './scan-channels.ts';
import { SeriesTable } from './series-table.ts';
import { textTableParser, type RowSample, type TextTable } from './text-table.ts';

const MARK = 'PV MassSpec-';
const RELATIVE = 'Time Relative (sec)';
const UTC = 'Time Absolute (UTC)';
const DATE_TIME = 'Time Absolute (Date_Time)';

/** PV MassSpec export of a PrismaPro (formats.md 4): scans with one column a mass, or MID with one column a channel. */
export const pvMassSpecReader = defineReader({
  id: 'pv-mass-spec',
  name: 'PV MassSpec .dat',
  recognise: (head) =>
    headLines(head, 2)[0].startsWith(MARK)
      ? { certainty: 1, reason: `its first line starts "${MARK}"` }
      : { certainty: 0, reason: `its first line does not start "${MARK}"` },
  parser: (options, sink) => textTableParser(new PvMassSpecTable(options, sink), options.fileName, 'PV MassSpec .dat'),
});

class PvMassSpecTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #sink: ReadSink;
  readonly #channels: ChannelSet;
  readonly #metadata: Record<string, string> = {};
  #headerStart = Number.NaN;
  #statedRows = Number.NaN;
  #columns: string[] = [];
  #table: SeriesTable | undefined;
  #scan: ScanChannels | undefined;
  #massCells: number[] = [];
  #values: { cell: number; channel: number }[] = [];
  #timeCell = 0;
  #isUtc = false;
  #placeholders = 0;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#sink = sink;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string, line: number): boolean {
    if (text.startsWith(RELATIVE)) {
      this.#columns = numberedNames(text.split('\t').map((cell) => cell.trim()));
      while (this.#columns.at(-1) === '') this.#columns.pop();
      return true;
    }
    const trimmed = text.trim();
    const pair = /^([A-Za-z][A-Za-z ]*):\s+(.*)$/.exec(trimmed);
    const points = /^(\d+) TimePoints$/.exec(trimmed);
    if (line === 1) this.#metadata.Software = trimmed;
    else if (pair) this.#metadata[pair[1]] = pair[2];
    else if (points) this.#statedRows = Number(points[1]);
    else if (/^\d{1,2}\/\d{1,2}\/\d{4} /.test(trimmed)) {
      this.#metadata.Start = trimmed;
      this.#headerStart = new WallClockField('mdy').readText(trimmed);
    } else if (trimmed !== '') this.#metadata[`line ${line}`] = trimmed;
    return false;
  }

  begin(sample: RowSample): RowReader {
    const mark = decideDecimalMark(sampleRows(sample, '\t', 5), this.#options.fileName);
    const utcCell = this.#columns.indexOf(UTC);
    this.#isUtc = utcCell >= 0;
    this.#timeCell = this.#isUtc ? utcCell : this.#columns.indexOf(RELATIVE);
    this.#table = new SeriesTable(this.#channels, this.findings, this.#columns);
    const maker = new ChannelMaker();
    const masses: number[] = [];
    this.#columns.forEach((name, cell) => {
      if (name === RELATIVE || name === UTC || name === DATE_TIME) return;
      if (/^\d+([.,]\d+)?$/.test(name)) {
        this.#massCells.push(cell);
        masses.push(Number(name.replace(',', '.')));
        return;
      }
      const optional = name === 'Step';
      this.#values.push({ cell, channel: this.#channels.add(maker.make('ms', name, meaningOf(name)), optional) });
    });
    if (masses.length > 0)
      this.#scan = new ScanChannels('ms', masses, 'A', maker, this.#channels, this.#sink, this.findings);
    const numbers = new Set([this.#timeCell, ...this.#massCells, ...this.#values.map(({ cell }) => cell)]);
    return new RowReader(
      this.#columns.map((_, cell) => (numbers.has(cell) ? 'number' : 'skip')),
      '\t',
      mark,
    );
  }

  row(row: RowReader, line: number): void {
    const table = this.#table!;
    if (!table.checkRow(row, line)) return;
    const time = row.value[this.#timeCell];
    if (Number.isNaN(time)) {
      this.findings.warn(
        'value-without-time',
        `Line ${line}: its time cannot be read, so its values were left out.`,
        'Nothing is invented; compare with PV MassSpec.',
        { line },
      );
      return;
    }
    const timeUs = Math.round(time * 1e6);
    if (this.#scan && this.#massCells.every((cell) => Number.isNaN(row.value[cell]))) {
      this.#placeholders += 1;
      return;
    }
    table.noteShortRow(row, line);
    table.rows += 1;
    table.push(row, { values: this.#values }, timeUs);
    this.#scan?.push(
      timeUs,
      Float64Array.from(this.#massCells, (cell) => row.value[cell]),
    );
  }

  end(): ReadDescription {
    const rows = this.#table!.rows;
    if (this.#placeholders > 0)
      this.findings.info(
        'placeholder-rows',
        `${this.#placeholders} ${this.#placeholders === 1 ? 'row holds' : 'rows hold'} no value at all and were left out, as PV MassSpec writes after a scan.`,
        'Nothing needs doing.',
      );
    if (this.#statedRows > rows + this.#placeholders)
      this.findings.warn(
        'fewer-rows-than-stated',
        `The header announces ${this.#statedRows} time points, the file holds ${rows + this.#placeholders}.`,
        'Import the whole file if there is one.',
      );
    return {
      sources: [
        readSource({
          id: 'ms',
          name: this.#metadata.SensorID?.trim() || this.#options.fileName,
          kind: 'mass-spectrometer',
          clockKind: this.#isUtc ? 'utc' : 'relative',
          localZeroUs: this.#isUtc || Number.isNaN(this.#headerStart) ? null : this.#headerStart,
          reachedBy: 'pv-mass-spec',
        }),
      ],
      channels: this.#channels.end(),
      labels: {},
      segments: [],
      clockSteps: [],
      metadata: this.#metadata,
      questions: [],
      findings: this.findings.all(),
      rows,
    };
  }
}

function meaningOf(name: string): ChannelMeaning {
  const amu = /^(\d+(?:\.\d+)?)_amu\b/.exec(name);
  const unit = columnUnit(splitColumnName(name).unitText, name);
  const mz = amu ? massOfText(amu[1]) : undefined;
  if (mz !== undefined && (unit === undefined || unit.unit === 'A')) return { ...ionCurrentMeaning(mz), ...unit };
  if (mz !== undefined) return { name, role: 'other', mz, ...(unit ?? { unit: '1' }) };
  if (unit?.unit === 'mbar' && /pressure/i.test(name)) return { name, role: 'total-pressure', ...unit };
  return { name, role: 'other', ...(unit ?? { unit: '1' }) };
}
