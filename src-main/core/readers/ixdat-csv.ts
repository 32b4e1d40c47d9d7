import { AppError } from '../../../shared/api/errors.ts';
import { RowReader } from '../formats/row-reader.ts';
import { headLines } from '../formats/text-encoding.ts';
import { ChannelMaker, ionCurrentMeaning, massOfText, numberedNames, type ChannelMeaning } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { columnMeanings } from './column-meaning.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import type { ReadDescription, ReadOptions, ReadSink, ReadSource } from './reader.ts';
import { SeriesTable } from './series-table.ts';
import { textTableParser, type TextTable } from './text-table.ts';

/** CSV as the Python package ixdat exports it (formats.md 8). */
export const ixdatCsvReader = defineReader({
  id: 'ixdat-csv',
  name: 'ixdat CSV',
  recognise: (head) =>
    headLines(head, 2)[0].startsWith('ixdat version =')
      ? { certainty: 1, reason: 'its first line says "ixdat version"' }
      : { certainty: 0, reason: 'its first line does not say "ixdat version ="' },
  parser: (options, sink) => textTableParser(new IxdatTable(options, sink), options.fileName, 'ixdat CSV'),
});

class IxdatTable implements TextTable {
  readonly findings = new FindingLog();
  readonly #options: ReadOptions;
  readonly #channels: ChannelSet;
  readonly #metadata: Record<string, string> = {};
  /** Value column to its time column. */
  readonly #timeOf = new Map<string, string>();
  #columns: string[] = [];
  #headerLines = Number.POSITIVE_INFINITY;
  #table: SeriesTable | undefined;
  #source: ReadSource | undefined;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#options = options;
    this.#channels = new ChannelSet(sink, this.findings);
  }

  headerLine(text: string, line: number): boolean {
    const trimmed = text.trim();
    if (line === this.#headerLines) {
      this.#columns = numberedNames(trimmed.split(',').map((cell) => cell.trim()));
      return true;
    }
    const time = /^timecol '(.*)' for: (.*)$/.exec(trimmed);
    if (time) {
      for (const name of time[2].split(/' and '/)) this.#timeOf.set(name.replace(/^'|'$/g, ''), time[1]);
      return false;
    }
    const pair = /^([^=]*?) = (.*)$/.exec(trimmed);
    if (!pair) return false;
    this.#metadata[pair[1]] = pair[2];
    if (pair[1] === 'N_header_lines') {
      const count = Number(pair[2]);
      if (!Number.isInteger(count) || count <= line)
        refuse(
          'bad-header',
          `The header of ${this.#options.fileName} says that it has "${pair[2].slice(0, 20)}" lines.`,
        );
      this.#headerLines = count;
    }
    return false;
  }

  begin(): RowReader {
    const technique = this.#metadata.technique ?? '';
    const source = this.#sourceOf(technique);
    const zeroUs = this.#zeroUs();
    const table = new SeriesTable(this.#channels, this.findings, this.#columns);
    const maker = new ChannelMaker();
    const meanings = columnMeanings(this.#columns);
    const timeColumns = new Set(this.#timeOf.values());
    const used = new Set<number>();
    this.#columns.forEach((name, cell) => {
      if (timeColumns.has(name) || name === '') return;
      const timeName = this.#timeOf.get(name);
      const timeCell = timeName === undefined ? -1 : this.#columns.indexOf(timeName);
      if (timeCell < 0) {
        this.findings.warn(
          'column-without-time',
          `Column "${name}" has no time column and was left out.`,
          'Export it again with its time column if it is needed.',
          { key: name },
        );
        return;
      }
      let series = table.series.find((each) => each.timeCell === timeCell);
      if (!series) {
        series = { timeCell, timeScaleUs: 1e6, zeroUs, values: [] };
        table.series.push(series);
        used.add(timeCell);
      }
      used.add(cell);
      series.values.push({
        cell,
        channel: this.#channels.add(maker.make(source.id, name, meaningOf(name, meanings[cell], technique))),
      });
    });
    if (table.series.length === 0)
      refuse('no-channels', `${this.#options.fileName} names no column that has a time column.`);
    this.#table = table;
    this.#source = source;
    return new RowReader(
      this.#columns.map((_, cell) => (used.has(cell) ? 'number' : 'skip')),
      ',',
    );
  }

  row(row: RowReader, line: number): void {
    this.#table!.row(row, line);
  }

  end(): ReadDescription {
    const channels = this.#channels.end();
    if (channels.length === 0) refuse('no-channels', `${this.#options.fileName} holds no reading.`);
    return {
      sources: [this.#source!],
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

  #zeroUs(): number {
    const text = this.#metadata.tstamp;
    if (text === undefined) return 0;
    const seconds = /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
    if (!(Math.abs(seconds) < 1e11))
      refuse('bad-time-stamp', `The time stamp "${text.slice(0, 40)}" of ${this.#options.fileName} is no Unix time.`);
    return Math.round(seconds * 1e6);
  }

  #sourceOf(technique: string): ReadSource {
    const isMassSpectrometer = technique.includes('MS') || this.#columns.some((name) => massOf(name) !== undefined);
    const hasDate = this.#metadata.tstamp !== undefined;
    if (!hasDate)
      this.findings.warn(
        'no-time-stamp',
        `${this.#options.fileName} has no time stamp: its times count from an unknown zero.`,
        'Align it in Sync by a voltage that both sources recorded.',
      );
    else if (!isMassSpectrometer)
      this.findings.warn(
        'clock-of-ec-lab',
        'The time stamp comes from the clock of EC-Lab and may be seconds wrong.',
        'Check the offset in Sync.',
      );
    return {
      id: isMassSpectrometer ? 'ms' : 'ec',
      name: this.#metadata.name ?? this.#options.fileName,
      kind: isMassSpectrometer ? 'mass-spectrometer' : 'cycler',
      clockKind: hasDate ? 'utc' : 'relative',
      zone: null,
      zeroUtcUs: null,
      localZeroUs: null,
      reachedBy: 'ixdat-csv',
    };
  }
}

function refuse(code: string, happened: string): never {
  throw new AppError({
    code: `ixdat-${code}`,
    happened,
    safe: 'The file is unchanged and nothing was imported.',
    next: 'Export it again with ixdat, or send the file with a description of how it was made.',
  });
}

function massOf(name: string): number | undefined {
  const match = /^M(\d+(?:\.\d+)?)(?:-[A-Za-z0-9/]+)?(?: \[A\])?$/.exec(name);
  return match ? massOfText(match[1]) : undefined;
}

function meaningOf(name: string, meaning: ChannelMeaning, technique: string): ChannelMeaning {
  const mz = massOf(name);
  if (mz !== undefined) return ionCurrentMeaning(mz);
  // Inside a mass spectrometer's file it is the cell's voltage as its computer saw it.
  return meaning.role === 'voltage' && technique === 'MS' ? { ...meaning, role: 'auxiliary-voltage' } : meaning;
}
