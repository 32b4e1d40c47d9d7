/** Numbers the names of states in the order they occur; the same bytes are looked up without making a string. */
export class StateLabels {
  readonly labels: string[] = [];
  #last: Uint8Array = new Uint8Array(0);
  #lastCode = -1;

  /** @returns the state's number; -1 where the cell is empty */
  codeOf(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length === 0) return -1;
    if (this.#lastCode >= 0 && length === this.#last.length) {
      let same = true;
      for (let i = 0; i < length && same; i++) same = bytes[from + i] === this.#last[i];
      if (same) return this.#lastCode;
    }
    this.#last = bytes.slice(from, to);
    const text = Buffer.from(this.#last).toString('latin1').trim().slice(0, 60);
    if (text === '') {
      this.#lastCode = -1;
      return -1;
    }
    const at = this.labels.indexOf(text);
    this.#lastCode = at >= 0 ? at : this.labels.push(text) - 1;
    return this.#lastCode;
  }
}
