import { AppError } from '../../../../shared/api/errors.ts';
import type { SampleColumns } from '../../../../shared/domain/samples.ts';
import { numberOfText } from '../csv/csv-bytes.ts';
import type { RunSamples } from '../tables/run-samples.ts';
import { csvPath, RUN_FILE } from './package-entries.ts';
import type { OpenPackage } from './read-package.ts';
import { runDocumentSchema, type RunDocument } from './run-document.ts';

/** What the samples of a package say they are. */
export interface PackagedRun {
  document: RunDocument;
  samples: RunSamples;
}

/** The run in a data package: its raw CSV is lossless. All samples stand in memory. @throws AppError */
export async function packagedRun(opened: OpenPackage): Promise<PackagedRun> {
  const parsed = runDocumentSchema.safeParse(parseJson((await opened.read(RUN_FILE)).bytes, RUN_FILE));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw unreadable(RUN_FILE, `${issue.path.join('.')}: ${issue.message}`);
  }
  const document = parsed.data;
  const columns = new Map<string, SampleColumns>();
  for (const { id } of document.channels) {
    const path = csvPath('csv/', { id: 'samples' }, id);
    columns.set(id, rawColumns((await opened.read(path)).bytes, path));
  }
  const read: RunSamples['read'] = (channelId, { fromIndex = 0, toIndex = Infinity } = {}) => {
    const { timeUs, value, status } = columns.get(channelId)!;
    const to = Math.min(toIndex, timeUs.length);
    return {
      timeUs: timeUs.subarray(fromIndex, to),
      value: value.subarray(fromIndex, to),
      status: status.subarray(fromIndex, to),
    };
  };
  return {
    document,
    samples: {
      run: () => document.run,
      sources: () => document.sources,
      channels: () =>
        document.channels.map((channel) => {
          const { timeUs } = columns.get(channel.id)!;
          return {
            channel,
            samples: timeUs.length,
            firstTimeUs: timeUs.reduce((least, us) => Math.min(least, us), Number.POSITIVE_INFINITY),
            lastTimeUs: timeUs.reduce((most, us) => Math.max(most, us), Number.NEGATIVE_INFINITY),
          };
        }),
      events: () => document.events,
      gaps: () => document.gaps,
      documents: () => [],
      read,
    },
  };
}

/** @throws AppError `package-unreadable` */
export function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
}

const LINE_END = 10;
const COMMA = 44;
/** Source time, raw value and status are the last columns of every table of samples. */
const RAW_COLUMNS = 3;

/** Stamps, raw numbers and status codes of a table of samples. @throws AppError `package-unreadable` */
export function rawColumns(bytes: Buffer, path: string): SampleColumns {
  const begin = bytes.indexOf(LINE_END) + 1;
  let rows = 0;
  for (let at = begin; at < bytes.length; at++) if (bytes[at] === LINE_END) rows += 1;
  const columns = { timeUs: new Float64Array(rows), value: new Float64Array(rows), status: new Uint32Array(rows) };
  let at = begin;
  for (let row = 0; row < rows; row++) {
    const end = bytes.indexOf(LINE_END, at);
    const fields: string[] = [];
    let to = end;
    for (let i = end - 1; i >= at && fields.length < RAW_COLUMNS; i--)
      if (bytes[i] === COMMA) {
        fields.unshift(bytes.toString('latin1', i + 1, to));
        to = i;
      }
    const [timeUs, value, status] = fields.map(numberOfText);
    const isWhole = fields.length === RAW_COLUMNS && Number.isSafeInteger(timeUs) && Number.isInteger(status);
    if (!isWhole || (Number.isNaN(value) && fields[1] !== ''))
      throw unreadable(path, `line ${row + 2} is no row of samples`);
    columns.timeUs[row] = timeUs;
    columns.value[row] = value;
    columns.status[row] = status;
    at = end + 1;
  }
  return columns;
}

function unreadable(path: string, why: string): AppError {
  return new AppError({
    code: 'package-unreadable',
    happened: `${path} of the package cannot be understood: ${why}.`,
    safe: 'The package was not changed.',
    next: 'Get the package as it was published, or use the program that wrote it.',
  });
}
