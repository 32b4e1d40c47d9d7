import { isUsable } from '../../../shared/domain/quality.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { maximumStepSeconds } from '../../../shared/domain/state-of-charge.ts';

/**
 * Values of a channel on a grid of times: linear between usable neighbours, but never across a hole longer than
 * max(10 x median distance, 60 s); a channel that reports on change keeps its last value until the next.
 * NaN where there is nothing to say. A clock that stepped back starts a new stretch.
 * @param timesUs the channel's times already on the grid's clock
 */
export function resample(
  channel: Pick<Channel, 'scale' | 'offset' | 'updates'>,
  columns: SampleColumns,
  timesUs: Float64Array,
  gridUs: Float64Array,
): Float64Array {
  const result = new Float64Array(gridUs.length).fill(Number.NaN);
  const longestUs = maximumStepSeconds(timesUs) * 1e6;
  const step = channel.updates === 'on-change';
  const n = timesUs.length;
  let g = 0;
  let left = -1;
  for (let i = 0; i < n && g < gridUs.length; i++) {
    const usable = isUsable(columns.value[i], columns.status[i]);
    if (left >= 0 && timesUs[i] > timesUs[left]) {
      const bridgeable = timesUs[i] - timesUs[left] <= longestUs;
      const from = physical(channel, columns.value[left]);
      for (; g < gridUs.length && gridUs[g] < timesUs[i]; g++) {
        const fraction = (gridUs[g] - timesUs[left]) / (timesUs[i] - timesUs[left]);
        if (fraction < 0) continue;
        if (step || fraction === 0) result[g] = from;
        else if (usable && bridgeable)
          result[g] = from * (1 - fraction) + physical(channel, columns.value[i]) * fraction;
      }
    } else for (; left < 0 && g < gridUs.length && gridUs[g] < timesUs[i]; g++);
    left = usable ? i : -1;
  }
  if (left >= 0) {
    for (; g < gridUs.length && (step || gridUs[g] <= timesUs[left]); g++)
      if (gridUs[g] >= timesUs[left]) result[g] = physical(channel, columns.value[left]);
  }
  return result;
}

function physical(channel: Pick<Channel, 'scale' | 'offset'>, raw: number): number {
  return raw * channel.scale + channel.offset;
}
