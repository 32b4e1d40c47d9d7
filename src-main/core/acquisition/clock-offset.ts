/** Newest differences kept per source. */
const MEMORY = 256;
/** Differences before which nothing is said. */
const LEAST_DIFFERENCES = 5;
/** Even the quickest sample takes so long from its stamp to its receipt, seconds of the computer. */
const LEAST_DELAY_SECONDS = 0.02;

/**
 * Clock of a source against the laboratory clock, from stamps at receipt. Publishing and network only ever delay, so the
 * least delayed sample says most; what it took at least cannot be told from an offset and is part of the uncertainty. This
 * is an estimate for the status bar, not the Sync of an analysis.
 */
export class ClockOffset {
  #differencesUs: number[] = [];
  readonly #leastDelaySeconds: number;

  /** @param speed laboratory seconds per second of the computer: delays count so many times in a fast laboratory */
  constructor(speed: number) {
    this.#leastDelaySeconds = LEAST_DELAY_SECONDS * speed;
  }

  /** @param newestSourceUs newest source time of a batch @param receiptUtcUs laboratory UTC of its receipt */
  push(newestSourceUs: number, receiptUtcUs: number): void {
    this.#differencesUs.push(newestSourceUs - receiptUtcUs);
    if (this.#differencesUs.length > MEMORY) this.#differencesUs.shift();
  }

  /** Source minus laboratory by the least delayed batches, and how far that may be off, seconds; undefined before five. */
  estimate(): { offsetSeconds: number; spreadSeconds: number } | undefined {
    const n = this.#differencesUs.length;
    if (n < LEAST_DIFFERENCES) return undefined;
    const sorted = this.#differencesUs.toSorted((a, b) => b - a);
    const [largest, tenth] = [sorted[0], sorted[Math.floor(0.1 * n)]];
    return {
      offsetSeconds: largest / 1e6,
      spreadSeconds: Math.max(this.#leastDelaySeconds, (largest - tenth) / 1e6),
    };
  }
}
