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

  /** Hands on what is left. Channels without a single reading are left out, aloud. */
  end(): Channel[] {
    const totals = this.#chunks.end();
    return this.#channels.filter((channel, index) => {
      const { samples, finite, stepsBack, largestBackUs, firstBackSample } = totals[index];
      if (finite === 0) {
        if (!this.#isOptional[index])
          this.#findings.info(
            'empty-column',
            `Column "${channel.origin || channel.name}" holds no reading and was left out.`,
            'Nothing needs doing if it was not connected.',
            { channelId: channel.id },
          );
        return false;
      }
      if (stepsBack > 0)
        this.#findings.warn(
          'time-steps-back',
          `The times of "${channel.name}" go back ${stepsBack === 1 ? '' : `${stepsBack} times, at most `}by ${(largestBackUs / 1e6).toPrecision(4)} s, first at reading ${firstBackSample + 1} of ${samples}.`,
          'Check whether the clock was set or the file was joined from several; Sync can take a step out.',
          { channelId: channel.id },
        );
      return true;
    });
  }
}
