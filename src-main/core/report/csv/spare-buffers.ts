/** Kept for later; a package has some five on their way at the same time. */
const MOST_KEPT = 8;

/** Buffers whose bytes nobody needs any more: memory that is new has to be mapped page by page, millions of times a run. */
export class SpareBuffers {
  readonly #kept: Buffer[] = [];

  /** A buffer of at least so many bytes, with any bytes in it. */
  take(leastBytes: number): Buffer {
    const place = this.#kept.findIndex(({ length }) => length >= leastBytes);
    return place < 0 ? Buffer.allocUnsafeSlow(leastBytes) : this.#kept.splice(place, 1)[0];
  }

  giveBack(buffer: Buffer): void {
    if (this.#kept.length < MOST_KEPT) this.#kept.push(buffer);
  }
}
