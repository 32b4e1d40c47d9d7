import type { RunEvent } from '../../../../shared/domain/event.ts';
import { thinnedMedian } from '../numerics/statistics.ts';

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

/**
 * Jumps of a clock found in its own stamps (daylight saving, a computer set back, NTP).
 * @param timeUs in order of arrival
 * @param events of the same source: a `clock-step` near a jump makes it certain and gives its size
 */
export function findClockJumps(timeUs: Float64Array, events: readonly RunEvent[] = []): ClockJump[] {
  if (timeUs.length < 3) return [];
  const steps = new Float64Array(timeUs.length - 1);
  for (let i = 0; i < steps.length; i++) steps[i] = timeUs[i + 1] - timeUs[i];
  const usual = thinnedMedian(steps);
  const recorded = events.filter((event) => event.kind === 'clock-step');
  const jumps: ClockJump[] = [];
  for (let i = 0; i < steps.length; i++) {
    const excessSeconds = (steps[i] - usual) / 1e6;
    const event = recorded.find(
      (candidate) =>
        candidate.fromUs !== null &&
        candidate.toUs !== null &&
        candidate.fromUs <= timeUs[i] + usual &&
        candidate.toUs >= timeUs[i + 1] - usual &&
        Math.abs(excessSeconds) > usual / 2e6,
    );
    const nearHour = Math.round(excessSeconds / 3600);
    const isWholeHour =
      (nearHour === 1 || nearHour === 2) && Math.abs(excessSeconds - nearHour * 3600) < Math.max(2, (2 * usual) / 1e6);
    if (steps[i] >= 0 && !event && !isWholeHour) continue;
    jumps.push({
      fromUs: timeUs[i],
      toUs: timeUs[i + 1],
      shiftSeconds: -excessSeconds,
      kind: event ? 'recorded' : steps[i] < 0 ? 'backward' : 'whole-hour',
    });
  }
  return jumps;
}
