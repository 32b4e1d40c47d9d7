import { RowReader } from '../formats/row-reader.ts';
import { headLines } from '../formats/text-encoding.ts';
import { WallClockField } from '../formats/wall-clock.ts';
import { ChannelMaker } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadQuestion, ReadSink } from './reader.ts';
import { ScanChannels } from './scan-channels.ts';
import { SeriesTable } from './series-table.ts';
import { textTableParser, type TextTable } from './text-table.ts';
import { FLOW_TEMPERATURES, zilienMeanings } from './zilien-meaning.ts';

/** Spectro Inlets Zilien: measurements of both versions and mass scans (formats.md 7). */
export const zilienTsvReader = defineReader({
  id: 'zilien-tsv',
  name: 'Zilien .tsv',
  recognise: (head) =>
    headLines(head, 2)[0].split('\t')[0] === 'num_header_lines'
      ? { certainty: 1, reason: 'its first cell is "num_header_lines"' }
      : { certainty: 0, reason: 'its first cell is not "num_header_lines"' },
  parser: (options, sink) => textTableParser(new ZilienTable(options, sink), options.fileName, 'Zilien .tsv'),
});

class ZilienTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #sink: ReadSink;
  readonly #channels: ChannelSet;
  /** Key `series.key`, or the key alone where there is no series. */
  readonly #metadata: Record<string, string> = {};
  #dataStart = Number.POSITIVE_INFINITY;
  #seriesRow: string[] = [];
  #columns: string[] = [];
  #seriesOf: string[] = [];
  #table: SeriesTable | undefined;
  #scan: { masses: number[]; values: number[] } | undefined;
  #asksFlow = false;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#sink = sink;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string, line: number): boolean {
    const cells = text.split('\t').map((cell) => cell.trim());
    if (line === this.#dataStart) {
      this.#columns = cells;
      return true;
    }
    if (line === this.#dataStart - 1) this.#seriesRow = cells;
    else if (cells.length >= 5 && cells[0] !== '') {
      const [key, , series, , ...value] = cells;
      this.#metadata[series === '' ? key : `${series}.${key}`] = value.join(' ').trim();
      if (key === 'data_start') this.#dataStart = Math.round(Number(cells[4])) || Number.POSITIVE_INFINITY;
    }
    return false;
  }

  begin(): RowReader {
    while (this.#columns.length > 0 && this.#columns.at(-1) === '') this.#columns.pop();
    this.#table = new SeriesTable(this.#channels, this.findings, this.#columns);
    if (/^Mass\s*\[AMU\]$/i.test(this.#columns[0] ?? '')) {
      this.#scan = { masses: [], values: [] };
      return new RowReader(['number', 'number'], '\t');
    }
    let series = '';
    this.#seriesOf = this.#columns.map((_, cell) => (series = this.#seriesRow[cell] || series));
    const maker = new ChannelMaker();
    const used = new Set<number>();
    const counts = this.#seriesCounts();
    const hasCycler = this.#seriesOf.includes('EC-lab') && counts.get('EC-lab') !== 0;
    for (const name of new Set(this.#seriesOf)) {
      const cells = this.#columns.flatMap((_, cell) => (this.#seriesOf[cell] === name ? [cell] : []));
      const timeCell = cells.find((cell) => /^(Time \[s\]|time\/s)$/i.test(this.#columns[cell]));
      if (timeCell === undefined) {
        if (cells.some((cell) => this.#columns[cell] !== ''))
          this.findings.info(
            'series-without-time',
            `The series "${name}" has no time column and was left out.`,
            'Nothing needs doing if it was not recorded.',
            { key: name },
          );
        continue;
      }
      used.add(timeCell);
      const filled = cells.filter((cell) => cell !== timeCell && this.#columns[cell] !== '');
      const meanings = zilienMeanings(
        name,
        filled.map((cell) => this.#columns[cell]),
        { flowTemperature: this.#options.answers?.['flow-temperature'], hasCycler },
      );
      const values = filled.map((cell, index) => {
        const meaning = meanings[index];
        this.#asksFlow ||= meaning.asksFlow;
        used.add(cell);
        const origin = `${name} ${this.#columns[cell]}`;
        const isOptional = name === 'pot' || name === 'EC-lab';
        return { cell, channel: this.#channels.add(maker.make('ms', origin, meaning.channel), isOptional) };
      });
      this.#table.series.push({ timeCell, timeScaleUs: 1e6, zeroUs: 0, values, mostRows: counts.get(name) });
    }
    return new RowReader(
      this.#columns.map((_, cell) => (used.has(cell) ? 'number' : 'skip')),
      '\t',
    );
  }

  row(row: RowReader, line: number): void {
    if (!this.#scan) {
      this.#table!.row(row, line);
      return;
    }
    if (!this.#table!.checkRow(row, line) || Number.isNaN(row.value[0])) return;
    this.#scan.masses.push(row.value[0]);
    this.#scan.values.push(row.value[1]);
  }

  end(): ReadDescription {
    if (this.#scan) this.#endScan(this.#scan);
    else this.#checkCounts();
    const questions: ReadQuestion[] = this.#asksFlow
      ? [
          {
            id: 'flow-temperature',
            sentence:
              'At which reference temperature do the flow controllers state ml/min (degC)? The file does not say.',
            choices: FLOW_TEMPERATURES,
            assumed: null,
          },
        ]
      : [];
    return {
      sources: [this.#source()],
      channels: this.#channels.end(),
      labels: {},
      segments: [],
      clockSteps: [],
      metadata: this.#metadata,
      questions,
      findings: this.findings.all(),
      rows: this.#scan ? 1 : this.#table!.rows,
    };
  }

  /** Rows that count by series; a series without a usable count is cut where its times end. */
  #seriesCounts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [key, value] of Object.entries(this.#metadata)) {
      const name = /^(.*)\.\1_count$/.exec(key)?.[1];
      const count = Number(value);
      if (name !== undefined && value !== '' && count >= 0 && Number.isFinite(count))
        counts.set(name, Math.round(count));
    }
    return counts;
  }

  #checkCounts(): void {
    for (const { mostRows, timeCell } of this.#table!.series) {
      if (mostRows === undefined || mostRows <= this.#table!.rows) continue;
      const name = this.#seriesOf[timeCell];
      this.findings.warn(
        'fewer-rows-than-stated',
        `The header announces ${mostRows} points of "${name}", the file holds ${this.#table!.rows} rows.`,
        'Import the whole file if there is one.',
        { key: name },
      );
    }
    for (const [key, value] of Object.entries(this.#metadata)) {
      const run = /^(pot_\d+)\.offset$/.exec(key)?.[1];
      if (run !== undefined && Number.isFinite(Number(value)) && value !== '')
        this.findings.info(
          'measured-offset',
          `Zilien measured that EC-Lab run ${run} began ${Number(value).toFixed(3)} s after its own zero.`,
          'An import of both files together uses it; stamps alone are off by seconds.',
          { key: run },
        );
    }
  }

  #endScan({ masses, values }: { masses: number[]; values: number[] }): void {
    const start = this.#metadataNumber('mass_scan_started_at');
    if (Number.isNaN(start))
      this.findings.warn(
        'no-scan-time',
        'The scan does not say when it started; zero was taken.',
        'Its file name may say it.',
      );
    const first = this.#metadataNumber('start_mass');
    const perAmu = this.#metadataNumber('points_per_amu');
    const expected = Math.round((this.#metadataNumber('stop_mass') - first) * perAmu) + 1;
    if (expected > masses.length && expected < 1e6) {
      this.findings.warn(
        'fewer-rows-than-stated',
        `The header announces ${expected} points, the file holds ${masses.length}.`,
        'Import the whole file if there is one.',
      );
      // The points that are not there: peaks that reach into them are missing too.
      for (let j = masses.length; j < expected; j++) {
        masses.push(first + j / perAmu);
        values.push(Number.NaN);
      }
    }
    if (masses.length === 0) return;
    const scan = new ScanChannels('ms', masses, 'A', new ChannelMaker(), this.#channels, this.#sink, this.findings);
    scan.push(Number.isNaN(start) ? 0 : Math.round(start * 1e6), Float64Array.from(values));
  }

  #metadataNumber(key: string): number {
    const text = this.#metadata[key] ?? '';
    return text === '' ? Number.NaN : Number(text);
  }

  #source(): ReturnType<typeof readSource> {
    const unix = Number(this.#metadata.start_time_unix ?? Number.NaN);
    const isUnix = this.#metadata.start_time_unix !== undefined && unix > 0 && unix < 1e11;
    const named = /(\d{4}-\d{2}-\d{2}) (\d{2})_(\d{2})_(\d{2})/.exec(this.#options.fileName);
    const local = named ? new WallClockField().readText(`${named[1]} ${named[2]}:${named[3]}:${named[4]}`) : Number.NaN;
    if (!isUnix && named && !this.#scan)
      this.findings.info(
        'start-from-file-name',
        'The start time was taken from the name of the file, as this version of Zilien writes it nowhere else.',
        'Keep the file name as Zilien made it.',
      );
    return readSource({
      id: 'ms',
      name: this.#metadata.measurement_name || this.#options.fileName,
      kind: 'mass-spectrometer',
      clockKind: 'relative',
      zeroUtcUs: isUnix ? Math.round(unix * 1e6) : null,
      localZeroUs: isUnix || Number.isNaN(local) || this.#scan ? null : local,
      reachedBy: 'zilien-tsv',
    });
  }
}
