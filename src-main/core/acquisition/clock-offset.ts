/** Newest differences kept per source. */
const MEMORY = 256;

/**
 * Clock of a source against the laboratory clock, from stamps at receipt. Receipt lags by publishing and network,
 * so this is an estimate for the status bar, not the Sync of an analysis.
 */
export class ClockOffset {
  #differencesUs: number[] = [];

  /** @param newestSourceUs newest source time of a batch @param receiptUtcUs laboratory UTC of its receipt */
  push(newestSourceUs: number, receiptUtcUs: number): void {
    this.#differencesUs.push(newestSourceUs - receiptUtcUs);
    if (this.#differencesUs.length > MEMORY) this.#differencesUs.shift();
  }

  /** Median and half of the 16-84 % range, seconds; undefined before five batches. */
  estimate(): { offsetSeconds: number; spreadSeconds: number } | undefined {
    const n = this.#differencesUs.length;
    if (n < 5) return undefined;
    const sorted = this.#differencesUs.toSorted((a, b) => a - b);
    const at = (fraction: number) => sorted[Math.min(n - 1, Math.floor(fraction * n))];
    return { offsetSeconds: at(0.5) / 1e6, spreadSeconds: (at(0.84) - at(0.16)) / 2e6 };
  }
}
