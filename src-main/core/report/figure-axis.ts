import { AppError } from '../../../shared/api/errors.ts';
import type { PhaseResult } from '../../../shared/domain/results.ts';
import type { FigureContent } from '../../../shared/figure/figure-model.ts';
import { WHOLE_RUN, type FigureXAxis } from '../../../shared/figure/figure-request.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import type { AxisOf } from './figure-series.ts';

const WORDS = {
  soc: { what: 'state of charge', unknown: 'the active mass or the theoretical capacity is unknown' },
  capacity: { what: 'specific capacity', unknown: 'the active mass is unknown' },
  voltage: { what: 'voltage', unknown: 'no channel of it was recorded' },
} as const;

/** Where times of a half-cycle stand on x. @throws AppError `no-axis` */
export function figureAxis({ run, numbers }: EvaluatedRun, phase: PhaseResult, x: FigureXAxis): AxisOf {
  if (x === 'time') return (seconds) => (seconds - phase.fromSeconds) / 3600;
  const { what, unknown } = WORDS[x];
  const safe = 'The runs are unchanged and nothing was written.';
  if (phase.label === WHOLE_RUN)
    throw new AppError({
      code: 'no-axis',
      happened: `Over several half-cycles the ${what} runs back over itself.`,
      safe,
      next: 'Draw the whole run against time, or choose one half-cycle.',
    });
  const look = { soc: numbers.socAt, capacity: numbers.capacityAt, voltage: numbers.voltageAt }[x];
  if (look(phase.toSeconds) === null)
    throw new AppError({
      code: 'no-axis',
      happened: `The run ${run.name} has no ${what}: ${unknown}.`,
      safe,
      next: x === 'voltage' ? 'Draw against time.' : 'Enter it in the sample, or draw against time.',
    });
  return (seconds) => look(seconds) ?? Number.NaN;
}

/** Title and usual limits of x. */
export function axisTitle(x: FigureXAxis, electrode: string | null): FigureContent['xAxis'] {
  switch (x) {
    case 'soc':
      return { quantity: 'SOC', unit: '%', limits: [0, 100] };
    case 'capacity':
      return { quantity: 'Specific capacity', unit: 'mAh g⁻¹' };
    case 'time':
      return { quantity: 'Time', unit: 'h' };
    case 'voltage':
      return { quantity: 'E', unit: electrode === null ? 'V' : `V vs ${electrode}` };
  }
}

/** A place on x in words, as beside an onset. */
export function placeText(x: FigureXAxis, at: number): string {
  switch (x) {
    case 'soc':
      return `${at.toFixed(1)} %`;
    case 'capacity':
      return `${at.toFixed(0)} mAh g⁻¹`;
    case 'time':
      return `${at.toFixed(1)} h`;
    case 'voltage':
      return `${at.toFixed(3)} V`;
  }
}
