/** Together the slices take so long at most. */
const MOST_MS = 2500;
/** A slice that takes longer would keep a question waiting. */
const LONGEST_SLICE_MS = 250;
/** One who asks twice is answered first; longer, and one who drags at once after opening finds nothing rehearsed. */
const PAUSE_MS = 50;
/** Long enough for a question to come in. */
const BETWEEN_SLICES_MS = 1;

/**
 * Work done for nothing while nobody asks, so that it runs at full speed when it is asked for: the engine compiles what it has
 * run often. It goes on in slices, each question stops it, and it happens once in the life of a thread.
 */
export class Rehearsal {
  #leftMs = MOST_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param slice some ms of work; false where there is none */
  begin(slice: () => boolean): void {
    this.#next(slice, PAUSE_MS);
  }

  /** A question came in. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #next(slice: () => boolean, afterMs: number): void {
    clearTimeout(this.#timer);
    if (this.#leftMs <= 0) return;
    this.#timer = setTimeout(() => {
      const began = performance.now();
      if (!slice()) return;
      const tookMs = performance.now() - began;
      this.#leftMs = tookMs <= LONGEST_SLICE_MS ? this.#leftMs - tookMs : 0;
      this.#next(slice, BETWEEN_SLICES_MS);
    }, afterMs);
  }
}
