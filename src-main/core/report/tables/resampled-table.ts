import type { AnalysisChannel } from '../../analysis/analysis-input.ts';
import { resample } from '../resample.ts';
import type { ExportedRun } from './exported-run.ts';
import { column, columnTable, type Table } from './table.ts';
import { SECONDS, TIME, calendarUs, roundedSeconds } from './time-columns.ts';

/** How the columns of a resampled table come about, for its head. */
export function resamplingSentence(everySeconds: number): string {
  return (
    `Resampled every ${everySeconds} s: linear between usable neighbours, blank across holes longer than ` +
    'max(10 x median distance, 60 s); channels that report on change keep their last value. ' +
    'Clocks of the sources synchronised by the recipe.'
  );
}

/** All channels of a run on one grid of times. @param everySeconds distance of rows */
export function resampledTable({ reader, evaluated }: ExportedRun, everySeconds: number): Table {
  const { evaluation } = evaluated;
  const summaries = new Map(reader.channels().map(({ channel, samples }) => [channel.id, { channel, samples }]));
  const filled = evaluation.input.channels.filter(({ id }) => (summaries.get(id)?.samples ?? 0) > 0);
  const all = filled.map((channel) => ({ channel, ...ascending(channel, evaluation.clocks.secondsOf(channel)) }));
  const dated = all.filter(({ seconds }) => seconds.length > 0);
  const first = Math.min(...dated.map(({ seconds }) => seconds[0]));
  const last = Math.max(...dated.map(({ seconds }) => seconds[seconds.length - 1]));
  const start = Math.ceil(first / everySeconds) * everySeconds;
  const rows = dated.length === 0 ? 0 : Math.max(0, Math.floor((last - start) / everySeconds) + 1);
  const grid = Float64Array.from({ length: rows }, (_, i) => start + i * everySeconds);
  const head = {
    id: 'series',
    title: 'Series',
    columns: [
      TIME,
      SECONDS,
      ...dated.map(({ channel }) =>
        column(channel.id, channel.name, 'number', channel.unit, 'Resampled; see the samples for what was recorded.'),
      ),
    ],
    constants: [],
  };
  return columnTable(head, [
    calendarUs(evaluated, grid),
    roundedSeconds(grid),
    ...dated.map(({ channel, seconds, values }) => {
      const { updates } = summaries.get(channel.id)!.channel;
      // Scale and offset are in the values already, and unusable readings are NaN.
      const columns = { timeUs: channel.timeUs, value: values, status: new Uint32Array(values.length) };
      return resample({ scale: 1, offset: 0, updates }, columns, microseconds(seconds), microseconds(grid));
    }),
  ]);
}

/** Without the readings that came no later than one before them. */
function ascending({ value }: AnalysisChannel, seconds: Float64Array): { seconds: Float64Array; values: Float64Array } {
  if (!seconds.some(Number.isNaN)) return { seconds, values: value };
  const kept = Int32Array.from(seconds.keys()).filter((i) => !Number.isNaN(seconds[i]));
  return { seconds: Float64Array.from(kept, (i) => seconds[i]), values: Float64Array.from(kept, (i) => value[i]) };
}

const microseconds = (seconds: Float64Array): Float64Array => seconds.map((at) => at * 1e6);
