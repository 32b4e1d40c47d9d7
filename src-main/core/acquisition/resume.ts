import type { Gap } from '../../../shared/domain/event.ts';
import type { SampleBatch } from '../../../shared/domain/samples.ts';
import type { ChannelPosition } from '../instruments/instrument.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';

/** Newest samples given to the instrument so that what a server repeats is known as repeated. */
const RECENT_SAMPLES = 4096;
/** A hole counts as missing samples when it is longer than so many learnt periods. */
const GAP_PERIODS = 1.5;

/** Where a stored run left off, per channel that has samples. */
export function channelPositions(reader: RunFileReader): ChannelPosition[] {
  return reader
    .channels()
    .filter((summary) => summary.samples > 0)
    .map(({ channel, samples }) => {
      const columns = reader.read(channel.id, { fromIndex: Math.max(0, samples - RECENT_SAMPLES), toIndex: samples });
      const recent = Array.from(columns.timeUs, (timeUs, i) => ({
        timeUs,
        value: columns.value[i],
        status: columns.status[i],
      }));
      return { channelId: channel.id, lastTimeUs: recent.at(-1)!.timeUs, recent };
    });
}

/** Finds the hole that a stopped recorder left in each channel, when the first new sample tells where it ends. */
export class ResumeGaps {
  #waiting = new Map<string, { lastTimeUs: number; periodUs: number | undefined }>();

  constructor(positions: ChannelPosition[], onChange: ReadonlySet<string>) {
    for (const position of positions)
      if (!onChange.has(position.channelId))
        this.#waiting.set(position.channelId, {
          lastTimeUs: position.lastTimeUs,
          periodUs: medianPeriodUs(position.recent.map((sample) => sample.timeUs)),
        });
  }

  /** The gap before this batch, if samples are really missing. */
  take(batch: SampleBatch): Gap | undefined {
    const waiting = this.#waiting.get(batch.channelId);
    if (!waiting || batch.timeUs.length === 0) return undefined;
    this.#waiting.delete(batch.channelId);
    const toUs = batch.timeUs[0];
    const hole = toUs - waiting.lastTimeUs;
    if (hole <= 0 || (waiting.periodUs !== undefined && hole <= GAP_PERIODS * waiting.periodUs)) return undefined;
    return {
      channelId: batch.channelId,
      fromUs: waiting.lastTimeUs,
      toUs,
      cause: 'recorder-stopped',
      filledBy: null,
      text: 'The recording program was not running.',
    };
  }
}

function medianPeriodUs(timesUs: number[]): number | undefined {
  const steps: number[] = [];
  for (let i = Math.max(1, timesUs.length - 64); i < timesUs.length; i++)
    if (timesUs[i] > timesUs[i - 1]) steps.push(timesUs[i] - timesUs[i - 1]);
  return steps.sort((a, b) => a - b)[steps.length >> 1];
}
