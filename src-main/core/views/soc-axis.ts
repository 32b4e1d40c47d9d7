import { specificCapacity, stateOfCharge } from '../../../shared/domain/state-of-charge.ts';
import type { CellCourse } from './cell-course.ts';
import type { BucketEdges } from './fold-buckets.ts';
import type { HalfCycle } from './half-cycles.ts';
import type { Hole } from './series.ts';

/** Grams and mAh/g of the sample; both are needed for a state of charge. */
export interface CapacityBasis {
  activeMassGram: number;
  theoreticalMilliampHourPerGram: number;
}

/** State of charge over one half-cycle: strictly monotonic in time, so that it can be an x-axis. */
export interface SocAxis {
  /** Range, percent, ascending. */
  fromSoc: number;
  toSoc: number;
  /** The half-cycle on the time axis, to where state of charge is known. */
  fromUs: number;
  toUs: number;
  /** Percent at a time within the half-cycle. */
  socAt(timeUs: number): number;
  /** Buckets of equal width in percent between two states of charge, as times; ascending in time. */
  edges(fromSoc: number, toSoc: number, count: number): BucketEdges;
  /** True on discharge: later is further left. */
  isFalling: boolean;
  /** Stretches without current that were bridged, percent. */
  bridges: { from: number; to: number }[];
}

/** Beyond the newest current, state of charge is believed for so many periods (architecture: SOC axis). */
const BELIEVED_PERIODS = 2;

/**
 * The state-of-charge axis of a half-cycle, or undefined where no current was recorded in it. Noise of the current that
 * would turn the axis back is flattened: x must not fold within a half-cycle.
 */
export function socAxis(course: CellCourse, halfCycle: HalfCycle, basis: CapacityBasis): SocAxis | undefined {
  const known = knownCharge(course, halfCycle);
  if (known.timeUs.length < 2) return undefined;
  const isFalling = halfCycle.phase.kind === 'discharge';
  const { timeUs, soc } = monotonic(known, basis, isFalling);
  const n = timeUs.length;
  const fromUs = timeUs[0];
  const toUs = timeUs[n - 1];
  const socAt = (t: number) => interpolate(timeUs, soc, t);
  const low = isFalling ? soc[n - 1] : soc[0];
  const high = isFalling ? soc[0] : soc[n - 1];
  const sign = isFalling ? -1 : 1;
  const rising = soc.map((value) => value * sign);
  const within = (hole: Hole) => hole.toUs > fromUs && hole.fromUs < toUs;
  return {
    fromSoc: low,
    toSoc: high,
    fromUs,
    toUs,
    socAt,
    isFalling,
    edges(fromSoc, toSoc, count) {
      const [first, last] = isFalling ? [toSoc, fromSoc] : [fromSoc, toSoc];
      const edgesUs = new Float64Array(count + 1);
      for (let i = 0; i <= count; i++)
        edgesUs[i] = interpolate(rising, timeUs, sign * (first + ((last - first) * i) / count));
      return { edgesUs, uniform: false };
    },
    bridges: course
      .bridges()
      .filter(within)
      .map((hole) => [socAt(hole.fromUs), socAt(hole.toUs)])
      .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  };
}

function knownCharge(course: CellCourse, halfCycle: HalfCycle): { timeUs: number[]; charge: number[] } {
  const { timeUs, chargeCoulomb } = course.charge();
  const toUs = halfCycle.toUs ?? Infinity;
  const times: number[] = [];
  const charge: number[] = [];
  for (let i = lowerBound(timeUs, halfCycle.fromUs); i < timeUs.length && timeUs[i] <= toUs; i++) {
    times.push(timeUs[i]);
    charge.push(chargeCoulomb[i]);
  }
  const newest = course.newest();
  if (newest && halfCycle.toUs === undefined && times.at(-1) === newest.timeUs && newest.periodUs > 0) {
    const aheadUs = BELIEVED_PERIODS * newest.periodUs;
    times.push(newest.timeUs + aheadUs);
    charge.push(charge.at(-1)! + newest.ampere * (aheadUs / 1e6));
  }
  return { timeUs: times, charge };
}

/** Percent, strictly rising or falling: a sample that does not go on in that direction is left out. */
function monotonic(
  known: { timeUs: number[]; charge: number[] },
  basis: CapacityBasis,
  isFalling: boolean,
): { timeUs: Float64Array; soc: Float64Array } {
  const times: number[] = [];
  const values: number[] = [];
  const socOf = (coulomb: number) =>
    stateOfCharge(specificCapacity(coulomb, basis.activeMassGram), basis.theoreticalMilliampHourPerGram);
  for (let i = 0; i < known.timeUs.length; i++) {
    const soc = socOf(known.charge[i]);
    const previous = values.at(-1);
    if (previous !== undefined && (isFalling ? soc >= previous : soc <= previous)) continue;
    times.push(known.timeUs[i]);
    values.push(soc);
  }
  return { timeUs: Float64Array.from(times), soc: Float64Array.from(values) };
}

/** Linear between neighbours, the end values outside. `x` ascends strictly. */
function interpolate(x: Float64Array, y: Float64Array, at: number): number {
  const n = x.length;
  if (at <= x[0]) return y[0];
  if (at >= x[n - 1]) return y[n - 1];
  const next = lowerBound(x, at);
  if (x[next] === at) return y[next];
  const fraction = (at - x[next - 1]) / (x[next] - x[next - 1]);
  return y[next - 1] + fraction * (y[next] - y[next - 1]);
}

/** Index of the first element not below `at`. */
function lowerBound(x: Float64Array, at: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
