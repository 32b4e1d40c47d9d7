import type { Range } from './range.ts';
import { niceStep } from './ticks.ts';

/** The 1-2-5 steps of a decade. */
const STEPS = [1, 2, 5, 10];

/** Limits around positive values: whole decades, or 1-2-5 steps where those are less than two decades apart. */
export function logLimits(min: number, max: number): Range {
  if (!(max > 0)) return { from: 1e-14, to: 1e-6 };
  const least = min > 0 ? min : max;
  const from = stepAround(least, 'below');
  const to = stepAround(max, 'above');
  if (Math.log10(to / from) < 2 - 1e-9) return { from, to: to > from ? to : from * 2 };
  const low = Math.floor(Math.log10(least) + 1e-9);
  const high = Math.ceil(Math.log10(max) - 1e-9);
  return { from: Number(`1e${low}`), to: Number(`1e${high}`) };
}

/** Limits with 6 % air at both ends, on half steps of the ticks, so that they stay put while values creep. */
export function linearLimits(min: number, max: number, smallestSpan: number): Range {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return { from: 0, to: smallestSpan };
  const middle = (min + max) / 2;
  const span = Math.max(max - min, smallestSpan);
  const low = Math.min(min, middle - span / 2) - 0.06 * span;
  const high = Math.max(max, middle + span / 2) + 0.06 * span;
  const grain = niceStep(high - low, 5) / 2;
  return { from: Math.floor(low / grain + 1e-9) * grain, to: Math.ceil(high / grain - 1e-9) * grain };
}

/**
 * Keeps the limits of the last picture while the new ones are inside and fill more than half of them:
 * an axis that breathes with every sample cannot be read.
 */
export function steadyLimits(previous: Range | undefined, next: Range, log: boolean): Range {
  if (!previous) return next;
  const scale = log ? Math.log10 : (value: number) => value;
  const inside = next.from >= previous.from * (1 - 1e-12) - 1e-300 && next.to <= previous.to * (1 + 1e-12);
  const share = (scale(next.to) - scale(next.from)) / (scale(previous.to) - scale(previous.from));
  return inside && share > 0.55 ? previous : next;
}

function stepAround(value: number, side: 'below' | 'above'): number {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = value / 10 ** exponent;
  const step =
    side === 'below'
      ? STEPS.findLast((candidate) => candidate <= mantissa * (1 + 1e-9))
      : STEPS.find((candidate) => candidate >= mantissa * (1 - 1e-9));
  // Through text, because 5 x 10^-12 in doubles is not the number that 5e-12 is.
  return Number(`${step ?? 1}e${exponent}`);
}
