import type { SeriesColumns } from './cells.ts';
import { HoleIndex } from './hole-index.ts';
import type { SeriesCache } from './series-cache.ts';
import type { Series, SeriesBlock } from './series.ts';

/** A ratio counts as settled once the carrier has gone on for so long. */
const SETTLED_AFTER_US = 60e6;

/**
 * A channel divided by the carrier, on the numerator's own times; the carrier is interpolated linearly between its
 * neighbouring usable samples (science.md 1.1, 1.2). Missing where the carrier is: before its first and after its newest
 * sample, and where a missing value or a hole lies between the neighbours.
 */
export function ratioSeries(
  id: string,
  numerator: Series,
  carrier: Series,
  cache: SeriesCache,
  isEnded: boolean,
): Series {
  const carrierBlocks = carrier.blocks();
  const carrierEndUs = carrierBlocks.reduce((end, block) => Math.max(end, block.tMaxUs), -Infinity);
  const carrierHoles = new HoleIndex(carrier.holes());
  const lastIndex = numerator.blocks().at(-1)?.firstIndex;
  const read = (block: SeriesBlock): SeriesColumns => {
    const { timeUs, value } = numerator.samples(block);
    const around = samplesAround(carrier, carrierBlocks, block.tMinUs, block.tMaxUs);
    return { timeUs, value: divided(timeUs, value, around, carrierHoles) };
  };
  // The newest ratios wait for the carrier's next sample, and a hole in the carrier is known only when it ends.
  const isFinal = (block: SeriesBlock) =>
    isEnded || (block.firstIndex !== lastIndex && block.tMaxUs + SETTLED_AFTER_US < carrierEndUs);
  const blocks = numerator.blocks().map((block) => ({ ...block, extremes: undefined, usable: undefined }));
  return cache.series(id, blocks, isFinal, read, [...numerator.holes(), ...carrier.holes()]);
}

/** The samples of a series from the block before `fromUs` to the block after `toUs`, in order. */
function samplesAround(series: Series, blocks: SeriesBlock[], fromUs: number, toUs: number): SeriesColumns {
  let first = blocks.findIndex((block) => block.tMaxUs >= fromUs);
  if (first < 0) first = blocks.length - 1;
  let last = blocks.findLastIndex((block) => block.tMinUs <= toUs);
  first = Math.max(0, first - 1);
  last = Math.min(blocks.length - 1, last + 1);
  const parts = blocks.slice(first, last + 1).map((block) => series.samples(block));
  const n = parts.reduce((sum, part) => sum + part.timeUs.length, 0);
  const columns = { timeUs: new Float64Array(n), value: new Float64Array(n) };
  let position = 0;
  for (const part of parts) {
    columns.timeUs.set(part.timeUs, position);
    columns.value.set(part.value, position);
    position += part.timeUs.length;
  }
  return columns;
}

function divided(timeUs: Float64Array, value: Float64Array, carrier: SeriesColumns, holes: HoleIndex): Float64Array {
  const ratio = new Float64Array(value.length);
  const n = carrier.timeUs.length;
  // Index of the first carrier sample after the time; times ascend but where a clock stepped, and then it walks back.
  let next = 0;
  for (let i = 0; i < value.length; i++) {
    const t = timeUs[i];
    while (next > 0 && carrier.timeUs[next - 1] > t) next -= 1;
    while (next < n && carrier.timeUs[next] <= t) next += 1;
    ratio[i] = value[i] / carrierAt(t, next, carrier, holes);
    if (!Number.isFinite(ratio[i])) ratio[i] = Number.NaN;
  }
  return ratio;
}

function carrierAt(t: number, next: number, { timeUs, value }: SeriesColumns, holes: HoleIndex): number {
  const before = next - 1;
  if (before < 0) return Number.NaN;
  if (timeUs[before] === t) return value[before];
  if (next >= timeUs.length || holes.hasWithin(timeUs[before], timeUs[next])) return Number.NaN;
  const fraction = (t - timeUs[before]) / (timeUs[next] - timeUs[before]);
  return value[before] + fraction * (value[next] - value[before]);
}
