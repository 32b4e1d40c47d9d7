import type { EvaluatedRun } from '../evaluate-run.ts';
import { column } from './table.ts';

/** The two times of every series: calendar and count, both on the reference clock as the recipe's Sync fits them. */
export const TIME = column(
  'time',
  'Time',
  'time',
  'UTC',
  'UTC on the reference clock, synchronised by the recipe; missing where no clock of the run has a date.',
);
export const SECONDS = column(
  'seconds',
  'Time since start',
  'number',
  's',
  'Seconds on the reference clock since its first sample, synchronised by the recipe; whole microseconds.',
);

/** Calendar microseconds of times in seconds; all missing where no clock has a date. */
export function calendarUs({ evaluation }: Pick<EvaluatedRun, 'evaluation'>, seconds: Float64Array): Float64Array {
  const { hasDate, zeroUs } = evaluation.clocks;
  const times = new Float64Array(seconds.length).fill(Number.NaN);
  if (hasDate) for (let i = 0; i < times.length; i++) times[i] = Math.round(zeroUs + seconds[i] * 1e6);
  return times;
}

/** Whole microseconds, as finely as stamps are: what lies below is rounding of the computation. */
export function roundedSeconds(seconds: Float64Array): Float64Array {
  const rounded = new Float64Array(seconds.length);
  for (let i = 0; i < rounded.length; i++) rounded[i] = Math.round(seconds[i] * 1e6) / 1e6;
  return rounded;
}
