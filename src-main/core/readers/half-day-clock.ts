const HALF_DAY_US = 43_200e6;
/** A stamp that differs by more than this from the relative time, half days apart, does not belong to it. */
const TOLERANCE_US = 5e6;

/**
 * Wall-clock stamps whose AM or PM word cannot be trusted (formats.md 2): each is a time of day up to half a day. The
 * relative time says which half day it is; the stamp gives the finer digits.
 */
export class HalfDayClock {
  #headerUs = Number.NaN;
  #firstUs = Number.NaN;
  #firstSeconds = 0;
  #sawAfternoon = false;

  /** @param headerUs start by the header, NaN where unknown */
  start(headerUs: number): void {
    this.#headerUs = headerUs;
  }

  /** True where an hour above 12 showed that the clock has 24 hours, or the header settled it. */
  get isCertain(): boolean {
    return this.#sawAfternoon;
  }

  /**
   * @param wallUs stamp read as a 24-hour clock
   * @param seconds relative time of the same row
   * @returns seconds on the relative clock with the stamp's resolution; NaN where the two do not belong together
   */
  secondsSinceStart(wallUs: number, seconds: number): number {
    if (Number.isNaN(wallUs)) return Number.NaN;
    if (wallUs % (2 * HALF_DAY_US) >= 13 * 3600e6) this.#sawAfternoon = true;
    if (Number.isNaN(this.#firstUs)) {
      this.#firstUs = this.#nearHeader(wallUs);
      this.#firstSeconds = seconds;
      return seconds;
    }
    const expected = this.#firstUs + (seconds - this.#firstSeconds) * 1e6;
    const shifted = wallUs + Math.round((expected - wallUs) / HALF_DAY_US) * HALF_DAY_US;
    if (Math.abs(shifted - expected) > TOLERANCE_US) return Number.NaN;
    return this.#firstSeconds + (shifted - this.#firstUs) / 1e6;
  }

  /** Wall clock at relative zero; null where no stamp could be read. */
  zeroUs(): number | null {
    return Number.isNaN(this.#firstUs) ? null : Math.round(this.#firstUs - this.#firstSeconds * 1e6);
  }

  /** A header on a 24-hour clock tells the half of the first stamp. */
  #nearHeader(wallUs: number): number {
    if (Number.isNaN(this.#headerUs)) return wallUs;
    if (this.#headerUs % (2 * HALF_DAY_US) >= 13 * 3600e6) this.#sawAfternoon = true;
    const later = wallUs + HALF_DAY_US;
    return Math.abs(later - this.#headerUs) < 60e6 ? later : wallUs;
  }
}
