import type { HostClock, LabClock } from '../../../../shared/domain/clock.ts';

/** A laboratory clock that stands at zero until it is told when zero was. */
export class HeldLabClock implements LabClock {
  readonly epochUtcUs: number;
  readonly speed: number;
  readonly #host: HostClock;
  #zeroUs: number | null = null;

  constructor(host: HostClock, epochUtcUs: number, speed: number) {
    this.#host = host;
    this.epochUtcUs = epochUtcUs;
    this.speed = speed;
  }

  /** @param hostMonotonicUs host time of laboratory time zero; the first call counts */
  begin(hostMonotonicUs: number): void {
    this.#zeroUs ??= hostMonotonicUs;
  }

  monotonicUs(): number {
    if (this.#zeroUs === null) return 0;
    return Math.max(0, Math.round((this.#host.monotonicUs() - this.#zeroUs) * this.speed));
  }

  utcUs(): number {
    return this.epochUtcUs + this.monotonicUs();
  }
}
