import { specificCapacity, stateOfCharge } from '../../../shared/domain/state-of-charge.ts';
import type { RunSource } from './run-source.ts';

/**
 * State of charge at times on the axis, percent, linear between the current's own times; null without mass and capacity,
 * before the first and after the newest current.
 */
export function socAtTimes(
  run: Pick<RunSource, 'capacityBasis' | 'course'>,
  timesUs: readonly [number, number],
): [number | null, number | null] {
  const basis = run.capacityBasis();
  if (!basis) return [null, null];
  const { timeUs, chargeCoulomb } = run.course().charge();
  const at = (wanted: number) => {
    const charge = interpolated(timeUs, chargeCoulomb, wanted);
    return charge === undefined
      ? null
      : stateOfCharge(specificCapacity(charge, basis.activeMassGram), basis.theoreticalMilliampHourPerGram);
  };
  return [at(timesUs[0]), at(timesUs[1])];
}

function interpolated(x: Float64Array, y: Float64Array, at: number): number | undefined {
  const last = x.length - 1;
  if (last < 0 || at < x[0] || at > x[last]) return undefined;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  if (high === low || x[high] === x[low]) return y[low];
  return y[low] + ((at - x[low]) / (x[high] - x[low])) * (y[high] - y[low]);
}
