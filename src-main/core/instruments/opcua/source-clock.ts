/** Where one channel stands among the steps of its source's clock. */
export interface StepPosition {
  seen: number;
}

/**
 * The clock of one source, shared by its channels. A step is announced once, by the channel that sees it first; the
 * others find it known. Also what else concerns the whole source: whether it is scanning.
 */
export class SourceClock {
  readonly #stepsUs: number[] = [];
  /** False while the instrument itself says that it does not scan; null if it does not say. */
  scanning: boolean | null = null;
  /** How often scanning was stopped. */
  scanStops = 0;

  /**
   * Reports a step seen by a channel.
   * @param toleranceUs how far two channels' estimates of one step may differ
   * @returns true if this step is new and must be announced
   */
  report(position: StepPosition, shiftUs: number, toleranceUs: number): boolean {
    for (let index = position.seen; index < this.#stepsUs.length; index += 1) {
      if (Math.abs(this.#stepsUs[index]! - shiftUs) <= toleranceUs) {
        position.seen = index + 1;
        return false;
      }
    }
    this.#stepsUs.push(shiftUs);
    position.seen = this.#stepsUs.length;
    return true;
  }

  /** Takes a reading of the channel that says whether the instrument scans. */
  takeScanning(value: number): void {
    const scanning = value !== 0;
    if (!scanning && this.scanning !== false) this.scanStops += 1;
    this.scanning = scanning;
  }
}
