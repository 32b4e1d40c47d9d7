import type { Channel } from '../../../shared/domain/channel.ts';
import type { FindingLog } from './finding-log.ts';
import type { ReadSink } from './reader.ts';
import { SampleChunks } from './sample-chunks.ts';

/** The channels of a file being read, with their samples on the way to the sink. */
export class ChannelSet {
  readonly #channels: Channel[] = [];
  readonly #chunks: SampleChunks;
  readonly #findings: FindingLog;
  readonly #isOptional: boolean[] = [];

  constructor(sink: ReadSink, findings: FindingLog) {
    this.#chunks = new SampleChunks(sink);
    this.#findings = findings;
  }

  /**
   * @param optional that it holds nothing is worth no finding
   * @returns the number by which `push` knows the channel
   */
  add(channel: Channel, optional = false): number {
    this.#channels.push(channel);
    this.#isOptional.push(optional);
    return this.#chunks.add(channel.id);
  }

  push(index: number, timeUs: number, value: number, status?: number): void {
    this.#chunks.push(index, timeUs, value, status);
  }

  channel(index: number): Channel {
    return this.#channels[index];
  }

  count(index: number): number {
    return this.#chunks.count(index);
  }

  hasNonZero(index: number): boolean {
    return this.#chunks.hasNonZero(index);
  }

  /** Hands on what is left. Channels without a single reading are left out, aloud. */
  end(): Channel[] {
    const totals = this.#chunks.end();
    const empty = this.#channels.filter((_, index) => totals[index].finite === 0 && !this.#isOptional[index]);
    if (empty.length > 0 && totals.some(({ samples }) => samples > 0))
      this.#findings.info(
        'empty-column',
        `Columns without a single reading were left out: ${empty.map(({ origin, name }) => origin || name).join(', ')}.`,
        'Nothing needs doing if they were not connected.',
      );
    this.#channels.forEach((channel, index) => {
      const { samples, finite, stepsBack, largestBackUs, firstBackSample } = totals[index];
      if (stepsBack === 0 || finite === 0) return;
      this.#findings.warn(
        'time-steps-back',
        `The times of "${channel.name}" go back ${stepsBack === 1 ? '' : `${stepsBack} times, at most `}by ${(largestBackUs / 1e6).toPrecision(4)} s, first at reading ${firstBackSample + 1} of ${samples}.`,
        'Check whether the clock was set or the file was joined from several; Sync can take a step out.',
        { channelId: channel.id },
      );
    });
    return this.#channels.filter((_, index) => totals[index].finite > 0);
  }
}
