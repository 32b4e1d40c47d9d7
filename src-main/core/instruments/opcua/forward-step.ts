const REMEMBERED = 256;
const NEEDED = 5;

/**
 * Notices that a source's clock was set forward. A sample cannot have been made later than it was received, so the
 * difference source minus receipt has a ceiling; when it rises above everything remembered, the source's clock moved.
 * The difference source minus server must agree where the server stamps, so that a server that fell behind and caught
 * up is not mistaken for a clock.
 */
export class ForwardStepWatch {
  readonly #overReceipt: number[] = [];
  readonly #overServer: number[] = [];
  #next = 0;

  /** Forgets everything: the next sample may be old, as the first one of a new subscription is. */
  reset(): void {
    this.#overReceipt.length = 0;
    this.#overServer.length = 0;
    this.#next = 0;
  }

  /**
   * @param slackUs how much the two differences may rise without meaning anything (jitter of publishing, half a period)
   * @returns microseconds the clock was set forward by, 0 if it was not
   */
  observe(timeUs: number, serverTimeUs: number, receiptUtcUs: number, slackUs: number): number {
    const overReceipt = timeUs - receiptUtcUs;
    const overServer = timeUs - serverTimeUs;
    let shiftUs = 0;
    if (this.#overReceipt.length >= NEEDED) {
      const byReceipt = overReceipt - largest(this.#overReceipt);
      const byServer = Number.isNaN(overServer) ? byReceipt : overServer - largest(this.#overServer);
      if (byReceipt > slackUs && byServer > slackUs) shiftUs = Number.isNaN(overServer) ? byReceipt : byServer;
    }
    if (shiftUs > 0) this.reset();
    this.#overReceipt[this.#next] = overReceipt;
    this.#overServer[this.#next] = overServer;
    this.#next = (this.#next + 1) % REMEMBERED;
    return shiftUs;
  }
}

function largest(values: readonly number[]): number {
  let result = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > result) result = value;
  return result;
}
