/**
 * Text written straight into bytes: a run has millions of numbers, and a string for each of them costs more than the
 * numbers themselves. Grows as needed; `take` hands out what has been written.
 */
export class TextBuffer {
  #bytes: Buffer;
  #view: DataView;
  #length = 0;

  constructor(bytes = 1 << 16) {
    this.#bytes = Buffer.allocUnsafeSlow(bytes);
    this.#view = viewOf(this.#bytes);
  }

  get length(): number {
    return this.#length;
  }

  /** What has been written since the last time, as bytes of its own. */
  take(): Uint8Array {
    const part = this.#bytes.subarray(0, this.#length);
    // Handed out as it is, and the next one begins as long: a copy would cost more than the pages it saves.
    this.#bytes = Buffer.allocUnsafeSlow(this.#bytes.length);
    this.#view = viewOf(this.#bytes);
    this.#length = 0;
    return part;
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    const encoded = Buffer.from(text, 'utf8');
    this.room(encoded.length);
    this.#bytes.set(encoded, this.#length);
    this.#length += encoded.length;
  }

  /**
   * What has been written, with room for so many more from `length` on; whoever writes there says with `written` where it
   * ended. Good until the next call of anything here.
   */
  room(more: number): DataView {
    if (this.#length + more > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
      this.#view = viewOf(grown);
    }
    return this.#view;
  }

  /** @param end where the text ends now */
  written(end: number): void {
    this.#length = end;
  }
}

const viewOf = (bytes: Buffer): DataView => new DataView(bytes.buffer);
