import { isUsable } from '../../../shared/domain/quality.ts';
import type { Channel } from '../../../shared/domain/channel.ts';
import type { SampleColumns } from '../../../shared/domain/samples.ts';
import { maximumStepSeconds } from '../../../shared/domain/state-of-charge.ts';

/**
 * Values of a channel on a grid of times: linear between usable neighbours, but never across a hole longer than
 * max(10 x median distance, 60 s); a channel that reports on change keeps its last value until the next.
 * NaN where there is nothing to say. Where the clock stepped back, the stretch before the step is shown.
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
  const valueAt = (i: number) => columns.value[i] * channel.scale + channel.offset;
  const usableAt = (i: number) => isUsable(columns.value[i], columns.status[i]);
  let left = 0;
  for (let g = 0; g < gridUs.length; g++) {
    const at = gridUs[g];
    while (left + 1 < timesUs.length && timesUs[left + 1] <= at) left += 1;
    if (!(timesUs[left] <= at) || !usableAt(left)) continue;
    const right = left + 1;
    const hole = timesUs[right] - timesUs[left];
    if (timesUs[left] === at || channel.updates === 'on-change') result[g] = valueAt(left);
    else if (hole > 0 && hole <= longestUs && usableAt(right)) {
      const fraction = (at - timesUs[left]) / hole;
      result[g] = valueAt(left) * (1 - fraction) + valueAt(right) * fraction;
    }
  }
  return result;
}
