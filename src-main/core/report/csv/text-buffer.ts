import { SpareBuffers } from './spare-buffers.ts';

/** To begin with; rows of a chunk of a table take some megabytes. */
const LEAST_BYTES = 1 << 16;
const NOTHING = Buffer.allocUnsafeSlow(0);

/**
 * Text written straight into bytes: a run has millions of numbers, and a string for each of them costs more than the
 * numbers themselves. Grows as needed; `take` hands out what has been written.
 */
export class TextBuffer {
  readonly #spare: SpareBuffers;
  #bytes: Buffer = NOTHING;
  #view = viewOf(NOTHING);
  #length = 0;
  /** How much the last part needed: the next one needs as much. */
  #usual = LEAST_BYTES;

  /** @param spare where the memory comes from */
  constructor(spare = new SpareBuffers()) {
    this.#spare = spare;
  }

  get length(): number {
    return this.#length;
  }

  /** What has been written since the last time, as bytes of its own; `release` says that nobody needs them any more. */
  take(): { bytes: Uint8Array; release: () => void } {
    // Handed out as it is: a copy would cost more than the memory it saves.
    const whole = this.#bytes;
    const bytes = whole.subarray(0, this.#length);
    this.#usual = whole.length;
    this.#use(NOTHING);
    this.#length = 0;
    return { bytes, release: () => this.#spare.giveBack(whole) };
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
    const least = this.#length + more;
    if (least > this.#bytes.length) {
      const larger = this.#spare.take(Math.max(this.#usual, this.#bytes.length * 2, least));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#use(larger);
    }
    return this.#view;
  }

  /** @param end where the text ends now */
  written(end: number): void {
    this.#length = end;
  }

  #use(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer);
}
