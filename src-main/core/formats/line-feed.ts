import { AppError } from '../../../shared/api/errors.ts';
import { byteOrderMark } from './text-encoding.ts';

const LF = 10;
const CR = 13;
/** A longer line is no line of any instrument. */
const LONGEST_LINE_BYTES = 64 << 20;

/** Gets whole lines. */
export interface LineTarget {
  /**
   * Lines in [from, to), each with its end (LF, CR or CRLF).
   * @returns where it stopped, the start of a line; the rest comes again with more behind it
   */
  lines(bytes: Uint8Array, from: number, to: number): number;
  /** After the last push: everything left, `to` being the end of the last line that has an end. */
  last(bytes: Uint8Array, from: number, to: number, end: number): void;
}

/** Cuts pushed bytes at line ends; takes off a byte-order mark, turns UTF-16 into UTF-8. Constant memory. */
export class LineFeed {
  readonly #target: LineTarget;
  #held = Buffer.alloc(0);
  #n = 0;
  #decoder: InstanceType<typeof TextDecoder> | undefined;
  #started = false;

  constructor(target: LineTarget) {
    this.#target = target;
  }

  push(chunk: Uint8Array): void {
    this.#append(this.#decoder ? this.#utf8(chunk, true) : chunk);
    if (!this.#started) {
      if (this.#n < 4) return;
      this.#start();
    }
    // A CR at the very end may be half of a CRLF.
    let to = this.#n;
    if (to > 0 && this.#held[to - 1] === CR) to -= 1;
    while (to > 0 && this.#held[to - 1] !== LF && this.#held[to - 1] !== CR) to -= 1;
    if (to === 0) {
      this.#refuseEndlessLine();
      return;
    }
    const at = this.#target.lines(this.#held, 0, to);
    this.#drop(at);
    if (at === 0) this.#refuseEndlessLine();
  }

  end(): void {
    if (!this.#started) this.#start();
    if (this.#decoder) this.#append(this.#utf8(new Uint8Array(0), false));
    let to = this.#n;
    while (to > 0 && this.#held[to - 1] !== LF && this.#held[to - 1] !== CR) to -= 1;
    this.#target.last(this.#held, 0, to, this.#n);
  }

  #start(): void {
    this.#started = true;
    const mark = byteOrderMark(this.#held.subarray(0, this.#n));
    this.#drop(mark.length);
    if (mark.encoding === 'eight-bit') return;
    this.#decoder = new TextDecoder(mark.encoding);
    const rest = Uint8Array.from(this.#held.subarray(0, this.#n));
    this.#n = 0;
    this.#append(this.#utf8(rest, true));
  }

  #utf8(chunk: Uint8Array, stream: boolean): Uint8Array {
    return new TextEncoder().encode(this.#decoder!.decode(chunk, { stream }));
  }

  #append(chunk: Uint8Array): void {
    if (this.#n + chunk.length > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#n + chunk.length, Math.min(2 * this.#held.length, 8 << 20)));
      larger.set(this.#held.subarray(0, this.#n));
      this.#held = larger;
    }
    this.#held.set(chunk, this.#n);
    this.#n += chunk.length;
  }

  #drop(count: number): void {
    if (count === 0) return;
    this.#held.copyWithin(0, count, this.#n);
    this.#n -= count;
  }

  #refuseEndlessLine(): void {
    if (this.#n <= LONGEST_LINE_BYTES) return;
    throw new AppError({
      code: 'line-too-long',
      happened: `A line is longer than ${LONGEST_LINE_BYTES >> 20} MB.`,
      safe: 'The file is unchanged and nothing was imported.',
      next: 'This is no text file of an instrument: check that the right file was chosen.',
    });
  }
}
