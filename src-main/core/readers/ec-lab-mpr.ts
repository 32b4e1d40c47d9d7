import { AppError } from '../../../shared/api/errors.ts';
import { daysFromDate } from '../formats/wall-clock.ts';
import { ChannelMaker, numberedNames } from './channel-naming.ts';
import { ChannelSet } from './channel-set.ts';
import { columnMeanings } from './column-meaning.ts';
import { defineReader } from './define-reader.ts';
import { decideRecordLayout, type RecordLayout } from './decide-mpr-layout.ts';
import { MPR_TECHNIQUES } from './ec-lab-mpr-columns.ts';
import { MPR_MAGIC, readModules, type MprModule } from './ec-lab-mpr-modules.ts';
import { FindingLog } from './finding-log.ts';
import { readSource } from './read-source.ts';
import type { ReadDescription, ReadOptions, ReadSegment, ReadSink } from './reader.ts';
import { truncated, wholeFileParser } from './whole-file.ts';

const OVER_RANGE = 1e30;
/** Places of the acquisition start in the LOG module, the usual one first (formats.md 10). */
const START_OFFSETS = [0x249, 465, 469, 473];
/** Days from 1899-12-30, the zero of OLE dates, to 1970-01-01. */
const OLE_TO_UNIX_DAYS = 25_569;

/** BioLogic EC-Lab binary (formats.md 10). */
export const ecLabMprReader = defineReader({
  id: 'ec-lab-mpr',
  name: 'BioLogic EC-Lab .mpr',
  recognise: (head) =>
    Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, MPR_MAGIC.length)).toString('latin1') ===
    MPR_MAGIC
      ? { certainty: 1, reason: 'it starts "BIO-LOGIC MODULAR FILE"' }
      : { certainty: 0, reason: 'it does not start "BIO-LOGIC MODULAR FILE"' },
  parser: (options, sink) => wholeFileParser(options.fileName, options.size, (bytes) => parseMpr(bytes, options, sink)),
});

function parseMpr(bytes: Buffer, options: ReadOptions, sink: ReadSink): ReadDescription {
  const { fileName } = options;
  const modules = readModules(bytes, fileName);
  const of = (name: string) => modules.find((module) => module.name === name);
  const data = of('VMP data');
  if (!data) throw truncated(fileName, 'EC-Lab', 'it holds no data module');
  const findings = new FindingLog();
  const layout = decideRecordLayout(data, fileName, findings);
  const channels = new ChannelSet(sink, findings);
  if (layout.rows > 0) pushRecords(data.data, layout, channels, findings, fileName);
  const setting = of('VMP Set');
  const technique = setting ? (MPR_TECHNIQUES[setting.data[0]] ?? `technique ${setting.data[0]}`) : '';
  const log = of('VMP LOG');
  const start = log ? readStart(log, setting) : Number.NaN;
  if (Number.isNaN(start))
    findings.warn(
      'no-time-stamp',
      `${fileName} does not say when it was measured: its times count from an unknown zero.`,
      'Align it in Sync by a voltage that both sources recorded.',
    );
  if (layout.rows === 0)
    findings.info('no-rows', 'The file holds no data rows, as techniques like Wait write.', 'Nothing needs doing.');
  return {
    sources: [
      readSource({
        id: 'ec',
        name: (log && pascalString(log.data, 0x3cf)) || fileName,
        kind: 'cycler',
        clockKind: 'relative',
        localZeroUs: Number.isNaN(start) ? null : start,
        reachedBy: 'ec-lab-mpr',
      }),
    ],
    channels: channels.end(),
    labels: {},
    segments: readLoops(of('VMP loop'), layout.rows),
    clockSteps: [],
    metadata: {
      Technique: technique,
      modules: modules.map((module) => module.name).join(', '),
      ...(log
        ? {
            channel: String((log.data[0x09] ?? -1) + 1),
            host: pascalString(log.data, 0x351),
            'EC-Lab version': pascalString(log.data, 0x3b7),
            'device serial': pascalString(log.data, 0x3cf),
          }
        : {}),
    },
    questions: [],
    findings: findings.all(),
    rows: layout.rows,
  };
}

function pushRecords(
  data: Buffer,
  layout: RecordLayout,
  channels: ChannelSet,
  findings: FindingLog,
  fileName: string,
): void {
  const names = numberedNames(layout.columns.map((column) => column.name));
  const timeColumn = layout.columns.find((column) => column.name === 'time/s');
  if (!timeColumn)
    throw new AppError({
      code: 'mpr-without-time',
      happened: `${fileName} stores no time column.`,
      safe: 'The file is unchanged and nothing was imported.',
      next: 'Export it from EC-Lab as text with the column time/s.',
    });
  const maker = new ChannelMaker();
  const charge = layout.columns.find((column) => column.name === 'dq/mA.h');
  const isCurrentMissing = charge !== undefined && !names.some((name) => /^<?I>?\/mA/.test(name));
  const meanings = columnMeanings(isCurrentMissing ? [...names, '<I>/mA'] : names);
  const values = layout.columns.flatMap((column, i) =>
    column === timeColumn
      ? []
      : [{ column, channel: channels.add(maker.make('ec', names[i], meanings[i]), meanings[i].role === 'other') }],
  );
  let derived = -1;
  if (isCurrentMissing) {
    derived = channels.add(maker.make('ec', '<I>/mA', meanings[meanings.length - 1]));
    findings.info(
      'current-from-charge',
      'The binary stores no current: <I> = dq * 3600 / dt, as EC-Lab itself exports it.',
      'Nothing needs doing.',
    );
  }
  let before = Number.NaN;
  for (let i = 0; i < layout.rows; i++) {
    const at = layout.recordsAt + i * layout.recordBytes;
    const seconds = timeColumn.read(data, at);
    if (!Number.isFinite(seconds) || Math.abs(seconds) > 1e9) {
      findings.warn(
        'value-without-time',
        `Record ${i + 1}: its time is no number, so its values were left out.`,
        'The file may be damaged: copy it again from the computer that runs EC-Lab.',
        { line: i + 1 },
      );
      continue;
    }
    const timeUs = Math.round(seconds * 1e6);
    for (const { column, channel } of values) {
      const value = column.read(data, at);
      channels.push(channel, timeUs, Math.abs(value) < OVER_RANGE ? value : Number.NaN);
    }
    if (derived >= 0) {
      const current = i === 0 ? 0 : (charge!.read(data, at) * 3600) / (seconds - before);
      channels.push(derived, timeUs, Number.isFinite(current) ? current : Number.NaN);
    }
    before = seconds;
  }
}

/** Wall clock of the acquisition start, microseconds; NaN where no place holds a date that fits. */
function readStart(log: MprModule, setting: MprModule | undefined): number {
  const date = /^(\d{2}).(\d{2}).(\d{2})$/.exec(setting?.date ?? '');
  const settingDay = date ? daysFromDate(2000 + Number(date[3]), Number(date[1]), Number(date[2])) : Number.NaN;
  const candidates = START_OFFSETS.flatMap((offset) => {
    if (offset + 8 > log.data.length) return [];
    const days = log.data.readDoubleLE(offset) - OLE_TO_UNIX_DAYS;
    return days > 7000 && days < 40_000 ? [days] : [];
  });
  const chosen = candidates.find((days) => Math.floor(days) === settingDay) ?? (log.isNew ? candidates[0] : undefined);
  // OLE days resolve 1 us at best; the text export gives milliseconds.
  return chosen === undefined ? Number.NaN : Math.round(chosen * 86_400_000) * 1000;
}

function pascalString(data: Buffer, at: number): string {
  const length = data[at] ?? 0;
  return at + 1 + length <= data.length
    ? data
        .toString('latin1', at + 1, at + 1 + length)
        .split('\0')[0]
        .trim()
    : '';
}

function readLoops(module: MprModule | undefined, rows: number): ReadSegment[] {
  if (!module || module.data.length < 4) return [];
  const count = Math.min(module.data.readUInt32LE(0), Math.floor(module.data.length / 4) - 1);
  const starts = Array.from({ length: count }, (_, i) => module.data.readUInt32LE(4 + 4 * i));
  const segments: ReadSegment[] = [];
  for (let i = 0; i + 1 < starts.length; i++) {
    if (starts[i + 1] <= starts[i] || starts[i + 1] > rows) break;
    segments.push({ label: `loop ${i}`, fromRow: starts[i], toRow: starts[i + 1] - 1 });
  }
  return segments;
}
