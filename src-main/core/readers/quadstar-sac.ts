import { decodeText } from '../formats/text-encoding.ts';
import { daysFromDate } from '../formats/wall-clock.ts';
import { columnUnit } from '../formats/column-unit.ts';
import { ChannelMaker } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { defineReader } from './define-reader.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadSink } from './reader.ts';
import { STATUS_OVER_RANGE } from './sample-chunks.ts';
import { ScanChannels } from './scan-channels.ts';
import { truncated, wholeFileParser } from './whole-file.ts';

const MAGIC = 0x02c6;
const TYPE_TIME = 0x0f;
const TYPE_SCALAR = 0x10;
const TYPE_SCAN = 0x11;
const HEADER_BYTES = 0xc8;
const TRACE_BYTES = 9;
const OVER_RANGE = 1e30;

/** Quadstar analogue scans, binary (formats.md 3). */
export const quadstarSacReader = defineReader({
  id: 'quadstar-sac',
  name: 'Quadstar .sac',
  recognise(head, size) {
    const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
    if (bytes.length < HEADER_BYTES || bytes.readUInt16LE(0) !== MAGIC)
      return { certainty: 0, reason: 'it does not start with the bytes C6 02' };
    const layout = readLayout(bytes);
    if (!layout)
      return { certainty: 0.2, reason: 'it starts with the bytes C6 02, but its table of traces makes no sense' };
    const expected = layout.firstData + layout.cycles * layout.cycleBytes;
    return size === undefined || size === expected
      ? { certainty: 1, reason: 'it starts with the bytes C6 02 and its length fits its table of traces' }
      : { certainty: 0.6, reason: `it starts with the bytes C6 02, but has ${size} instead of ${expected} bytes` };
  },
  parser: (options, sink) => wholeFileParser(options.fileName, options.size, (bytes) => parseSac(bytes, options, sink)),
});

interface Trace {
  type: number;
  info: number;
  data: number;
}

interface Layout {
  cycles: number;
  cycleBytes: number;
  traces: Trace[];
  firstData: number;
}

function readLayout(bytes: Buffer): Layout | undefined {
  const cycles = bytes.readUInt32LE(0x64);
  const count = bytes.readUInt16LE(0x68);
  const cycleBytes = bytes.readUInt32LE(0x6a);
  if (count === 0 || count > 500 || cycleBytes === 0 || HEADER_BYTES + count * TRACE_BYTES > bytes.length)
    return undefined;
  const traces = Array.from({ length: count }, (_, i) => {
    const at = HEADER_BYTES + i * TRACE_BYTES;
    return { type: bytes[at], info: bytes.readUInt32LE(at + 1), data: bytes.readUInt32LE(at + 5) };
  });
  const firstData = Math.min(...traces.map((trace) => trace.data));
  if (firstData < HEADER_BYTES + count * TRACE_BYTES) return undefined;
  return { cycles, cycleBytes, traces, firstData };
}

const text = (bytes: Buffer, at: number, length: number) =>
  decodeText(bytes.subarray(at, at + length))
    .split('\0')[0]
    .trim();

function parseSac(bytes: Buffer, options: ReadOptions, sink: ReadSink): ReadDescription {
  const { fileName } = options;
  const refuse = (what: string): never => {
    throw truncated(fileName, 'Quadstar', what);
  };
  if (bytes.length < HEADER_BYTES) refuse(`it has only ${bytes.length} bytes`);
  const layout = readLayout(bytes) ?? refuse('its table of traces makes no sense');
  const { cycles, cycleBytes, firstData } = layout;
  const present = Math.max(0, Math.min(cycles, Math.floor((bytes.length - firstData) / cycleBytes)));
  const findings = new FindingLog();
  if (present < cycles)
    findings.warn(
      'fewer-rows-than-stated',
      `The header announces ${cycles} cycles, the file holds ${present} whole ones.`,
      'Import the whole file if there is one.',
    );
  const time =
    layout.traces.find((trace) => trace.type === TYPE_TIME) ??
    refuse('it has no trace that holds the times of its cycles');
  const inCycle = (trace: Trace, length: number) => {
    if (trace.data - firstData + length > cycleBytes) refuse('a trace reaches beyond its cycle');
  };
  inCycle(time, 6);
  const channels = new ChannelSet(sink, findings);
  const maker = new ChannelMaker();
  const readers = layout.traces.flatMap((trace): ((at: number, timeUs: number) => void)[] => {
    if (trace.type === TYPE_SCAN) return [scanTrace(trace)];
    if (trace.type === TYPE_SCALAR) return [scalarTrace(trace)];
    if (trace.type !== TYPE_TIME)
      findings.warn(
        'unknown-trace',
        `A trace of unknown type ${trace.type} was left out.`,
        'Send the file with a description of how it was made.',
        { key: String(trace.type) },
      );
    return [];
  });

  function scanTrace(trace: Trace): (at: number, timeUs: number) => void {
    if (trace.info + 161 > bytes.length) refuse('the description of a scan is missing');
    const width = bytes.readUInt16LE(trace.info + 0x7e);
    const perAmu = bytes[trace.info + 0x80];
    const firstMass = bytes.readFloatLE(trace.info + 0x7a);
    const n = width * perAmu;
    if (n === 0 || !(firstMass >= 0 && firstMass < 2000)) refuse('a scan has no mass axis');
    inCycle(trace, 6 + 4 * n);
    const unit = text(bytes, trace.info + 0x0f, 13) || '?';
    const masses = Array.from({ length: n }, (_, j) => firstMass + j / perAmu);
    const scan = new ScanChannels('ms', masses, unit, maker, channels, sink, findings);
    return (at, timeUs) => {
      const start = at + trace.data - firstData;
      const stored = bytes.readUInt32LE(start);
      if (stored !== n)
        findings.info(
          'scan-length',
          `A scan announces ${stored} values where width and points per u make ${n}; ${n} were read.`,
          'Nothing needs doing: the stored count is known to be wrong at times.',
        );
      const fullScale = 10 ** bytes.readInt16LE(start + 4);
      const values = new Float64Array(n);
      for (let j = 0; j < n; j++) {
        const value = bytes.readFloatLE(start + 6 + 4 * j);
        values[j] = Number.isFinite(value) && Math.abs(value) < OVER_RANGE ? value : Number.NaN;
        if (Number.isNaN(values[j]))
          findings.warn(
            'over-range',
            `The scan at ${(timeUs / 1e6).toFixed(1)} s was over range at m/z ${masses[j].toFixed(2)}; the value is missing and the peak is cut.`,
            'Choose a larger range for the next measurement.',
          );
        else if (Math.abs(value) > fullScale)
          findings.info(
            'near-range-end',
            `The scan at ${(timeUs / 1e6).toFixed(1)} s exceeds its full scale of ${fullScale} ${unit} at m/z ${masses[j].toFixed(2)}; the value was kept.`,
            'Choose a larger range for the next measurement.',
          );
      }
      scan.push(timeUs, values);
    };
  }

  function scalarTrace(trace: Trace): (at: number, timeUs: number) => void {
    if (trace.info + 27 > bytes.length) refuse('the description of a trace is missing');
    inCycle(trace, 4);
    const title = text(bytes, trace.info + 1, 13) || 'scalar';
    const unitText = text(bytes, trace.info + 0x0e, 13);
    const unit = columnUnit(unitText, title);
    const role = unit?.unit === 'mbar' ? 'total-pressure' : 'other';
    const name = unit ? title : `${title} ${unitText}`;
    const channel = channels.add(maker.make('ms', title, { name, role, ...(unit ?? { unit: '1' }) }));
    return (at, timeUs) => {
      const value = bytes.readFloatLE(at + trace.data - firstData);
      const usable = Number.isFinite(value) && Math.abs(value) < OVER_RANGE;
      if (usable) channels.push(channel, timeUs, value);
      else channels.push(channel, timeUs, Number.NaN, STATUS_OVER_RANGE);
    };
  }

  for (let i = 0; i < present; i++) {
    const at = firstData + i * cycleBytes;
    const stamp = at + time.data - firstData;
    const timeUs = bytes.readUInt32LE(stamp) * 1e6 + bytes.readUInt16LE(stamp + 4) * 100;
    for (const read of readers) read(at, timeUs);
  }
  const clock = readStart(bytes, findings);
  return {
    sources: [
      readSource({
        id: 'ms',
        name: text(bytes, 2, 4) || fileName,
        kind: 'mass-spectrometer',
        clockKind: 'relative',
        localZeroUs: clock.localUs,
        reachedBy: 'quadstar-sac',
      }),
    ],
    channels: channels.end(),
    labels: {},
    segments: [],
    clockSteps: [],
    metadata: {
      analyser: text(bytes, 2, 4),
      version: `${bytes[6]}.${bytes[7]}`,
      author: text(bytes, 0x0e, 86),
      'local start': clock.localText,
      'Unix start': clock.unixText,
    },
    questions: [],
    findings: findings.all(),
    rows: present,
  };
}

/** The two starts: the local stamp is believed, the Unix seconds give its fraction and are shown beside it. */
function readStart(
  bytes: Buffer,
  findings: FindingLog,
): { localUs: number | null; localText: string; unixText: string } {
  const [second, minute, hour, day, month, year] = bytes.subarray(0x08, 0x0e);
  const days = daysFromDate(1900 + year, month, day);
  const fractionUs = bytes.readUInt16LE(0xc6) * 100;
  const unixUs = bytes.readUInt32LE(0xc2) * 1e6 + fractionUs;
  const unixText = new Date(unixUs / 1000).toISOString();
  if (Number.isNaN(days) || hour > 23 || minute > 59 || second > 59 || fractionUs >= 1e6) {
    findings.warn(
      'start-time-unreadable',
      'The local start stamp of the file is no date.',
      `Its other stamp says ${unixText}; align the file in Sync.`,
    );
    return { localUs: null, localText: '', unixText };
  }
  const localUs = days * 86_400e6 + (hour * 3600 + minute * 60 + second) * 1e6 + fractionUs;
  const localText = new Date(localUs / 1000).toISOString().slice(0, -1);
  const hours = (localUs - unixUs) / 3600e6;
  findings.info(
    'two-start-stamps',
    `The file says ${localText.slice(0, 19)} local and ${unixText.slice(0, 19)} UTC, ${hours.toFixed(2)} h apart; the local stamp was taken.`,
    'Give the time zone of the computer; the other stamp depends on how that computer was set.',
  );
  return { localUs, localText, unixText };
}
