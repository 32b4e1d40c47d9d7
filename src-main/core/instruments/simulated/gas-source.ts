/** A release of gas over laboratory time: nothing before `fromSeconds`, nothing after `toSeconds`, so an onset exists. */
export interface GasRelease {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** mol/s */
  rate(seconds: number): number;
  /** mol released until then; exact integral of `rate`. */
  released(seconds: number): number;
}

/** Integral of (1 - u^2)^4 from -1 to 1. */
const HUMP_AREA = 256 / 315;

/**
 * A rounded hump (1 - u^2)^4 with its own width on either side of the peak; three times differentiable everywhere.
 * Full width at half maximum is 0.3989 of the two widths together.
 */
export class Hump implements GasRelease {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly #peakSeconds: number;
  readonly #leftSeconds: number;
  readonly #rightSeconds: number;
  readonly #peakRate: number;
  readonly #leftMoles: number;
  readonly #moles: number;

  /** @param moles in total; @param leftSeconds from onset to peak; @param rightSeconds from peak to end. */
  constructor(moles: number, peakSeconds: number, leftSeconds: number, rightSeconds: number) {
    this.fromSeconds = peakSeconds - leftSeconds;
    this.toSeconds = peakSeconds + rightSeconds;
    this.#peakSeconds = peakSeconds;
    this.#leftSeconds = leftSeconds;
    this.#rightSeconds = rightSeconds;
    this.#peakRate = moles / (((leftSeconds + rightSeconds) / 2) * HUMP_AREA);
    this.#leftMoles = (moles * leftSeconds) / (leftSeconds + rightSeconds);
    this.#moles = moles;
  }

  rate(seconds: number): number {
    if (seconds <= this.fromSeconds || seconds >= this.toSeconds) return 0;
    const away = seconds - this.#peakSeconds;
    const u = away / (away < 0 ? this.#leftSeconds : this.#rightSeconds);
    const w = 1 - u * u;
    return this.#peakRate * w * w * w * w;
  }

  released(seconds: number): number {
    if (seconds <= this.fromSeconds) return 0;
    if (seconds >= this.toSeconds) return this.#moles;
    const away = seconds - this.#peakSeconds;
    const width = away < 0 ? this.#leftSeconds : this.#rightSeconds;
    const u = away / width;
    const v = u * u;
    const integral = u * (1 - v * (4 / 3 - v * (6 / 5 - v * (4 / 7 - v / 9))));
    return this.#leftMoles + this.#peakRate * width * integral;
  }
}

/** A steady flow that sets in over `rampSeconds` (smooth step 3u^2 - 2u^3) and stops at the end. */
export class SteadyFlow implements GasRelease {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly #rate: number;
  readonly #rampSeconds: number;

  /** @param rate in mol/s once established. */
  constructor(rate: number, fromSeconds: number, toSeconds: number, rampSeconds: number) {
    this.fromSeconds = fromSeconds;
    this.toSeconds = toSeconds;
    this.#rate = rate;
    this.#rampSeconds = rampSeconds;
  }

  rate(seconds: number): number {
    if (seconds <= this.fromSeconds || seconds >= this.toSeconds) return 0;
    const u = Math.min((seconds - this.fromSeconds) / this.#rampSeconds, 1);
    return this.#rate * u * u * (3 - 2 * u);
  }

  released(seconds: number): number {
    const elapsed = Math.min(seconds, this.toSeconds) - this.fromSeconds;
    if (elapsed <= 0) return 0;
    const u = Math.min(elapsed / this.#rampSeconds, 1);
    return this.#rate * (this.#rampSeconds * u * u * u * (1 - u / 2) + Math.max(0, elapsed - this.#rampSeconds));
  }
}

/** Several releases of one gas added up. */
export class ReleaseSum implements GasRelease {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly parts: readonly GasRelease[];

  constructor(parts: readonly GasRelease[]) {
    this.parts = parts.toSorted((a, b) => a.fromSeconds - b.fromSeconds);
    this.fromSeconds = Math.min(...parts.map((part) => part.fromSeconds));
    this.toSeconds = Math.max(...parts.map((part) => part.toSeconds));
  }

  rate(seconds: number): number {
    let sum = 0;
    if (seconds <= this.fromSeconds || seconds >= this.toSeconds) return 0;
    for (const part of this.parts) sum += part.rate(seconds);
    return sum;
  }

  released(seconds: number): number {
    let sum = 0;
    if (seconds <= this.fromSeconds) return 0;
    for (const part of this.parts) sum += part.released(seconds);
    return sum;
  }
}
