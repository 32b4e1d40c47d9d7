import type { RunEvent } from '../../../../shared/domain/event.ts';
import { medianOf } from '../numerics/statistics.ts';
import { stepRange } from './source-times.ts';

/** A sudden change of a source's clock against the passing of time. */
export interface ClockJump {
  /** Own-clock stamp of the last sample before it. */
  fromUs: number;
  /** Own-clock stamp of the first sample after it. */
  toUs: number;
  /** What `ClockStep.shiftSeconds` must be to take it out, seconds. */
  shiftSeconds: number;
  /**
   * `backward`: the stamps went back, certain; `whole-hour`: stamps leapt by a whole hour or two, as daylight saving
   * does, suspected; `recorded`: the recorder saw it happen.
   */
  kind: 'backward' | 'whole-hour' | 'recorded';
}

/** Shorter leaps ahead are gaps, not daylight saving. */
const SMALLEST_LEAP_US = 3_500e6;

/**
 * Jumps of a clock found in its own stamps (daylight saving, a computer set back, NTP).
 * @param timeUs in order of arrival
 * @param events of the same source: a `clock-step` near a jump makes it certain and gives its size
 */
export function findClockJumps(timeUs: Float64Array, events: readonly RunEvent[] = []): ClockJump[] {
  if (timeUs.length < 3) return [];
  const recorded = events.filter((event) => event.kind === 'clock-step');
  const { smallest, largest } = stepRange(timeUs);
  if (recorded.length === 0 && smallest >= 0 && largest < SMALLEST_LEAP_US) return [];
  const usual = usualStep(timeUs);
  const jumps: ClockJump[] = [];
  // Nearly every step is an ordinary one: only the others are looked at closely.
  const ordinary = recorded.length > 0 ? 0.5 * usual : SMALLEST_LEAP_US - usual;
  for (let i = 0; i + 1 < timeUs.length; i++) {
    const step = timeUs[i + 1] - timeUs[i];
    if (step >= 0 && step - usual < ordinary && usual - step < ordinary) continue;
    const jump = judgeStep(timeUs[i], timeUs[i + 1], usual, recorded);
    if (jump) jumps.push(jump);
  }
  return jumps;
}

/** Median step of an even selection. */
function usualStep(timeUs: Float64Array): number {
  const stride = Math.max(1, Math.floor(timeUs.length / 2000));
  const steps: number[] = [];
  for (let i = 0; i + 1 < timeUs.length; i += stride) steps.push(timeUs[i + 1] - timeUs[i]);
  return medianOf(steps);
}

function judgeStep(
  fromUs: number,
  toUs: number,
  usualUs: number,
  recorded: readonly RunEvent[],
): ClockJump | undefined {
  const excessSeconds = (toUs - fromUs - usualUs) / 1e6;
  const wasSeen = recorded.some(
    (event) =>
      event.fromUs !== null && event.toUs !== null && event.fromUs <= fromUs + usualUs && event.toUs >= toUs - usualUs,
  );
  const hours = Math.round(excessSeconds / 3600);
  const isWholeHour =
    (hours === 1 || hours === 2) && Math.abs(excessSeconds - hours * 3600) < Math.max(2, (2 * usualUs) / 1e6);
  const isBackward = toUs < fromUs;
  if (!isBackward && !wasSeen && !isWholeHour) return undefined;
  return {
    fromUs,
    toUs,
    shiftSeconds: -excessSeconds,
    kind: wasSeen ? 'recorded' : isBackward ? 'backward' : 'whole-hour',
  };
}
