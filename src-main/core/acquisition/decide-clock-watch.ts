/** Readings of the two hands of the computer's clock, microseconds. */
export interface ClockReading {
  utcUs: number;
  monotonicUs: number;
}

/** Below this, differences are timer jitter and slow NTP slewing. */
const SMALLEST_STEP_US = 500_000;

/**
 * Pure: compares two readings a second or so apart. UTC ahead of monotonic time means that the computer slept or its clock was
 * set forward; UTC behind, that it was set back. Which of the two a forward step was, cannot be told; the text says both.
 */
export function decideClockWatch(
  before: ClockReading,
  now: ClockReading,
): { kind: 'clock-step' | 'computer-resumed'; stepSeconds: number; text: string } | undefined {
  const stepUs = now.utcUs - before.utcUs - (now.monotonicUs - before.monotonicUs);
  if (Math.abs(stepUs) < SMALLEST_STEP_US) return undefined;
  const stepSeconds = stepUs / 1e6;
  const size = `${Math.abs(stepSeconds).toFixed(1)} s`;
  if (stepSeconds >= 5)
    return {
      kind: 'computer-resumed',
      stepSeconds,
      text: `This computer slept, or its clock was set forward, by ${size}. Receipt times before and after are as recorded.`,
    };
  return {
    kind: 'clock-step',
    stepSeconds,
    text: `This computer’s clock was set ${stepSeconds > 0 ? 'forward' : 'back'} by ${size}. Times of the instruments are not affected.`,
  };
}
