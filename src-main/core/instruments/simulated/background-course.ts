import type { Background } from './conditions.ts';
import type { RandomStream } from './random-stream.ts';

const HOUR = 3600;

/** Desorption from a freshly connected cell needs a while to reach the ion source. */
const RISE_SECONDS = 120;

/**
 * Background of one m/z over the run: a constant part that drifts or wanders, and a decay that begins when the cell
 * is switched in (science.md 7). Scaled such that all of it together is the plateau at the end of the OCV period.
 */
export class BackgroundCourse {
  readonly #background: Background;
  readonly #startSeconds: number;
  readonly #endSeconds: number;
  readonly #walk: Float64Array;
  readonly #scale: number;

  /**
   * @param startSeconds the cell is switched in; @param endSeconds the OCV period ends.
   * @param hours length of the run, for the random walk; @param random its stream.
   */
  constructor(background: Background, startSeconds: number, endSeconds: number, hours: number, random: RandomStream) {
    this.#background = background;
    this.#startSeconds = startSeconds;
    this.#endSeconds = endSeconds;
    this.#walk = new Float64Array(Math.ceil(hours) + 2);
    if (background.form === 'random-walk') {
      const step = background.walkPercentPerRootHour / 100;
      for (let i = 1; i < this.#walk.length; i++) this.#walk[i] = this.#walk[i - 1] + step * random.gaussian();
    }
    this.#scale = background.plateauAmpere / (this.#constant(endSeconds) + this.#decay(endSeconds));
  }

  /**
   * What the carrier brings, A at the nominal carrier current.
   * @param cellShare share of the stream that came through the cell; @param dilution nominal over present flow.
   */
  carrierBorne(seconds: number, cellShare: number, dilution: number): number {
    const share = this.#background.carrierShare * this.#scale;
    const decay = cellShare === 0 ? 0 : cellShare * dilution * this.#decay(seconds);
    return share * (this.#constant(seconds) + decay);
  }

  /** The vacuum chamber's own, A. */
  vacuumBorne(seconds: number): number {
    const share = (1 - this.#background.carrierShare) * this.#scale;
    return share * (this.#constant(seconds) + this.#decay(seconds));
  }

  #constant(seconds: number): number {
    const { form, driftPercentPerTenHours, sinePercent, sinePeriodHours, sinePhase } = this.#background;
    let value = 1 + (driftPercentPerTenHours / 100) * ((seconds - this.#endSeconds) / (10 * HOUR));
    if (form === 'sine') {
      value += (sinePercent / 100) * Math.sin((2 * Math.PI * seconds) / (sinePeriodHours * HOUR) + sinePhase);
    } else if (form === 'random-walk') {
      const position = Math.min(seconds / HOUR, this.#walk.length - 1.000_001);
      const node = Math.floor(position);
      value += this.#walk[node] + (position - node) * (this.#walk[node + 1] - this.#walk[node]);
    }
    return value;
  }

  #decay(seconds: number): number {
    const elapsed = seconds - this.#startSeconds;
    if (elapsed <= 0) return 0;
    const { form, startFactor, timeConstantHours, secondShare, secondTimeConstantHours } = this.#background;
    const hours = elapsed / HOUR;
    const rise = elapsed > 40 * RISE_SECONDS ? 1 : 1 - Math.exp(-elapsed / RISE_SECONDS);
    const amplitude = (startFactor - 1) * rise;
    const u = hours / timeConstantHours;
    switch (form) {
      case 'inverse':
        return amplitude / (1 + u);
      case 'inverse-root':
        return amplitude / Math.sqrt(1 + u);
      case 'two-exponentials':
        return (
          amplitude * ((1 - secondShare) * Math.exp(-u) + secondShare * Math.exp(-hours / secondTimeConstantHours))
        );
      default:
        return amplitude * Math.exp(-u);
    }
  }
}
