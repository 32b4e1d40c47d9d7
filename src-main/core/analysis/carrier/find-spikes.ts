import { selectValue } from '../../../../shared/domain/select-value.ts';

/** Readings one local noise scale is taken from. */
const WINDOW = 1024;
/** Every so many readings serve for the scale. */
const STRIDE = 8;

/**
 * Single readings that stand off both neighbours on the same side while these agree: a discharge or a cosmic ray, never
 * gas, which the headspace spreads over many readings. Steps and slopes are kept.
 * @param sigmas how far, in robust local standard deviations; 0 finds nothing
 * @returns indices, ascending
 */
export function findSpikes(values: Float64Array, sigmas: number): number[] {
  const spikes: number[] = [];
  if (sigmas <= 0) return spikes;
  const off = new Float64Array(WINDOW / STRIDE + 1);
  for (let start = 1; start + 1 < values.length; start += WINDOW) {
    const end = Math.min(values.length - 1, start + WINDOW);
    let count = 0;
    for (let i = start; i < end; i += STRIDE) {
      const distance = Math.abs(values[i] - (values[i - 1] + values[i + 1]) / 2);
      if (distance === distance) off[count++] = distance;
    }
    if (count < 8) continue;
    // A reading less the mean of its neighbours scatters with sqrt(3/2) of one reading.
    const limit = sigmas * 1.4826 * selectValue(off, count >> 1, count);
    if (!(limit > 0)) continue;
    for (let i = start; i < end; i++) {
      const left = values[i] - values[i - 1];
      if (left < limit && left > -limit) continue;
      const right = values[i] - values[i + 1];
      if (left * right <= 0) continue;
      const nearest = Math.min(Math.abs(left), Math.abs(right));
      if (nearest > limit && Math.abs(left - right) < nearest) spikes.push(i);
    }
  }
  return spikes;
}
