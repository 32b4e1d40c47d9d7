/**
 * The two clocks of the program, both injected (docs/decisions/0003-two-clocks.md).
 *
 * Times are microseconds since 1970-01-01 UTC, whole numbers in a Float64 (exact to the year 2255).
 */

/** Stops a timer; calling it twice is harmless. */
export type CancelTimer = () => void;

/** Drives flushes, sockets, certificates, back-off: the time of the computer. */
export interface HostClock {
  /** UTC now, microseconds; may step when the computer's clock is set. */
  utcUs(): number;
  /** Never steps; microseconds since an arbitrary zero. */
  monotonicUs(): number;
  /** Calls `work` once after `delayMs` of host time. */
  after(delayMs: number, work: () => void): CancelTimer;
  /** Calls `work` every `periodMs` of host time; late calls are not made up for. */
  every(periodMs: number, work: () => void): CancelTimer;
}

/** Gives source and receipt stamps, phases, staleness: the time of the laboratory, possibly faster than the host's. */
export interface LabClock {
  /** UTC now in the laboratory, microseconds. */
  utcUs(): number;
  /** Never steps; microseconds of laboratory time since `epochUtcUs`. */
  monotonicUs(): number;
  /** Laboratory UTC at monotonic zero, microseconds. */
  readonly epochUtcUs: number;
  /** Laboratory seconds per host second; real time is 1. */
  readonly speed: number;
}

/** The computer's own clock and timers. */
export function systemHostClock(): HostClock {
  return {
    // Not performance.timeOrigin + now(): that does not follow when the clock is set or the computer sleeps.
    utcUs: () => Date.now() * 1000,
    monotonicUs: () => Math.round(performance.now() * 1000),
    after(delayMs, work) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
    every(periodMs, work) {
      const timer = setInterval(work, periodMs);
      return () => clearInterval(timer);
    },
  };
}

/**
 * A laboratory clock that starts at `epochUtcUs` now and runs `speed` times as fast as the host's monotonic clock.
 * @param hostStartMonotonicUs host monotonic time of the epoch; default now. Give it to let two processes share one laboratory time.
 */
export function scaledLabClock(
  host: HostClock,
  epochUtcUs: number,
  speed: number,
  hostStartMonotonicUs: number = host.monotonicUs(),
): LabClock {
  const monotonicUs = () => Math.round((host.monotonicUs() - hostStartMonotonicUs) * speed);
  return { epochUtcUs, speed, monotonicUs, utcUs: () => epochUtcUs + monotonicUs() };
}

/** The laboratory clock of real work: speed 1, UTC as the computer has it, also after it was set or slept. */
export function realLabClock(host: HostClock): LabClock {
  const startMonotonicUs = host.monotonicUs();
  return {
    epochUtcUs: host.utcUs(),
    speed: 1,
    utcUs: () => host.utcUs(),
    monotonicUs: () => host.monotonicUs() - startMonotonicUs,
  };
}

/** A host clock that stands still until a test moves it; timers fire in order while it is moved. */
export class ManualClock implements HostClock {
  #monotonicUs = 0;
  #utcOffsetUs: number;
  #timers: { atUs: number; periodUs: number | null; work: () => void; order: number }[] = [];
  #order = 0;

  constructor(startUtcUs = 1_767_225_600_000_000) {
    this.#utcOffsetUs = startUtcUs;
  }

  utcUs(): number {
    return this.#utcOffsetUs + this.#monotonicUs;
  }

  monotonicUs(): number {
    return this.#monotonicUs;
  }

  after(delayMs: number, work: () => void): CancelTimer {
    return this.#add(delayMs * 1000, null, work);
  }

  every(periodMs: number, work: () => void): CancelTimer {
    return this.#add(periodMs * 1000, periodMs * 1000, work);
  }

  /** Steps UTC without moving monotonic time, as a daylight-saving or NTP step does. */
  stepUtc(deltaUs: number): void {
    this.#utcOffsetUs += deltaUs;
  }

  /** Moves time forward, firing every timer that falls due, in due order. */
  advanceMs(milliseconds: number): void {
    const endUs = this.#monotonicUs + milliseconds * 1000;
    for (;;) {
      const due = this.#timers
        .filter((timer) => timer.atUs <= endUs)
        .sort((a, b) => a.atUs - b.atUs || a.order - b.order)[0];
      if (!due) break;
      this.#monotonicUs = Math.max(this.#monotonicUs, due.atUs);
      if (due.periodUs === null) this.#timers.splice(this.#timers.indexOf(due), 1);
      else due.atUs += due.periodUs;
      due.work();
    }
    this.#monotonicUs = endUs;
  }

  #add(delayUs: number, periodUs: number | null, work: () => void): CancelTimer {
    const timer = { atUs: this.#monotonicUs + delayUs, periodUs, work, order: this.#order++ };
    this.#timers.push(timer);
    return () => {
      const index = this.#timers.indexOf(timer);
      if (index >= 0) this.#timers.splice(index, 1);
    };
  }
}
