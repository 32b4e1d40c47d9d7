import { createHash } from 'node:crypto';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { readInput, type FileInput, type ReadInputOptions } from '../readers/read-input.ts';
import type { ReadDescription, ReadSink } from '../readers/reader.ts';
import { TraceFolder } from './trace-folder.ts';

/** What a channel of a file holds; times on the file's own clock, values as written. */
export interface ChannelStatistics {
  samples: number;
  firstUs: number;
  lastUs: number;
  minUs: number;
  maxUs: number;
  firstValue: number;
  lastValue: number;
  /** Over finite values; NaN without one. */
  lowest: number;
  highest: number;
}

/** A file looked at: its format, its channels, what is odd about it. */
export interface FilePreview {
  input: FileInput;
  readerId: string;
  readerName: string;
  /** Why it was taken for that format. */
  reason: string;
  /** Of the whole file, hexadecimal. */
  sha256: string;
  description: ReadDescription;
  /** By channel id. */
  statistics: ReadonlyMap<string, ChannelStatistics>;
  /** By channel id. */
  traces: ReadonlyMap<string, TraceFolder>;
  spectra: number;
}

/** Reads a file through once, keeping only counts and ends. @throws AppError */
export async function previewFile(input: FileInput, options: ReadInputOptions = {}): Promise<FilePreview> {
  const hash = createHash('sha256');
  const hashed: FileInput = {
    ...input,
    async *chunks() {
      for await (const chunk of input.chunks()) {
        hash.update(chunk);
        yield chunk;
      }
    },
  };
  const sink = new StatisticsSink();
  const { reader, reason, description } = await readInput(hashed, sink, options);
  return {
    input,
    readerId: reader.id,
    readerName: reader.name,
    reason,
    sha256: hash.digest('hex'),
    description,
    statistics: sink.statistics,
    traces: sink.traces,
    spectra: sink.spectra,
  };
}

class StatisticsSink implements ReadSink {
  readonly statistics = new Map<string, ChannelStatistics>();
  readonly traces = new Map<string, TraceFolder>();
  spectra = 0;

  samples(channelId: string, { timeUs, value }: SampleColumns): void {
    const n = timeUs.length;
    if (n === 0) return;
    let known = this.statistics.get(channelId);
    if (!known) {
      known = {
        samples: 0,
        firstUs: timeUs[0],
        lastUs: timeUs[0],
        minUs: Number.POSITIVE_INFINITY,
        maxUs: Number.NEGATIVE_INFINITY,
        firstValue: value[0],
        lastValue: value[0],
        lowest: Number.NaN,
        highest: Number.NaN,
      };
      this.statistics.set(channelId, known);
      this.traces.set(channelId, new TraceFolder());
    }
    const trace = this.traces.get(channelId)!;
    known.samples += n;
    known.lastUs = timeUs[n - 1];
    known.lastValue = value[n - 1];
    for (let i = 0; i < n; i++) {
      trace.push(timeUs[i], value[i]);
      if (timeUs[i] < known.minUs) known.minUs = timeUs[i];
      if (timeUs[i] > known.maxUs) known.maxUs = timeUs[i];
      if (!(value[i] >= known.lowest) && !Number.isNaN(value[i])) known.lowest = value[i];
      if (!(value[i] <= known.highest) && !Number.isNaN(value[i])) known.highest = value[i];
    }
  }

  spectrum(): void {
    this.spectra += 1;
  }
}
