import { AppError } from '../../../shared/api/errors.ts';
import type { SeriesRequest } from '../../../shared/api/views.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { Gap } from '../../../shared/domain/event.ts';
import { activeMassGram, theoreticalCapacityOf } from '../../../shared/domain/sample.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { nominalCurrentAmpere } from '../../../shared/domain/nominal-current.ts';
import type { ChannelSummary, RunFileReader } from '../storage/run-file-contract.ts';
import { axisClock, type AxisClock } from './axis-clock.ts';
import { CellCourse } from './cell-course.ts';
import { channelSeries } from './channel-series.ts';
import { meanSeries } from './mean-series.ts';
import { ratioSeries } from './ratio-series.ts';
import { runZeroUtcUs } from './run-zero.ts';
import { SeriesCache, type SharedCaches } from './series-cache.ts';
import type { RunningMeans } from './running-means.ts';
import type { Hole, Series, SeriesBlock } from './series.ts';
import type { CapacityBasis } from './soc-axis.ts';

type RatioRequest = Extract<SeriesRequest, { kind: 'ratio' }>;

/** A gap on the time axis, microseconds. */
export interface AxisGap extends Hole {
  channelId: string;
  cause: Gap['cause'];
}

/** A run as the views see it; whether it is still being recorded makes no difference to them. Times are on the time axis. */
export interface RunSource {
  readonly zeroUtcUs: number;
  readonly flush: number;
  /** Where the run's samples begin and end; periodic channels count, if there are any. */
  range(): { fromUs: number; toUs: number } | undefined;
  series(request: SeriesRequest): Series;
  /** About how many samples a curve of a range would have to read, because nobody has looked at them yet. */
  unreadSamples(request: SeriesRequest, fromUs: number, toUs: number): number;
  gaps(): AxisGap[];
  course(): CellCourse;
  capacityBasis(): CapacityBasis | undefined;
}

/** The run behind a reader, as it stood at the last `refresh`. */
export class FileRunSource implements RunSource {
  readonly reader: RunFileReader;
  #cache: SeriesCache;
  #channels!: Map<string, ChannelSummary>;
  #clocks!: Map<string, AxisClock>;
  #gaps!: AxisGap[];
  #zeroUtcUs!: number;
  #flush = -1;
  #isEnded!: boolean;
  #course: CellCourse | undefined;
  #courseRead = new Map<string, number>();

  constructor(reader: RunFileReader, caches: SharedCaches) {
    this.reader = reader;
    this.#cache = new SeriesCache(reader.path, caches);
    this.refresh();
  }

  /** Takes in what has been flushed since. */
  refresh(): void {
    const flush = this.reader.flushCount();
    const isEnded = !this.reader.isOpenEnded();
    if (this.#flush === flush && this.#isEnded === isEnded) return;
    this.#flush = flush;
    this.#isEnded = isEnded;
    const channels = this.reader.channels();
    const sources = this.reader.sources();
    this.#channels = new Map(channels.map((summary) => [summary.channel.id, summary]));
    this.#zeroUtcUs = runZeroUtcUs(this.reader.events(), channels, sources);
    const clockOf = (source: Source) => [source.id, axisClock(source, this.#zeroUtcUs)] as const;
    this.#clocks = new Map(sources.map(clockOf));
    this.#gaps = this.reader
      .gaps()
      .filter((gap) => gap.filledBy === null)
      .map((gap) => this.#axisGap(gap));
  }

  get zeroUtcUs(): number {
    return this.#zeroUtcUs;
  }

  get flush(): number {
    return this.#flush;
  }

  range(): { fromUs: number; toUs: number } | undefined {
    const withSamples = [...this.#channels.values()].filter((summary) => summary.samples > 0);
    const periodic = withSamples.filter((summary) => summary.channel.updates === 'periodic');
    const counted = periodic.length > 0 ? periodic : withSamples;
    if (counted.length === 0) return undefined;
    const on = (summary: ChannelSummary, timeUs: number) => this.#clock(summary.channel).toAxisUs(timeUs);
    return {
      fromUs: Math.min(...counted.map((summary) => on(summary, summary.firstTimeUs))),
      toUs: Math.max(...counted.map((summary) => on(summary, summary.lastTimeUs))),
    };
  }

  series(request: SeriesRequest): Series {
    if (request.kind === 'channel') return this.#channelSeries(request.channelId);
    const ratio = ratioSeries(
      `${request.channelId}/${request.carrierChannelId}`,
      this.#channelSeries(request.channelId),
      this.#channelSeries(request.carrierChannelId),
      this.#cache,
      this.#isEnded,
    );
    return request.meanSeconds === undefined ? ratio : meanSeries(ratio, this.#meansOf(request, request.meanSeconds));
  }

  unreadSamples(request: SeriesRequest, fromUs: number, toUs: number): number {
    const within = ({ tMinUs, tMaxUs }: SeriesBlock) => tMaxUs >= fromUs && tMinUs <= toUs;
    const unread = (series: Series) =>
      series.blocks().reduce((sum, block) => sum + (within(block) && !series.knownCoarse(block) ? block.n : 0), 0);
    if (request.kind === 'channel') return unread(this.#channelSeries(request.channelId));
    const { channelId, meanSeconds } = request;
    if (meanSeconds === undefined) return unread(this.series(request));
    return (this.#channels.get(channelId)?.samples ?? 0) - this.#meansOf(request, meanSeconds).taken;
  }

  gaps(): AxisGap[] {
    return this.#gaps;
  }

  course(): CellCourse {
    const { sample } = this.reader.header.run;
    this.#course ??= new CellCourse(sample ? nominalCurrentAmpere(sample) : undefined);
    const course = this.#course;
    this.#readNew('current', (columns) => course.addCurrent(columns));
    this.#readNew('gas-selection', (columns) => course.addGasSelection(columns));
    return course;
  }

  capacityBasis(): CapacityBasis | undefined {
    const { sample } = this.reader.header.run;
    const mass = sample && activeMassGram(sample);
    const capacity = sample && theoreticalCapacityOf(sample);
    return mass && capacity ? { activeMassGram: mass, theoreticalMilliampHourPerGram: capacity } : undefined;
  }

  /** Samples of the first channel of a role that were not taken in before. */
  #readNew(role: Channel['role'], take: (columns: { timeUs: Float64Array; value: Float64Array }) => void): void {
    const summary = [...this.#channels.values()].find(({ channel }) => channel.role === role);
    if (!summary) return;
    const { channel, samples } = summary;
    const known = this.#courseRead.get(channel.id) ?? 0;
    if (samples <= known) return;
    const series = this.#channelSeries(channel.id);
    for (const block of series.blocks()) {
      if (block.firstIndex + block.n <= known) continue;
      const columns = series.samples(block);
      const from = Math.max(0, known - block.firstIndex);
      take({ timeUs: columns.timeUs.subarray(from), value: columns.value.subarray(from) });
      this.#courseRead.set(channel.id, block.firstIndex + block.n);
    }
  }

  #meansOf({ channelId, carrierChannelId }: RatioRequest, meanSeconds: number): RunningMeans {
    return this.#cache.means(`${channelId}/${carrierChannelId}`, meanSeconds * 1e6, this.#zeroUtcUs);
  }

  #channelSeries(channelId: string): Series {
    const summary = this.#channels.get(channelId);
    if (!summary) throw unknownChannel(channelId);
    const { channel } = summary;
    const holes = this.#gaps.filter((gap) => gap.channelId === channelId);
    return channelSeries(this.reader, channel, this.#clock(channel), this.reader.blocks(channelId), this.#cache, holes);
  }

  #clock(channel: Channel): AxisClock {
    return this.#clocks.get(channel.sourceId) ?? axisClock(undefined, this.#zeroUtcUs);
  }

  #axisGap(gap: Gap): AxisGap {
    const channel = this.#channels.get(gap.channelId)?.channel;
    const clock = channel ? this.#clock(channel) : axisClock(undefined, this.#zeroUtcUs);
    return {
      channelId: gap.channelId,
      cause: gap.cause,
      fromUs: clock.toAxisUs(gap.fromUs),
      toUs: clock.toAxisUs(gap.toUs),
    };
  }
}

function unknownChannel(channelId: string): AppError {
  return new AppError({
    code: 'unknown-channel',
    happened: `This run has no channel "${channelId}".`,
    safe: 'The run is unchanged.',
    next: 'Choose one of the run’s channels.',
  });
}
