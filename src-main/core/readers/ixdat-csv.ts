import { AppError } from '../../../shared/api/errors.ts';
import { channelSchema, type Channel } from '../../../shared/domain/channel.ts';
import { STATUS_BAD, STATUS_GOOD } from '../../../shared/domain/quality.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { speciesOfMz } from '../../../shared/domain/species.ts';
import { NumberField } from '../formats/number-field.ts';
import type { ReadChannel, ReadFile, ReadFinding, Reader } from './reader.ts';

/** Longest header believed. */
const MOST_HEADER_LINES = 1000;
/** Findings about single cells are counted beyond this many. */
const MOST_CELL_FINDINGS = 5;

/** CSV as the Python package ixdat exports it (formats.md 8). */
export const ixdatCsvReader: Reader = {
  id: 'ixdat-csv',
  name: 'ixdat CSV',
  recognise: (head) =>
    new TextDecoder()
      .decode(head.subarray(0, 64))
      .replace(/^\uFEFF/, '')
      .startsWith('ixdat version ='),
  read: readIxdatCsv,
};

interface Header {
  metadata: Record<string, string>;
  /** Value column to its time column. */
  timeOf: Map<string, string>;
  columns: string[];
  /** Byte offset of the first data line, and its number. */
  dataStart: number;
  dataLine: number;
}

function refuse(code: string, happened: string): never {
  throw new AppError({
    code: `ixdat-${code}`,
    happened,
    safe: 'The file is unchanged and nothing was imported.',
    next: 'Export it again with ixdat, or send the file with a description of how it was made.',
  });
}

function readIxdatCsv(bytes: Uint8Array, fileName: string): ReadFile {
  if (!ixdatCsvReader.recognise(bytes.subarray(0, 64))) refuse('not-recognised', `${fileName} is no ixdat CSV file.`);
  const header = readHeader(bytes, fileName);
  const findings: ReadFinding[] = [];
  const columns = readColumns(bytes, header, findings);
  const source = sourceOf(header, fileName, findings);
  const channels: ReadChannel[] = [];
  const ids = new Set<string>();
  const timeColumns = new Set(header.timeOf.values());
  const zeroUs = Math.round(Number(header.metadata.tstamp ?? '0') * 1e6);
  header.columns.forEach((name, index) => {
    if (timeColumns.has(name)) return;
    const timeName = header.timeOf.get(name);
    const timeIndex = timeName === undefined ? -1 : header.columns.indexOf(timeName);
    if (timeIndex < 0) {
      findings.push(warn('column-without-time', `Column "${name}" has no time column and was left out.`, null));
      return;
    }
    const channel = channelOf(name, source, header.metadata.technique ?? '', ids);
    const samples = samplesOf(columns[timeIndex], columns[index], zeroUs);
    if (!samples.value.some(Number.isFinite)) {
      findings.push(warn('empty-column', `Column "${name}" holds no reading.`, channel.id));
      return;
    }
    for (let i = 1; i < samples.timeUs.length; i++) {
      if (samples.timeUs[i] >= samples.timeUs[i - 1]) continue;
      const back = ((samples.timeUs[i - 1] - samples.timeUs[i]) / 1e6).toFixed(3);
      findings.push(
        warn('time-steps-back', `The times of "${name}" go back by ${back} s at reading ${i + 1}.`, channel.id),
      );
    }
    channels.push({ channel, columns: samples });
  });
  if (channels.length === 0) refuse('no-channels', `${fileName} names no column with a time column and readings.`);
  return { sources: [source], channels, metadata: header.metadata, findings };
}

const warn = (code: string, text: string, channelId: string | null): ReadFinding => ({
  code,
  severity: 'warning',
  text,
  channelId,
});

/** Calls `line(from, to, number)` for each line of [start, end); CRLF, LF and CR end lines. Returns where it stopped. */
function eachLine(
  bytes: Uint8Array,
  start: number,
  visit: (from: number, to: number, number: number) => boolean,
): number {
  let from = start;
  let number = 1;
  while (from < bytes.length) {
    let to = from;
    while (to < bytes.length && bytes[to] !== 10 && bytes[to] !== 13) to += 1;
    let next = to + 1;
    if (bytes[to] === 13 && bytes[to + 1] === 10) next += 1;
    const goOn = visit(from, to, number);
    from = next;
    number += 1;
    if (!goOn) break;
  }
  return Math.min(from, bytes.length);
}

function readHeader(bytes: Uint8Array, fileName: string): Header {
  const decoder = new TextDecoder();
  const metadata: Record<string, string> = {};
  const timeOf = new Map<string, string>();
  let columns: string[] | undefined;
  let headerLines = Number.POSITIVE_INFINITY;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const dataStart = eachLine(bytes, start, (from, to, number) => {
    const text = decoder.decode(bytes.subarray(from, to));
    if (number === headerLines) {
      columns = numbered(text.split(',').map((cell) => cell.trim()));
      return false;
    }
    if (number > MOST_HEADER_LINES) return false;
    const time = /^timecol '(.*)' for: (.*)$/.exec(text.trim());
    if (time) {
      for (const name of time[2].split(/' and '/)) timeOf.set(name.replace(/^'|'$/g, ''), time[1]);
      return true;
    }
    const pair = /^([^=]*?) = (.*)$/.exec(text.trim());
    if (pair) metadata[pair[1]] = pair[2];
    if (pair?.[1] === 'N_header_lines') headerLines = Number(pair[2]);
    return true;
  });
  if (!columns) refuse('no-column-row', `The header of ${fileName} does not lead to a row of column names.`);
  if (metadata.tstamp !== undefined && !(Math.abs(Number(metadata.tstamp)) < 1e11)) {
    refuse('bad-time-stamp', `The time stamp "${metadata.tstamp.slice(0, 40)}" of ${fileName} is no Unix time.`);
  }
  return { metadata, timeOf, columns: columns!, dataStart, dataLine: headerLines + 1 };
}

/** Column names that occur twice get a number. */
function numbered(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

/** All cells as numbers; a column is as long as its last filled cell. */
function readColumns(bytes: Uint8Array, header: Header, findings: ReadFinding[]): Float64Array[] {
  const width = header.columns.length;
  let capacity = 1024;
  const columns = Array.from({ length: width }, () => new Float64Array(capacity).fill(Number.NaN));
  const lengths = new Int32Array(width);
  const field = new NumberField();
  let row = 0;
  let badCells = 0;
  const complain = (code: string, text: string) => {
    badCells += 1;
    if (badCells <= MOST_CELL_FINDINGS) findings.push(warn(code, text, null));
  };
  eachLine(bytes, header.dataStart, (from, to, number) => {
    if (to === from) return true;
    if (row === capacity) {
      capacity *= 2;
      columns.forEach((column, i) => {
        columns[i] = new Float64Array(capacity).fill(Number.NaN);
        columns[i].set(column);
      });
    }
    let cell = 0;
    let begin = from;
    for (let at = from; at <= to; at++) {
      if (at < to && bytes[at] !== 44) continue;
      const line = header.dataLine + number - 1;
      field.read(bytes, begin, at);
      begin = at + 1;
      if (cell >= width) {
        if (field.kind !== 'missing' || cell > width)
          complain('row-too-long', `Line ${line} has more cells than names.`);
      } else if (field.kind === 'number') {
        columns[cell][row] = field.value;
        lengths[cell] = row + 1;
      } else if (field.kind !== 'missing') {
        complain(
          `cell-${field.kind}`,
          `Line ${line}, column "${header.columns[cell]}": no usable number, taken as missing.`,
        );
      }
      cell += 1;
    }
    row += 1;
    return true;
  });
  if (badCells > MOST_CELL_FINDINGS) {
    findings.push(warn('more-cells', `${badCells - MOST_CELL_FINDINGS} more cells could not be read.`, null));
  }
  return columns.map((column, i) => column.subarray(0, lengths[i]));
}

/** Readings of one column where its time is known; a missing value keeps its time and a bad status. */
function samplesOf(seconds: Float64Array, values: Float64Array, zeroUs: number): ReadChannel['columns'] {
  const count = seconds.length;
  const timeUs = new Float64Array(count);
  const value = new Float64Array(count);
  const status = new Uint32Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    if (!Number.isFinite(seconds[i])) continue;
    timeUs[n] = zeroUs + Math.round(seconds[i] * 1e6);
    value[n] = values[i] ?? Number.NaN;
    status[n] = Number.isNaN(value[n]) ? STATUS_BAD : STATUS_GOOD;
    n += 1;
  }
  return { timeUs: timeUs.slice(0, n), value: value.slice(0, n), status: status.slice(0, n) };
}

function sourceOf(header: Header, fileName: string, findings: ReadFinding[]): Source {
  const technique = header.metadata.technique ?? '';
  const isMassSpectrometer = technique.includes('MS') || header.columns.some((name) => massOf(name) !== undefined);
  const hasDate = header.metadata.tstamp !== undefined;
  if (!hasDate)
    findings.push(warn('no-time-stamp', `${fileName} has no time stamp: its times count from an unknown zero.`, null));
  else if (!isMassSpectrometer) {
    findings.push(
      warn(
        'clock-of-ec-lab',
        'The time stamp comes from the clock of EC-Lab and may be seconds wrong: check Sync.',
        null,
      ),
    );
  }
  return {
    id: isMassSpectrometer ? 'ms' : 'ec',
    name: header.metadata.name ?? fileName,
    kind: isMassSpectrometer ? 'mass-spectrometer' : 'cycler',
    clockKind: hasDate ? 'utc' : 'relative',
    zone: null,
    zeroUtcUs: null,
    reachedBy: 'ixdat-csv',
  };
}

function massOf(name: string): number | undefined {
  const match = /^M(\d+(?:\.\d+)?)(?:-[A-Za-z0-9]+)?(?: \[A\])?$/.exec(name);
  const mass = match ? Number(match[1]) : Number.NaN;
  return mass > 0 && mass < 1e4 ? mass : undefined;
}

function channelOf(name: string, source: Source, technique: string, ids: Set<string>): Channel {
  const slug =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'column';
  let id = `${source.id}.${slug}`;
  for (let i = 2; ids.has(id); i++) id = `${source.id}.${slug}-${i}`;
  ids.add(id);
  return channelSchema.parse({ id, sourceId: source.id, origin: name, ...meaningOf(name, technique) });
}

/** Role, unit and scale by the column's name. */
function meaningOf(name: string, technique: string): Pick<Channel, 'name' | 'role' | 'unit'> & Partial<Channel> {
  const mz = massOf(name);
  if (mz !== undefined) {
    const formula = speciesOfMz(mz)?.formula;
    return { name: `m/z ${mz}${formula ? ` ${formula}` : ''}`, role: 'ion-current', mz, unit: 'A' };
  }
  if (/^(<?Ewe>?\/V|Ecell\/V|Voltage \[V\])$/.test(name)) {
    // Inside a mass spectrometer's file it is the cell's voltage as its computer saw it.
    return { name, role: technique === 'MS' ? 'auxiliary-voltage' : 'voltage', unit: 'V' };
  }
  if (/^(<?I>?\/mA|Current \[mA\])$/.test(name)) return { name, role: 'current', unit: 'A', scale: 1e-3 };
  if (name === 'cycle number') return { name, role: 'cycle-index', unit: '1', updates: 'on-change' };
  return { name: name || 'unnamed', role: 'other', unit: '1' };
}
