import type { DrawnConditions } from './conditions.ts';
import { SIM_ELEMENTARY_CHARGE } from './physical-constants.ts';
import type { RandomStream } from './random-stream.ts';

/** Flicker noise is a sum of first-order wanderings, one per decade of time constant, s. */
const FLICKER_SECONDS = [10, 100, 1e3, 1e4, 1e5];

/** Noise of the multiplier and its electrometer: shot noise, 1/f, spikes, floor (science.md 7). */
export class IonCurrentNoise {
  readonly #noise: DrawnConditions['noise'];
  readonly #random: RandomStream;
  readonly #flickerRandom: RandomStream;
  readonly #spikeRandom: RandomStream;
  readonly #shotVariancePerAmpere: number;
  readonly #flicker: Float64Array;
  readonly #keep: Float64Array;
  readonly #kick: Float64Array;
  #nextSpikeSeconds: number;

  /** @param masses how many; @param scanSeconds period of the scan; @param random maker of named streams. */
  constructor(
    noise: DrawnConditions['noise'],
    masses: number,
    scanSeconds: number,
    dwellSeconds: number,
    random: (name: string) => RandomStream,
  ) {
    this.#noise = noise;
    this.#random = random('ion-current');
    this.#flickerRandom = random('flicker');
    this.#spikeRandom = random('spikes');
    // (G sqrt(e (I/G) f / t))^2 = G e f I / t
    this.#shotVariancePerAmpere = (noise.multiplierGain * SIM_ELEMENTARY_CHARGE * noise.excessFactor) / dwellSeconds;
    this.#flicker = new Float64Array(masses * FLICKER_SECONDS.length);
    this.#keep = Float64Array.from(FLICKER_SECONDS, (seconds) => Math.exp(-scanSeconds / seconds));
    const size = noise.flickerPercentPerDecade / 100;
    this.#kick = this.#keep.map((keep) => size * Math.sqrt(1 - keep * keep));
    for (let i = 0; i < this.#flicker.length; i++) this.#flicker[i] = size * this.#flickerRandom.gaussian();
    this.#nextSpikeSeconds = this.#spikeWait();
  }

  /** Standard deviation of shot noise and floor at a mean ion current, A. */
  deviation(ampere: number): number {
    const floor = this.#noise.floorAmpere;
    return Math.sqrt(this.#shotVariancePerAmpere * Math.max(ampere, 0) + floor * floor);
  }

  /** One reading of a mass at a mean ion current. Each mass is to be read once per scan. */
  reading(mass: number, ampere: number, seconds: number): number {
    const deviation = this.deviation(ampere);
    let value = ampere * (1 + this.#wander(mass)) + deviation * this.#random.gaussian();
    if (seconds >= this.#nextSpikeSeconds) value += this.#spike(seconds) * deviation;
    return value + this.#noise.electrometerZeroAmpere;
  }

  /** A reading with no ions at all. */
  dark(): number {
    return this.#noise.floorAmpere * this.#random.gaussian() + this.#noise.electrometerZeroAmpere;
  }

  #wander(mass: number): number {
    const decades = FLICKER_SECONDS.length;
    let sum = 0;
    for (let decade = 0; decade < decades; decade++) {
      const at = mass * decades + decade;
      const next = this.#keep[decade] * this.#flicker[at] + this.#kick[decade] * this.#flickerRandom.gaussian();
      this.#flicker[at] = next;
      sum += next;
    }
    return sum;
  }

  #spike(seconds: number): number {
    while (this.#nextSpikeSeconds <= seconds) this.#nextSpikeSeconds += this.#spikeWait();
    return this.#spikeRandom.uniform(10, 100);
  }

  #spikeWait(): number {
    const { spikesPerHour } = this.#noise;
    return spikesPerHour > 0 ? this.#spikeRandom.exponential(3600 / spikesPerHour) : Infinity;
  }
}
