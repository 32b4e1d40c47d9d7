const FIRST_PAGE = 1 << 15;

/**
 * Scratch space for many small arrays that live as long as one calculation: a typed array of its own costs more than
 * most of the arithmetic done in it.
 */
export class Arena {
  #page = new Float64Array(FIRST_PAGE);
  #used = 0;

  /** Zeros. The array is valid until `clear`; nothing of it may be kept behind that. */
  take(length: number): Float64Array {
    if (this.#used + length > this.#page.length) {
      // Arrays handed out keep their own page alive.
      this.#page = new Float64Array(Math.max(2 * this.#page.length, length));
      this.#used = 0;
    }
    // As `subarray`, which looks up what to make and takes three times as long.
    const taken = new Float64Array(this.#page.buffer, 8 * this.#used, length);
    this.#used += length;
    return taken.fill(0);
  }

  /** All arrays handed out are free to be used again. */
  clear(): void {
    this.#used = 0;
  }
}
