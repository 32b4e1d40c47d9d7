import { STATUS_BAD, STATUS_BAD_SENSOR_FAILURE, STATUS_GOOD } from '../../../shared/domain/quality.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import { RowReader, type CellPlan } from '../formats/row-reader.ts';
import { ChannelMaker, numberedNames, type ChannelMeaning } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { CyclerClock, type TestClock, type WallClock } from './cycler-clock.ts';
import { FindingLog } from './finding-log.ts';
import type { ReadDescription, ReadOptions, ReadQuestion, ReadSink } from './reader.ts';
import { sampleRows } from './row-sample.ts';
import { SeriesTable, statusOf } from './series-table.ts';
import { StateLabels } from './state-labels.ts';
import type { RowSample, TextTable } from './text-table.ts';

/** A value column of a cycler's table. */
export interface CyclerColumn {
  cell: number;
  meaning: ChannelMeaning;
  /** Nothing but zeros means that it was not measured. */
  zeroIsMissing?: boolean;
  /** Lower values mean that no sensor was connected. */
  lowest?: number;
  /** That it holds nothing is worth no finding. */
  optional?: boolean;
  /** A magnitude whose direction stands in the state column (MACCOR). */
  signedByState?: boolean;
}

type PlacedColumn = CyclerColumn & { channel: number };

/** How the rows of a file are read. */
export interface CyclerLayout {
  decimalMark?: '.' | ',';
  columns: CyclerColumn[];
  wall: WallClock | null;
  test: TestClock | null;
  /** Text column that names the state or step. */
  stateCell: number | null;
  questions?: ReadQuestion[];
  metadata?: Record<string, string>;
}

/** What one cycler's format adds to a table of rows. */
export interface CyclerFormat {
  id: string;
  delimiter: ',' | '\t';
  /** Names of the columns where `text` is their row. */
  columnRow(text: string): string[] | undefined;
  /** Key and text of other header lines. */
  metadata?(text: string): [string, string][];
  layout(names: string[], rows: string[][], options: ReadOptions, findings: FindingLog): CyclerLayout;
}

/** The table of a cycler: one row is one moment, on a wall clock, a test clock, or both. */
export class CyclerTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #format: CyclerFormat;
  readonly #options: ReadOptions;
  readonly #channels: ChannelSet;
  readonly #metadata: Record<string, string> = {};
  #names: string[] = [];
  #rows: SeriesTable | undefined;
  #layout: CyclerLayout | undefined;
  #clock: CyclerClock | undefined;
  #columns: PlacedColumn[] = [];
  /** Columns that are handed on as they are: cell and channel side by side, for speed. */
  #plainCells = new Int32Array(0);
  #plainChannels = new Int32Array(0);
  #special: PlacedColumn[] = [];
  #testChannel = -1;
  #stateChannel = -1;
  #states = new StateLabels();

  constructor(format: CyclerFormat, options: ReadOptions, sink: ReadSink) {
    this.#format = format;
    this.#options = options;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string): boolean {
    const names = this.#format.columnRow(text);
    if (names) {
      while (names.at(-1) === '') names.pop();
      this.#names = numberedNames(names);
      return true;
    }
    for (const [key, value] of this.#format.metadata?.(text) ?? []) if (key !== '') this.#metadata[key] = value;
    return false;
  }

  begin(sample: RowSample): RowReader {
    const { id, delimiter } = this.#format;
    const layout = this.#format.layout(this.#names, sampleRows(sample, delimiter), this.#options, this.findings);
    Object.assign(this.#metadata, layout.metadata);
    this.#layout = layout;
    this.#clock = new CyclerClock(layout.wall, layout.test, id === 'bdf-csv', this.findings);
    this.#rows = new SeriesTable(this.#channels, this.findings, this.#names);
    const maker = new ChannelMaker();
    const plan: CellPlan[] = this.#names.map(() => 'skip');
    for (const column of layout.columns) {
      plan[column.cell] = 'number';
      const origin = this.#names[column.cell];
      const channel = this.#channels.add(maker.make('cycler', origin, column.meaning), column.optional);
      this.#columns.push({ ...column, channel });
    }
    const isPlain = (column: CyclerColumn) => column.lowest === undefined && !column.signedByState;
    const plain = this.#columns.filter(isPlain);
    this.#plainCells = Int32Array.from(plain, ({ cell }) => cell);
    this.#plainChannels = Int32Array.from(plain, ({ channel }) => channel);
    this.#special = this.#columns.filter((column) => !isPlain(column));
    if (layout.test) {
      plan[layout.test.cell] = layout.test.kind === 'duration' ? 'text' : 'number';
      const origin = this.#names[layout.test.cell];
      this.#testChannel = this.#channels.add(
        maker.make('cycler', origin, { name: origin, role: 'test-time', unit: 's' }),
        true,
      );
    }
    if (layout.wall) plan[layout.wall.cell] = layout.wall.kind === 'date' ? 'text' : 'number';
    if (layout.stateCell !== null) {
      plan[layout.stateCell] = 'text';
      const origin = this.#names[layout.stateCell];
      this.#stateChannel = this.#channels.add(
        maker.make('cycler', origin, { name: origin, role: 'cycler-state', unit: '1', updates: 'on-change' }),
        true,
      );
    }
    return new RowReader(plan, delimiter, layout.decimalMark);
  }

  row(row: RowReader, line: number): void {
    const rows = this.#rows!;
    if (!rows.checkRow(row, line)) return;
    rows.noteShortRow(row, line);
    const clock = this.#clock!;
    clock.read(row, line);
    const { timeUs, testSeconds } = clock;
    if (Number.isNaN(timeUs)) {
      this.findings.warn(
        'value-without-time',
        `Line ${line}: its time cannot be read, so its values were left out.`,
        'Nothing is invented; compare with the original program.',
        { line },
      );
      return;
    }
    rows.rows += 1;
    const stateCell = this.#layout!.stateCell;
    const state =
      stateCell === null ? undefined : this.#states.codeOf(row.bytes, row.from(stateCell), row.to(stateCell));
    const { value } = row;
    const cells = this.#plainCells;
    const targets = this.#plainChannels;
    for (let k = 0; k < cells.length; k++) {
      const written = value[cells[k]];
      if (Number.isNaN(written)) this.#channels.push(targets[k], timeUs, written, statusOf(row, cells[k]));
      else this.#channels.push(targets[k], timeUs, written, STATUS_GOOD);
    }
    for (const column of this.#special) this.#pushSpecial(row, column, timeUs, state, line);
    if (this.#testChannel >= 0) this.#channels.push(this.#testChannel, timeUs, testSeconds);
    if (state !== undefined) this.#channels.push(this.#stateChannel, timeUs, state < 0 ? Number.NaN : state);
  }

  end(): ReadDescription {
    const layout = this.#layout!;
    const channels = this.#withoutZeros(this.#channels.end());
    const clock = this.#clock!;
    if (this.#rows!.rows === 0)
      this.findings.warn('no-rows', 'The file holds no data row.', 'Export it again from its program.');
    const stateId = this.#stateChannel < 0 ? undefined : this.#channels.channel(this.#stateChannel).id;
    return {
      sources: [clock.source('cycler', this.#options.fileName, this.#format.id)],
      channels,
      labels: stateId === undefined ? {} : { [stateId]: this.#states.labels },
      segments: [],
      clockSteps: clock.steps,
      metadata: this.#metadata,
      questions: layout.questions ?? [],
      findings: this.findings.all(),
      rows: this.#rows!.rows,
    };
  }

  #pushSpecial(row: RowReader, column: PlacedColumn, timeUs: number, state: number | undefined, line: number): void {
    const written = row.value[column.cell];
    if (column.lowest !== undefined && written < column.lowest) {
      this.#channels.push(column.channel, timeUs, Number.NaN, STATUS_BAD_SENSOR_FAILURE);
      return;
    }
    const value = column.signedByState ? this.#signed(written, state, line) : written;
    const status = statusOf(row, column.cell);
    this.#channels.push(
      column.channel,
      timeUs,
      value,
      Number.isNaN(value) && status === STATUS_GOOD ? STATUS_BAD : status,
    );
  }

  /** Charge is positive, discharge negative; other states keep what is written (formats.md 11). */
  #signed(value: number, state: number | undefined, line: number): number {
    if (state === -1) return Number.NaN;
    const letter = state === undefined ? '' : this.#states.labels[state];
    if (letter === 'D') return value > 0 ? -value : value;
    if (letter === 'C' && value < 0)
      this.findings.warn(
        'sign-against-state',
        `Line ${line}: the current ${value} A is negative in a charge row; it was kept as written.`,
        'Check the direction of the current before using capacities.',
        { line },
      );
    return value;
  }

  #withoutZeros(channels: Channel[]): Channel[] {
    const zeros = this.#columns
      .filter(({ zeroIsMissing, channel }) => zeroIsMissing && !this.#channels.hasNonZero(channel))
      .map(({ channel }) => this.#channels.channel(channel))
      .filter(({ id }) => channels.some((channel) => channel.id === id));
    if (zeros.length > 0)
      this.findings.info(
        'only-zeros',
        `Columns that hold only zeros were not measured and were left out: ${zeros.map(({ origin }) => origin).join(', ')}.`,
        'Nothing needs doing.',
      );
    return channels.filter((channel) => !zeros.includes(channel));
  }
}
