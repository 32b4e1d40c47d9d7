import { RowReader } from '../formats/row-reader.ts';
import { headLines } from '../formats/text-encoding.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { columnUnit } from '../formats/column-unit.ts';
import { ChannelMaker, ionCurrentMeaning, massOfText, type ChannelMeaning } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadQuestion, ReadSink } from './reader.ts';
import { SeriesTable } from './series-table.ts';
import { splitCsvLine } from './split-csv-line.ts';
import { textTableParser, type TextTable } from './text-table.ts';

const FIRST_LINE = /^(\d{1,12}),scans,(\d{1,12}),DataLength/;
const SECOND_LINE = /^"header",(\d+),"lines"/;
/** What the numbers can be: the file does not say (formats.md 6). */
const UNIT_CHOICES = ['A', 'mbar', 'torr', 'Pa'];

/** Hiden MASsoft 7 csv (formats.md 6). */
export const hidenCsvReader = defineReader({
  id: 'hiden-csv',
  name: 'Hiden MASsoft csv',
  recognise(head) {
    const lines = headLines(head, 3);
    if (!FIRST_LINE.test(lines[0]))
      return { certainty: 0, reason: 'its first line does not read "n,scans,n,DataLength"' };
    return SECOND_LINE.test(lines[1] ?? '')
      ? { certainty: 1, reason: 'its first lines read "n,scans,n,DataLength" and "header",n,"lines"' }
      : {
          certainty: 0.5,
          reason: 'its first line reads "n,scans,n,DataLength", but its second not "header",n,"lines"',
        };
  },
  parser: (options, sink) => textTableParser(new HidenTable(options, sink), options.fileName, 'Hiden MASsoft csv'),
});

interface Scan {
  input: string;
  start: string;
  stop: string;
}

class HidenTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #channels: ChannelSet;
  readonly #metadata: Record<string, string> = {};
  readonly #scans: Scan[] = [];
  #statedRows = 0;
  #scanNames: string[] | undefined;
  #scansToCome = 0;
  #columns: string[] = [];
  #table: SeriesTable | undefined;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string, line: number): boolean {
    const cells = splitCsvLine(text);
    if (cells[0] === 'Time' && cells[1] === 'ms') {
      this.#columns = cells;
      while (this.#columns.at(-1) === '') this.#columns.pop();
      return true;
    }
    if (line === 1) this.#statedRows = Number(FIRST_LINE.exec(text)?.[1] ?? 0);
    if (cells[0] === 'Scan ID') this.#scanNames = cells;
    else if (this.#scanNames && this.#scansToCome > 0) {
      const of = (name: string) => cells[this.#scanNames!.indexOf(name)] ?? '';
      this.#scans.push({ input: of('Input'), start: of('Start'), stop: of('Stop') });
      this.#scansToCome -= 1;
    } else {
      if (cells[0] === 'Scans') this.#scansToCome = Math.min(1000, Number(cells[1]) || 0);
      for (let i = 0; i + 1 < cells.length; i += 2) if (cells[i] !== '') this.#metadata[cells[i]] = cells[i + 1];
    }
    return false;
  }

  begin(): RowReader {
    const table = new SeriesTable(this.#channels, this.findings, this.#columns);
    const maker = new ChannelMaker();
    const answer = this.#options.answers?.unit;
    const values = this.#columns.slice(2).map((name, index) => {
      const scan = this.#scans[index] ?? { input: '', start: name, stop: name };
      const origin = scan.start === '' ? name : `${scan.start} ${scan.input}`.trim();
      return { cell: index + 2, channel: this.#channels.add(maker.make('ms', origin, meaningOf(scan, name, answer))) };
    });
    table.series.push({ timeCell: 1, timeScaleUs: 1000, zeroUs: 0, values });
    this.#table = table;
    return new RowReader(
      this.#columns.map((_, cell) => (cell === 0 ? 'skip' : 'number')),
      ',',
    );
  }

  row(row: RowReader, line: number): void {
    this.#table!.noteShortRow(row, line);
    this.#table!.row(row, line);
  }

  end(): ReadDescription {
    const rows = this.#table!.rows;
    if (this.#statedRows > rows)
      this.findings.warn(
        'fewer-rows-than-stated',
        `The first line announces ${this.#statedRows} rows, the file holds ${rows}.`,
        'Import the whole file if there is one.',
      );
    if (Object.keys(this.#metadata).some((key) => /^(RS|RelSEM)$/i.test(key)) || this.#scanNames?.includes('RS'))
      this.findings.info(
        'relative-sensitivity',
        'The file names relative sensitivities (RS, RelSEM): they may already be in its numbers.',
        'Check in MASsoft before calibrating here.',
      );
    const start = new WallClockField('mdy').readText(`${this.#metadata.Date ?? ''} ${this.#metadata.Time ?? ''}`);
    const known = columnUnit(this.#options.answers?.unit ?? '');
    const question: ReadQuestion = {
      id: 'unit',
      sentence: 'The file does not say in which unit its numbers are: A, or a pressure?',
      choices: UNIT_CHOICES,
      assumed: null,
    };
    return {
      sources: [
        readSource({
          id: 'ms',
          name: this.#options.fileName,
          kind: 'mass-spectrometer',
          clockKind: 'relative',
          localZeroUs: Number.isNaN(start) ? null : start,
          reachedBy: 'hiden-csv',
        }),
      ],
      channels: this.#channels.end(),
      labels: {},
      segments: [],
      clockSteps: [],
      metadata: this.#metadata,
      questions: known ? [] : [question],
      findings: this.findings.all(),
      rows,
    };
  }
}

function meaningOf(scan: Scan, name: string, unitText: string | undefined): ChannelMeaning {
  const mz = scan.start === scan.stop || scan.stop === '' ? massOfText(scan.start) : undefined;
  const unit = columnUnit(unitText ?? '');
  const label = scan.start !== scan.stop && scan.stop !== '' ? `scan ${scan.start} to ${scan.stop}` : name;
  if (mz === undefined) return { name: label || 'unnamed', role: 'other', ...(unit ?? { unit: '1' }) };
  const meaning = ionCurrentMeaning(mz);
  if (unit?.unit === 'A') return { ...meaning, ...unit };
  return { ...meaning, name: `${meaning.name} ${scan.input}`.trim(), role: 'other', ...(unit ?? { unit: '1' }) };
}
