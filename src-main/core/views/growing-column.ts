/** A Float64Array that grows by doubling. */
export class GrowingColumn {
  #values = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  replaceLast(value: number): void {
    this.#values[this.#length - 1] = value;
  }

  copy(): GrowingColumn {
    const copy = new GrowingColumn();
    copy.#values = this.#values.slice();
    copy.#length = this.#length;
    return copy;
  }

  /** The values so far; good until the next `push`. */
  view(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}
