import type { Channel } from '../../../../shared/domain/channel.ts';
import { isUsable } from '../../../../shared/domain/quality.ts';
import type { SampleColumns } from '../../../../shared/domain/samples.ts';
import { utcUsOf } from '../../../../shared/domain/source-time.ts';
import type { ChannelSummary } from '../../storage/run-file-contract.ts';
import type { ExportedRun } from './exported-run.ts';
import {
  CHUNK_ROWS,
  column,
  complete,
  recordTable,
  single,
  type Chunk,
  type Table,
  type TableFamily,
} from './table.ts';
import { SECONDS, TIME, calendarUs, roundedSeconds } from './time-columns.ts';

const SOURCE_TIME = complete(
  column(
    'source_time',
    'Source time',
    'integer',
    'us',
    'The stamp as recorded: whole microseconds on the clock of the source (see the table of sources).',
  ),
);
const RAW_VALUE = column(
  'raw_value',
  'Raw value',
  'number',
  '1',
  'The number as the instrument gave it, before scale and offset; missing where it gave none.',
);
const STATUS = complete(
  column(
    'status',
    'Status',
    'integer',
    '1',
    'OPC-UA status code of the reading, 0 is good; the top two bits tell good, uncertain and bad.',
  ),
);

/** Every sample as recorded, lossless: one table per channel. */
export function sampleTables({ reader, evaluated }: ExportedRun): TableFamily {
  return {
    id: 'samples',
    description: 'Every sample as recorded, channel by channel, with its own time, raw number and status.',
    members: reader.channels().map((summary) => channelTable({ reader, evaluated }, summary)),
  };
}

function channelTable({ reader, evaluated }: ExportedRun, { channel, samples }: ChannelSummary): Table {
  const { evaluation } = evaluated;
  const analysed = evaluation.input.channels.find(({ id }) => id === channel.id)!;
  return {
    id: channel.id,
    title: channel.name,
    columns: [
      TIME,
      SECONDS,
      column('value', channel.name, 'number', channel.unit, 'raw x scale + offset; missing where not usable.'),
      SOURCE_TIME,
      RAW_VALUE,
      STATUS,
    ],
    rows: samples,
    constants: [
      { column: complete(column('channel', 'Channel', 'text', '', 'Id of the channel.')), value: channel.id },
      { column: complete(column('role', 'Role', 'text', '', 'What the channel means.')), value: channel.role },
      { column: column('mz', 'm/z', 'number', '1', 'Mass-to-charge ratio of ion currents.'), value: channel.mz },
      { column: complete(column('unit', 'Unit', 'text', '', 'Unit of the value.')), value: channel.unit },
    ],
    *chunks(rowsAtATime = CHUNK_ROWS): Iterable<Chunk> {
      const seconds = evaluation.clocks.secondsOf(analysed);
      for (let from = 0; from < samples; from += rowsAtATime) {
        const to = Math.min(samples, from + rowsAtATime);
        const raw = reader.read(channel.id, { fromIndex: from, toIndex: to });
        const part = roundedSeconds(seconds.subarray(from, to));
        yield {
          rows: to - from,
          values: [
            calendarUs(evaluated, part),
            part,
            usableValues(raw, channel),
            raw.timeUs,
            raw.value,
            new Float64Array(raw.status),
          ],
        };
      }
    },
  };
}

/** Values in their unit, NaN where not usable. */
function usableValues({ value, status }: SampleColumns, { scale, offset }: Pick<Channel, 'scale' | 'offset'>) {
  const usable = new Float64Array(value.length).fill(Number.NaN);
  for (let i = 0; i < usable.length; i++) if (isUsable(value[i], status[i])) usable[i] = value[i] * scale + offset;
  return usable;
}

/** What was recorded and what was not: sources, channels, gaps, events. */
export function recordTables({ reader }: ExportedRun): TableFamily[] {
  const sources = reader.sources();
  const channels = reader.channels();
  const sourceOf = new Map(sources.map((source) => [source.id, source]));
  const sourceOfChannel = new Map(channels.map(({ channel }) => [channel.id, channel.sourceId]));
  const utcUs = (sourceId: string | null | undefined, timeUs: number | null) => {
    if (timeUs === null) return null;
    const source = sourceOf.get(sourceId ?? '');
    return source ? utcUsOf(source, timeUs) : timeUs;
  };
  return [
    single(
      recordTable(
        'sources',
        'Sources',
        [
          { ...column('source', 'Source', 'text', '', 'Id of the source.'), of: (one) => one.id },
          { ...column('name', 'Name', 'text', '', 'Name of the instrument or file.'), of: (one) => one.name },
          { ...column('kind', 'Kind', 'text', '', 'What stands behind it.'), of: (one) => one.kind },
          {
            ...column('clock', 'Clock', 'text', '', 'utc, local (of a zone) or relative (from a zero).'),
            of: (one) => one.clockKind,
          },
          { ...column('zone', 'Zone', 'text', '', 'IANA zone of a local clock.'), of: (one) => one.zone },
          {
            ...column('zero_time', 'Zero', 'time', 'UTC', 'When the zero of a relative clock was.'),
            of: (one) => one.zeroUtcUs,
          },
          { ...column('reached_by', 'Reached by', 'text', '', 'Protocol or file format.'), of: (one) => one.reachedBy },
        ],
        sources,
      ),
      'Sources: each is one clock, an instrument or a file.',
    ),
    single(
      recordTable(
        'channels',
        'Channels',
        [
          { ...column('channel', 'Channel', 'text', '', 'Id of the channel.'), of: (one) => one.channel.id },
          { ...column('name', 'Name', 'text', '', 'Name in the laboratory.'), of: (one) => one.channel.name },
          { ...column('role', 'Role', 'text', '', 'What it means.'), of: (one) => one.channel.role },
          { ...column('mz', 'm/z', 'number', '1', 'Of ion currents.'), of: (one) => one.channel.mz },
          { ...column('unit', 'Unit', 'text', '', 'Unit of the value.'), of: (one) => one.channel.unit },
          { ...column('source', 'Source', 'text', '', 'Id of its source.'), of: (one) => one.channel.sourceId },
          {
            ...column('scale', 'Scale', 'number', '1', 'value = raw x scale + offset.'),
            of: (one) => one.channel.scale,
          },
          {
            ...column('offset', 'Offset', 'number', '1', 'In the unit of the value.'),
            of: (one) => one.channel.offset,
          },
          {
            ...column('flow_reference_temperature', 'Flow reference', 'number', 'degC', 'What a millilitre means.'),
            of: (one) => one.channel.flowReference?.temperatureCelsius,
          },
          {
            ...column('flow_reference_pressure', 'Flow reference pressure', 'number', 'Pa', 'What a millilitre means.'),
            of: (one) => one.channel.flowReference?.pressurePascal,
          },
          {
            ...column('origin', 'Origin', 'text', '', 'Node or column it came from.'),
            of: (one) => one.channel.origin,
          },
          { ...column('samples', 'Samples', 'integer', '1', 'How many were recorded.'), of: (one) => one.samples },
        ],
        channels,
      ),
      'Channels: one measured quantity of one source each.',
    ),
    single(
      recordTable(
        'gaps',
        'Gaps',
        [
          { ...column('channel', 'Channel', 'text', '', 'Channel without samples.'), of: (one) => one.channelId },
          {
            ...column('from_time', 'From', 'time', 'UTC', 'Last sample before, by the clock of the source.'),
            of: (one) => utcUs(sourceOfChannel.get(one.channelId), one.fromUs),
          },
          {
            ...column('to_time', 'To', 'time', 'UTC', 'First sample after, by the clock of the source.'),
            of: (one) => utcUs(sourceOfChannel.get(one.channelId), one.toUs),
          },
          {
            ...column('from_source_time', 'From, source time', 'integer', 'us', 'As stamped.'),
            of: (one) => one.fromUs,
          },
          { ...column('to_source_time', 'To, source time', 'integer', 'us', 'As stamped.'), of: (one) => one.toUs },
          {
            ...column('length', 'Length', 'number', 's', 'From the last sample before to the first after.'),
            of: (one) => (one.toUs - one.fromUs) / 1e6,
          },
          { ...column('cause', 'Cause', 'text', '', 'Why samples are missing.'), of: (one) => one.cause },
          { ...column('filled_by', 'Filled by', 'text', '', 'How it was filled later.'), of: (one) => one.filledBy },
          { ...column('text', 'Text', 'text', '', 'What is known of it.'), of: (one) => one.text },
        ],
        reader.gaps(),
      ),
      'Gaps: stretches without samples and why. They are missing rows of the samples, never zeros.',
    ),
    single(
      recordTable(
        'events',
        'Events',
        [
          { ...column('time', 'Time', 'time', 'UTC', 'By the recorder.'), of: (one) => one.timeUs },
          { ...column('kind', 'Kind', 'text', '', 'What happened.'), of: (one) => one.kind },
          { ...column('severity', 'Severity', 'text', '', 'info, warning or alarm.'), of: (one) => one.severity },
          { ...column('source', 'Source', 'text', '', 'Whom it concerns.'), of: (one) => one.sourceId },
          { ...column('channel', 'Channel', 'text', '', 'Whom it concerns.'), of: (one) => one.channelId },
          { ...column('text', 'Text', 'text', '', 'In words.'), of: (one) => one.text },
        ],
        reader.events(),
      ),
      'Events: starts and stops, annotations, set points, lost connections.',
    ),
  ];
}
