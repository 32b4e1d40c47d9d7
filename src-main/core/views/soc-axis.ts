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

/**
 * Range of state of charge in a half-cycle, percent, as its axis has it; undefined where no current was recorded in it.
 * Costs no memory, because every half-cycle of a run is asked for it.
 */
export function socRange(
  course: CellCourse,
  halfCycle: HalfCycle,
  basis: CapacityBasis,
): { from: number; to: number } | undefined {
  const { timeUs, charge } = knownCharge(course, halfCycle);
  if (timeUs.length < 2) return undefined;
  const isFalling = halfCycle.phase.kind === 'discharge';
  let furthest = charge[0];
  for (const coulomb of charge) if (isFalling ? coulomb < furthest : coulomb > furthest) furthest = coulomb;
  const [begin, end] = [socOf(charge[0], basis), socOf(furthest, basis)];
  return isFalling ? { from: end, to: begin } : { from: begin, to: end };
}

/** Charge within a half-cycle on the current's own times, and a little beyond the newest of one that lasts. */
function knownCharge(course: CellCourse, halfCycle: HalfCycle): { timeUs: Float64Array; charge: Float64Array } {
  const { timeUs, chargeCoulomb } = course.charge();
  const from = lowerBound(timeUs, halfCycle.fromUs);
  let to = halfCycle.toUs === undefined ? timeUs.length : lowerBound(timeUs, halfCycle.toUs);
  if (timeUs[to] === halfCycle.toUs) to += 1;
  const known = { timeUs: timeUs.subarray(from, to), charge: chargeCoulomb.subarray(from, to) };
  const newest = course.newest();
  const last = known.timeUs.length - 1;
  if (!newest || halfCycle.toUs !== undefined || known.timeUs[last] !== newest.timeUs || !(newest.periodUs > 0))
    return known;
  const aheadUs = BELIEVED_PERIODS * newest.periodUs;
  return {
    timeUs: appended(known.timeUs, newest.timeUs + aheadUs),
    charge: appended(known.charge, known.charge[last] + newest.ampere * (aheadUs / 1e6)),
  };
}

function appended(column: Float64Array, value: number): Float64Array {
  const longer = new Float64Array(column.length + 1);
  longer.set(column);
  longer[column.length] = value;
  return longer;
}

function socOf(coulomb: number, basis: CapacityBasis): number {
  return stateOfCharge(specificCapacity(coulomb, basis.activeMassGram), basis.theoreticalMilliampHourPerGram);
}

/** Percent, strictly rising or falling: a sample that does not go on in that direction is left out. */
function monotonic(
  known: { timeUs: Float64Array; charge: Float64Array },
  basis: CapacityBasis,
  isFalling: boolean,
): { timeUs: Float64Array; soc: Float64Array } {
  const timeUs = new Float64Array(known.timeUs.length);
  const values = new Float64Array(known.timeUs.length);
  let n = 0;
  for (let i = 0; i < known.timeUs.length; i++) {
    const soc = socOf(known.charge[i], basis);
    if (n > 0 && (isFalling ? soc >= values[n - 1] : soc <= values[n - 1])) continue;
    timeUs[n] = known.timeUs[i];
    values[n++] = soc;
  }
  return { timeUs: timeUs.subarray(0, n), soc: values.subarray(0, n) };
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
