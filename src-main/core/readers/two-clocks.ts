import type { ReadClockStep } from './reader.ts';

/** Wall and test clock may differ by so much from row to row through rounding, seconds (formats.md 11). */
const ROUNDING_SECONDS = 2;
const HOUR_SECONDS = 3600;
const HOUR_TOLERANCE_SECONDS = 10;

/** Where one row stands on the joined clock. */
export interface JoinedTime {
  /** Wall-clock microseconds. */
  timeUs: number;
  /** What happened between the row before and this one; null where the clocks agree. */
  cause: ReadClockStep['cause'] | null;
  /** Wall step minus test step, seconds. */
  excessSeconds: number;
}

/**
 * Joins the two clocks of a cycler: a wall clock in whole seconds, which is right for alignment, and a test clock with
 * milliseconds, which stands still in pauses. The result never leaves the second that the wall clock shows and moves
 * like the test clock within it; a slow drift between the two is followed, a jump is reported (formats.md 11).
 */
export class TwoClocks {
  #offsetUs = Number.NaN;
  #wallUs = Number.NaN;
  #testSeconds = Number.NaN;

  /** @param testSeconds NaN where the row has none */
  next(wallUs: number, testSeconds: number): JoinedTime {
    if (Number.isNaN(testSeconds)) return { timeUs: wallUs, cause: null, excessSeconds: 0 };
    const testUs = Math.round(testSeconds * 1e6);
    const isFirst = Number.isNaN(this.#offsetUs);
    const excessSeconds = isFirst ? 0 : (wallUs - this.#wallUs) / 1e6 - (testSeconds - this.#testSeconds);
    this.#wallUs = wallUs;
    this.#testSeconds = testSeconds;
    const lowest = wallUs - testUs;
    if (isFirst || Math.abs(excessSeconds) > ROUNDING_SECONDS) {
      this.#offsetUs = lowest;
      return { timeUs: wallUs, cause: isFirst ? null : causeOf(excessSeconds), excessSeconds };
    }
    // The true wall time lies in [wall, wall + 1 s).
    this.#offsetUs = Math.min(Math.max(this.#offsetUs, lowest), lowest + 999_999);
    return { timeUs: testUs + this.#offsetUs, cause: null, excessSeconds };
  }
}

function causeOf(excessSeconds: number): ReadClockStep['cause'] {
  if (Math.abs(Math.abs(excessSeconds) - HOUR_SECONDS) <= HOUR_TOLERANCE_SECONDS) return 'daylight-saving';
  return excessSeconds > 0 ? 'pause' : 'clock-set';
}
