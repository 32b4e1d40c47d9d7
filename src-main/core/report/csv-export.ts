import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../../../shared/api/errors.ts';
import { isUsable } from '../../../shared/domain/quality.ts';
import { utcUsOf } from '../../../shared/domain/source-time.ts';
import { isoFromUs } from '../../../shared/domain/time.ts';
import type { ChannelSummary, RunFileReader } from '../storage/run-file-contract.ts';
import { infoDocument } from './info-document.ts';
import { resample } from './resample.ts';

/** Rows read and written at a time. */
const CHUNK_ROWS = 65_536;

export interface CsvExportOptions {
  /** Distance of rows in the merged table, seconds. */
  everySeconds: number;
  /** Called with 0..1; return false to cancel, which leaves nothing behind. */
  onProgress?: (fraction: number) => boolean;
}

/**
 * Writes a run as a folder of CSV files: one per channel with its own times, and `merged.csv`, whose first line declares
 * how it was resampled. Times are UTC by each source's own clock; a synchronised time is a matter of the recipe.
 * The folder appears whole or not at all. @throws AppError
 * @returns the files written
 */
export function exportCsv(reader: RunFileReader, folder: string, options: CsvExportOptions): string[] {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new AppError({
      code: 'folder-not-empty',
      happened: `The folder ${folder} is not empty.`,
      safe: 'Nothing was written.',
      next: 'Name a folder that is new or empty.',
    });
  const partial = join(dirname(folder), `.${basename(folder)}.partial-${process.pid}`);
  const report = options.onProgress ?? (() => true);
  const check = (fraction: number) => {
    if (!report(fraction)) throw new AppError(CANCELLED);
  };
  try {
    mkdirSync(partial, { recursive: true });
    const channels = reader.channels();
    const files: string[] = [];
    channels.forEach((summary, index) => {
      files.push(writeChannel(reader, summary, partial));
      check((0.6 * (index + 1)) / channels.length);
    });
    files.push(writeMerged(reader, channels, partial, options.everySeconds, check));
    writeText(join(partial, 'run.json'), [JSON.stringify(infoDocument(reader), null, 2), '\n']);
    files.push('run.json');
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(partial, folder);
    check(1);
    return files;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (error instanceof AppError) throw error;
    throw new AppError(
      {
        code: 'export-failed',
        happened: `The export to ${folder} failed: ${error instanceof Error ? error.message : String(error)}.`,
        safe: 'The run is unchanged and no half export was left.',
        next: 'Name a folder you may write to, with room for it, and try again.',
      },
      { cause: error },
    );
  }
}

const CANCELLED = {
  code: 'cancelled',
  happened: 'The export was cancelled.',
  safe: 'The run is unchanged and no half export was left.',
  next: 'Start it again when you want it.',
};

function writeChannel(reader: RunFileReader, { channel, samples }: ChannelSummary, folder: string): string {
  const name = `${channel.id}.csv`;
  const source = reader.sources().find((candidate) => candidate.id === channel.sourceId)!;
  const plain = channel.scale === 1 && channel.offset === 0;
  const chunks = function* () {
    yield `Time / UTC,Source time / us,${header(channel.name, channel.unit)}${plain ? '' : ',Raw value / 1'},Status / hex\n`;
    for (let from = 0; from < samples; from += CHUNK_ROWS) {
      const columns = reader.read(channel.id, { fromIndex: from, toIndex: Math.min(samples, from + CHUNK_ROWS) });
      let text = '';
      for (let i = 0; i < columns.timeUs.length; i++) {
        const raw = columns.value[i];
        const usable = isUsable(raw, columns.status[i]);
        const value = usable ? String(raw * channel.scale + channel.offset) : '';
        const rawText = Number.isNaN(raw) ? '' : String(raw);
        text += `${isoFromUs(utcUsOf(source, columns.timeUs[i])) ?? ''},${columns.timeUs[i]},${value}${plain ? '' : `,${rawText}`},${columns.status[i].toString(16).padStart(8, '0')}\n`;
      }
      yield text;
    }
  };
  writeText(join(folder, name), chunks());
  return name;
}

function writeMerged(
  reader: RunFileReader,
  channels: ChannelSummary[],
  folder: string,
  everySeconds: number,
  check: (fraction: number) => void,
): string {
  const sourceOf = new Map(reader.sources().map((source) => [source.id, source]));
  const filled = channels.filter((summary) => summary.samples > 0);
  const columns = filled.map(({ channel }) => {
    const read = reader.read(channel.id);
    const source = sourceOf.get(channel.sourceId)!;
    return { channel, read, utcUs: read.timeUs.map((timeUs) => utcUsOf(source, timeUs)) };
  });
  const tied = columns.filter((column) => Number.isFinite(column.utcUs[0]));
  const firstUs = Math.min(...tied.map((column) => column.utcUs[0]));
  const lastUs = Math.max(...tied.map((column) => column.utcUs[column.utcUs.length - 1]));
  const stepUs = everySeconds * 1e6;
  const startUs = Math.ceil(firstUs / stepUs) * stepUs;
  const rows = tied.length === 0 ? 0 : Math.max(0, Math.floor((lastUs - startUs) / stepUs) + 1);
  const grid = Float64Array.from({ length: rows }, (_, i) => startUs + i * stepUs);
  const values = tied.map((column, index) => {
    check(0.6 + (0.3 * index) / tied.length);
    return resample(column.channel, column.read, column.utcUs, grid);
  });
  const chunks = function* () {
    yield (
      `# Resampled every ${everySeconds} s: linear between usable neighbours, blank across holes longer than ` +
      'max(10 x median distance, 60 s); channels that report on change keep their last value. ' +
      'Clocks of the sources as recorded, not synchronised.\n'
    );
    yield `Time / UTC,Time since start / s,${tied.map((column) => header(column.channel.name, column.channel.unit)).join(',')}\n`;
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      let text = '';
      for (let i = from; i < Math.min(rows, from + CHUNK_ROWS); i++) {
        text += `${isoFromUs(grid[i])},${(grid[i] - startUs) / 1e6}`;
        for (const column of values) text += Number.isNaN(column[i]) ? ',' : `,${column[i]}`;
        text += '\n';
      }
      yield text;
    }
  };
  writeText(join(folder, 'merged.csv'), chunks());
  return 'merged.csv';
}

/** `Cell voltage / V`, quoted where the name holds a comma or a quote. */
function header(name: string, unit: string): string {
  const text = `${name} / ${unit}`;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function writeText(path: string, chunks: Iterable<string>): void {
  const file = openSync(path, 'wx');
  try {
    for (const chunk of chunks) writeFileSync(file, chunk);
  } finally {
    closeSync(file);
  }
}
