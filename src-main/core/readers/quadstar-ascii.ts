import { RowReader } from '../formats/row-reader.ts';
import { columnUnit } from '../formats/column-unit.ts';
import { headLines } from '../formats/text-encoding.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { ChannelMaker, ionCurrentMeaning, massOfText, type ChannelMeaning } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { HalfDayClock } from './half-day-clock.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadSink } from './reader.ts';
import { SeriesTable } from './series-table.ts';
import { textTableParser, type TextTable } from './text-table.ts';

const MARK = 'ASCII SAMPLE CYCLES :';
/** `RelTime` has six significant digits: from here on Date and Time, in hundredths, are finer. */
const COARSE_FROM_SECONDS = 1000;

/** Quadstar 32-bit text export of MID cycles (formats.md 2). */
export const quadstarAsciiReader = defineReader({
  id: 'quadstar-ascii',
  name: 'Quadstar 32-bit ASCII',
  recognise: (head) =>
    headLines(head, 2)[0].startsWith(MARK)
      ? { certainty: 1, reason: `its first line starts "${MARK}"` }
      : { certainty: 0, reason: `its first line does not start "${MARK}"` },
  parser: (options, sink) =>
    textTableParser(new QuadstarTable(options, sink), options.fileName, 'Quadstar 32-bit ASCII'),
});

interface Trace {
  /** Mass or name as written. */
  text: string;
  quantity: string;
  unitText: string;
}

class QuadstarTable implements TextTable {
  readonly findings = new FindingLog();
  readonly codePage = 'windows-1250';
  readonly #options: ReadOptions;
  readonly #channels: ChannelSet;
  readonly #metadata: Record<string, string> = {};
  readonly #traces = new Map<string, Trace>();
  readonly #clock = new HalfDayClock();
  readonly #date = new WallClockField('dmy');
  #block = { quantity: '', unitText: '' };
  #columns: string[] = [];
  #table: SeriesTable | undefined;
  #values: { cell: number; channel: number }[] = [];
  #dateCell = -1;
  #timeCell = -1;
  #relativeCell = -1;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string): boolean {
    const cells = text.split('\t').map((cell) => cell.trim());
    if (cells[0] === 'Cycle' && cells.includes('RelTime[s]')) {
      this.#columns = cells;
      return true;
    }
    if (/^Datablock\b/i.test(cells[0])) {
      this.#block = { quantity: cells[1] ?? '', unitText: (cells[2] ?? '').replace(/^\[|\]$/g, '') };
      return false;
    }
    const trace = /^'(\d+\/\d+)'$/.exec(cells[0]);
    if (trace) {
      this.#traces.set(trace[1], { text: cells[1] ?? '', ...this.#block });
      return false;
    }
    for (let i = 0; i + 1 < cells.length; i += 2) {
      const key = cells[i].replace(/\s*:$/, '');
      if (key !== '') this.#metadata[key] = cells[i + 1];
    }
    if (cells.length === 1) {
      const [key, ...rest] = text.split(' : ');
      if (rest.length > 0) this.#metadata[key.trim()] = rest.join(' : ').trim();
    }
    return false;
  }

  begin(): RowReader {
    this.#dateCell = this.#columns.indexOf('Date');
    this.#timeCell = this.#columns.indexOf('Time');
    this.#relativeCell = this.#columns.indexOf('RelTime[s]');
    this.#table = new SeriesTable(this.#channels, this.findings, this.#columns);
    const maker = new ChannelMaker();
    const valueCells = new Set<number>();
    this.#columns.forEach((name, cell) => {
      const key = /^'?(\d+\/\d+)'?$/.exec(name)?.[1];
      if (key === undefined) return;
      valueCells.add(cell);
      const trace = this.#traces.get(key) ?? { text: key, quantity: '', unitText: '' };
      const origin = trace.text === '' ? key : trace.text;
      this.#values.push({ cell, channel: this.#channels.add(maker.make('ms', origin, meaningOf(trace, key))) });
    });
    this.#clock.start(this.#headerStart());
    return new RowReader(
      this.#columns.map((_, cell) =>
        valueCells.has(cell) || cell === this.#relativeCell
          ? 'number'
          : cell === this.#dateCell || cell === this.#timeCell
            ? 'text'
            : 'skip',
      ),
      '\t',
    );
  }

  row(row: RowReader, line: number): void {
    const table = this.#table!;
    if (!table.checkRow(row, line)) return;
    table.noteShortRow(row, line);
    const relative = row.value[this.#relativeCell];
    const time = /^(\d{1,2}):(\d{2}):(\d{2}):(\d{2})\b/.exec(row.text(this.#timeCell));
    const wall = time
      ? this.#date.readText(`${row.text(this.#dateCell)} ${time[1]}:${time[2]}:${time[3]}.${time[4]}`)
      : Number.NaN;
    const stamped = Number.isNaN(relative) ? Number.NaN : this.#clock.secondsSinceStart(wall, relative);
    const seconds = relative >= COARSE_FROM_SECONDS && !Number.isNaN(stamped) ? stamped : relative;
    if (Number.isNaN(seconds)) {
      this.findings.warn(
        'value-without-time',
        `Line ${line}: its RelTime cannot be read, so its values were left out.`,
        'Nothing is invented; compare with Quadstar.',
        { line },
      );
      return;
    }
    if (relative >= COARSE_FROM_SECONDS && Number.isNaN(stamped))
      this.findings.info(
        'coarse-time',
        `Line ${line}: Date and Time do not fit RelTime; its time has only six digits.`,
        'Times are good to 0.1 s or less there.',
        { line },
      );
    table.rows += 1;
    table.push(row, { values: this.#values }, Math.round(seconds * 1e6));
  }

  end(): ReadDescription {
    const channels = this.#channels.end();
    const zero = this.#clock.zeroUs();
    if (zero !== null && !this.#clock.isCertain)
      this.findings.warn(
        'twelve-hour-clock',
        'No hour above 12 occurs, so that it cannot be told whether the clock has 12 or 24 hours; 24 was taken.',
        'Compare the start with the laboratory book; an error of 12 hours can be corrected in Sync.',
      );
    const stated = Number(this.#metadata['CONVERTED CYCLES']);
    if (Number.isInteger(stated) && stated > this.#table!.rows)
      this.findings.warn(
        'fewer-rows-than-stated',
        `The header announces ${stated} cycles, the file holds ${this.#table!.rows}.`,
        'Import the whole file if there is one.',
      );
    return {
      sources: [
        readSource({
          id: 'ms',
          name: this.#options.fileName,
          kind: 'mass-spectrometer',
          clockKind: 'relative',
          localZeroUs: zero,
          reachedBy: 'quadstar-ascii',
        }),
      ],
      channels,
      labels: {},
      segments: [],
      clockSteps: [],
      metadata: this.#metadata,
      questions: [],
      findings: this.findings.all(),
      rows: this.#table!.rows,
    };
  }

  /** Start by the header, local; NaN where it cannot be read. */
  #headerStart(): number {
    const time = /^\d{1,2}:\d{2}:\d{2}/.exec(this.#metadata.TIME ?? '')?.[0] ?? '';
    return new WallClockField('dmy').readText(`${this.#metadata.DATE ?? ''} ${time}`);
  }
}

function meaningOf(trace: Trace, key: string): ChannelMeaning {
  const unit = columnUnit(trace.unitText);
  const mass = massOfText(trace.text);
  if (mass !== undefined && (unit?.unit === 'A' || /ion current/i.test(trace.quantity)))
    // Masses are tuned to the peak; the label is the nominal one, the tuned one is kept as m/z.
    return {
      ...ionCurrentMeaning(mass),
      name: ionCurrentMeaning(Math.max(1, Math.round(mass))).name,
      ...(unit ?? { unit: 'A' }),
    };
  const name = mass === undefined ? trace.text || key : `m/z ${mass} ${trace.quantity}`;
  const isTotal = unit?.unit === 'mbar' && mass === undefined;
  return { name, role: isTotal ? 'total-pressure' : 'other', mz: mass ?? null, ...(unit ?? { unit: '1' }) };
}
