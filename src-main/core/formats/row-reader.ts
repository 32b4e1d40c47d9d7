import { NO_READING_SENTINEL } from '../../../shared/domain/quality.ts';
import { MISSING_WORDS, OVER_RANGE } from './number-words.ts';

/** How a cell is treated: as a number, kept as bytes for `text`, or stepped over. */
export type CellPlan = 'number' | 'text' | 'skip';

/** What a number cell turned out to be. */
export const CELL_NUMBER = 0;
export const CELL_MISSING = 1;
export const CELL_OVER_RANGE = 2;
export const CELL_TEXT = 3;

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const PLAN_NUMBER = 0;
const PLAN_TEXT = 1;
const PLAN_SKIP = 2;
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const LARGEST_EXACT = 2 ** 53;
const NUMBER_WITH_POINT = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
const NUMBER_WITH_COMMA = /^[-+]?(?:\d+,?\d*|,\d+)(?:[eE][-+]?\d+)?$/;

/**
 * Reads rows of delimited text straight from bytes: numbers are parsed where they stand, without making strings.
 * The result of the last row stays in the public fields.
 */
export class RowReader {
  /** Values of number cells; NaN where there is no number. */
  readonly value: Float64Array;
  /** `CELL_...` of number cells. */
  readonly kind: Uint8Array;
  /** Cells in the row. */
  cells = 0;
  /** Number cells that hold something else than a number or nothing. */
  odd = 0;
  /** Filled cells beyond the plan. */
  extra = 0;
  /** The line holds nothing. */
  blank = false;
  /** Cells in the plan. */
  readonly width: number;
  /** Byte between cells. */
  readonly delimiter: number;
  readonly #plan: Uint8Array;
  readonly #mark: number;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** A second byte that may stand before a number: a tab where cells end otherwise. */
  readonly #blank: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #dirty = true;

  constructor(plan: readonly CellPlan[], delimiter: string, decimalMark: '.' | ',' = '.') {
    this.width = plan.length;
    this.value = new Float64Array(plan.length);
    this.kind = new Uint8Array(plan.length);
    this.#plan = Uint8Array.from(plan, (cell) =>
      cell === 'number' ? PLAN_NUMBER : cell === 'text' ? PLAN_TEXT : PLAN_SKIP,
    );
    this.delimiter = delimiter.charCodeAt(0);
    this.#mark = decimalMark.charCodeAt(0);
    this.#from = new Int32Array(plan.length);
    this.#to = new Int32Array(plan.length);
    this.#blank = this.delimiter === 9 ? 32 : 9;
  }

  /**
   * Reads the row that starts at `at`. Nothing at or beyond `limit` is looked at.
   * @returns start of the next row
   */
  read(bytes: Uint8Array, at: number, limit: number): number {
    const { value, kind, width } = this;
    const plan = this.#plan;
    const delimiter = this.delimiter;
    const mark = this.#mark;
    const blank = this.#blank;
    this.#bytes = bytes;
    this.odd = 0;
    this.extra = 0;
    if (this.#dirty) {
      kind.fill(CELL_NUMBER);
      this.#dirty = false;
    }
    let cell = 0;
    let filled = false;
    for (;;) {
      const start = at;
      const what = cell < width ? plan[cell] : PLAN_SKIP;
      let byte = at < limit ? bytes[at] : LF;
      if (what === PLAN_NUMBER) {
        while (byte === 32 || byte === blank) byte = ++at < limit ? bytes[at] : LF;
        const filledFrom = at;
        const negative = byte === 45;
        if (negative || byte === 43) byte = ++at < limit ? bytes[at] : LF;
        let mantissa = 0;
        let scale = 0;
        let digits = 0;
        while (byte >= 48 && byte <= 57) {
          mantissa = mantissa * 10 + (byte - 48);
          digits += 1;
          byte = ++at < limit ? bytes[at] : LF;
        }
        if (byte === mark) {
          byte = ++at < limit ? bytes[at] : LF;
          const first = at;
          while (byte >= 48 && byte <= 57) {
            mantissa = mantissa * 10 + (byte - 48);
            byte = ++at < limit ? bytes[at] : LF;
          }
          scale = first - at;
          digits += at - first;
        }
        if ((byte === 101 || byte === 69) && digits > 0) {
          byte = ++at < limit ? bytes[at] : LF;
          const down = byte === 45;
          if (down || byte === 43) byte = ++at < limit ? bytes[at] : LF;
          let exponent = 0;
          const first = at;
          while (byte >= 48 && byte <= 57) {
            exponent = exponent * 10 + (byte - 48);
            byte = ++at < limit ? bytes[at] : LF;
          }
          if (at === first) digits = 0;
          scale += down ? -exponent : exponent;
        }
        while (byte === 32) byte = ++at < limit ? bytes[at] : LF;
        const ended = byte === delimiter || byte === LF || byte === CR;
        if (ended && at === filledFrom) {
          value[cell] = Number.NaN;
          kind[cell] = CELL_MISSING;
          this.#dirty = true;
        } else {
          filled = true;
          if (ended && digits > 0) {
            // One rounding of two exact factors is the correctly rounded number; the rest takes the slow way.
            if (mantissa < LARGEST_EXACT && scale >= -22 && scale <= 14) {
              const size = scale < 0 ? mantissa / EXACT_POWERS[-scale] : mantissa * EXACT_POWERS[scale];
              value[cell] = negative ? -size : size;
            } else this.#set(cell, start, at, numberOfText(bytes, filledFrom, at, mark));
          } else {
            while (byte !== delimiter && byte !== LF && byte !== CR) byte = ++at < limit ? bytes[at] : LF;
            this.#readSlowly(cell, bytes, start, at);
          }
        }
      } else {
        if (byte === QUOTE && delimiter !== 9) at = endOfQuoted(bytes, at, limit);
        byte = at < limit ? bytes[at] : LF;
        while (byte !== delimiter && byte !== LF && byte !== CR) byte = ++at < limit ? bytes[at] : LF;
        if (at > start) filled = true;
        if (what === PLAN_TEXT) {
          this.#from[cell] = start;
          this.#to[cell] = at;
        } else if (cell >= width && !isEmpty(bytes, start, at)) this.extra += 1;
      }
      cell += 1;
      if (byte === delimiter && at < limit) {
        at += 1;
        continue;
      }
      if (at < limit) at += byte === CR && at + 1 < limit && bytes[at + 1] === LF ? 2 : 1;
      break;
    }
    this.blank = !filled && cell === 1;
    this.cells = cell;
    if (cell < width) this.#padFrom(cell);
    return at;
  }

  /** Text of a `text` cell of the last row, trimmed, quotes taken off; empty where the row was too short. */
  text(cell: number): string {
    const text = latin1(this.#bytes, this.#from[cell], this.#to[cell]).trim();
    return text.startsWith('"') ? text.slice(1, text.endsWith('"') ? -1 : undefined).replaceAll('""', '"') : text;
  }

  /** Bytes the last row lies in, for parsers of dates and the like. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  from(cell: number): number {
    return this.#from[cell];
  }

  to(cell: number): number {
    return this.#to[cell];
  }

  /** Quoted numbers, words for "missing", and everything that is no number. */
  #readSlowly(cell: number, bytes: Uint8Array, from: number, to: number): void {
    // `NaN` fills whole columns of some formats: no string is made for it.
    if (
      to - from === 3 &&
      (bytes[from] | 32) === 110 &&
      (bytes[from + 1] | 32) === 97 &&
      (bytes[from + 2] | 32) === 110
    ) {
      this.value[cell] = Number.NaN;
      this.kind[cell] = CELL_MISSING;
      this.#dirty = true;
      return;
    }
    const text = latin1(bytes, from, to).trim();
    const bare = text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
    if (MISSING_WORDS.has(bare.toLowerCase())) {
      this.value[cell] = Number.NaN;
      this.kind[cell] = CELL_MISSING;
      this.#dirty = true;
      return;
    }
    const isNumber = (this.#mark === COMMA ? NUMBER_WITH_COMMA : NUMBER_WITH_POINT).test(bare);
    this.#set(cell, from, to, isNumber ? Number(bare.replace(',', '.')) : Number.NaN);
  }

  #set(cell: number, from: number, to: number, value: number): void {
    const overRange = Math.abs(value) >= OVER_RANGE;
    this.value[cell] = overRange || value === NO_READING_SENTINEL ? Number.NaN : value;
    if (!Number.isNaN(this.value[cell])) return;
    this.#dirty = true;
    if (value === NO_READING_SENTINEL) this.kind[cell] = CELL_MISSING;
    else {
      this.kind[cell] = overRange ? CELL_OVER_RANGE : CELL_TEXT;
      this.odd += 1;
      this.#from[cell] = from;
      this.#to[cell] = to;
    }
  }

  #padFrom(cell: number): void {
    this.#dirty = true;
    for (let i = cell; i < this.width; i++) {
      this.value[i] = Number.NaN;
      this.kind[i] = CELL_MISSING;
      this.#from[i] = 0;
      this.#to[i] = 0;
    }
  }
}

function endOfQuoted(bytes: Uint8Array, at: number, limit: number): number {
  for (let i = at + 1; i < limit; i++) {
    if (bytes[i] === LF || bytes[i] === CR) return at;
    if (bytes[i] !== QUOTE) continue;
    if (bytes[i + 1] === QUOTE && i + 1 < limit) i += 1;
    else return i + 1;
  }
  return at;
}

function isEmpty(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 32 && bytes[i] !== 9) return false;
  return true;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1', from, to);
}

/** A text already known to be a number. */
function numberOfText(bytes: Uint8Array, from: number, to: number, mark: number): number {
  const text = latin1(bytes, from, to);
  return Number(mark === COMMA ? text.replace(',', '.') : text);
}
