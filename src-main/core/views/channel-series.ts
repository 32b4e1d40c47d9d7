import { isUsable } from '../../../shared/domain/quality.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { BlockSummary, RunFileReader } from '../storage/run-file-contract.ts';
import type { AxisClock } from './axis-clock.ts';
import type { SeriesCache } from './series-cache.ts';
import type { Hole, Series, SeriesBlock } from './series.ts';

/** A stored or growing channel as a series: values in the channel's unit, NaN where unusable (quality.ts). */
export function channelSeries(
  reader: RunFileReader,
  channel: Channel,
  clock: AxisClock,
  blocks: BlockSummary[],
  cache: SeriesCache,
  holes: Hole[],
): Series {
  const samples = (block: SeriesBlock) => {
    const { timeUs, value, status } = reader.read(channel.id, {
      fromIndex: block.firstIndex,
      toIndex: block.firstIndex + block.n,
    });
    const { scale, offset } = channel;
    // In place: a reader gives copies.
    for (let i = 0; i < value.length; i++)
      value[i] = isUsable(value[i], status[i]) ? value[i] * scale + offset : Number.NaN;
    return { timeUs: clock.column(timeUs), value };
  };
  const seriesBlocks = blocks.map((block) => seriesBlock(block, channel, clock));
  // The tail of a growing channel is one block today and a longer one at the next flush.
  const isFinal = new Set(blocks.filter((block) => block.sealed).map((block) => block.firstIndex));
  return cache.series(channel.id, seriesBlocks, (block) => isFinal.has(block.firstIndex), samples, holes);
}

function seriesBlock(block: BlockSummary, { scale, offset }: Channel, clock: AxisClock): SeriesBlock {
  const a = block.vMin * scale + offset;
  const b = block.vMax * scale + offset;
  const usable = block.nGood > 0 ? { min: Math.min(a, b), max: Math.max(a, b) } : undefined;
  return {
    firstIndex: block.firstIndex,
    n: block.n,
    tMinUs: clock.toAxisUs(block.tMinUs),
    tMaxUs: clock.toAxisUs(block.tMaxUs),
    extremes: block.nGood === block.n ? usable : undefined,
    usable,
  };
}
