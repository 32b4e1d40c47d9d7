import type { Range } from './range.ts';
import { niceStep } from './ticks.ts';

/** Whole decades around positive values; a single value gets a decade around it. */
export function logLimits(min: number, max: number): Range {
  if (!(max > 0)) return { from: 1e-14, to: 1e-6 };
  const low = Math.floor(Math.log10(min > 0 ? min : max) + 1e-9);
  const high = Math.ceil(Math.log10(max) - 1e-9);
  return { from: 10 ** low, to: 10 ** Math.max(high, low + 1) };
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
