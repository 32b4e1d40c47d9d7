/**
 * Numbers in other programs' text, byte by byte: strict, exact, and fast enough for 100 MB files (formats.md 0).
 */

/** What a field turned out to be. */
export type FieldKind = 'number' | 'missing' | 'over-range' | 'text';

/** Magnitudes from here on mean "over range" to the instruments that write them. */
const OVER_RANGE = 1e30;
/** Powers of ten that are exact in a Float64. */
const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const LARGEST_EXACT = 2 ** 53;
/** What programs write where they have no number; compared in lower case. */
const MISSING_WORDS = new Set([
  '',
  'nan',
  '-nan',
  '+nan',
  'n/a',
  'xxx',
  'xxxx',
  '1.#qnan',
  '-1.#qnan',
  '1.#ind',
  '-1.#ind',
]);

/** Reads one field at a time; `value` and `kind` hold the last one. Reused, so that a file makes no garbage. */
export class NumberField {
  value = Number.NaN;
  kind: FieldKind = 'missing';
  readonly #decimalMark: number;

  /** @param decimalMark the file's, decided once per file */
  constructor(decimalMark: '.' | ',' = '.') {
    this.#decimalMark = decimalMark.charCodeAt(0);
  }

  /** Reads the bytes [from, to), blanks and tabs around them ignored. */
  read(bytes: Uint8Array, from: number, to: number): void {
    while (from < to && (bytes[from] === 32 || bytes[from] === 9)) from += 1;
    while (to > from && (bytes[to - 1] === 32 || bytes[to - 1] === 9)) to -= 1;
    let at = from;
    const negative = bytes[at] === 45;
    if (negative || bytes[at] === 43) at += 1;
    let mantissa = 0;
    let digits = 0;
    let scale = 0;
    let seenMark = false;
    for (; at < to; at++) {
      const byte = bytes[at];
      if (byte >= 48 && byte <= 57) {
        mantissa = mantissa * 10 + (byte - 48);
        digits += 1;
        if (seenMark) scale -= 1;
      } else if (byte === this.#decimalMark && !seenMark) seenMark = true;
      else break;
    }
    if (digits === 0) return this.#word(bytes, from, to);
    if (at < to && (bytes[at] === 101 || bytes[at] === 69)) {
      at += 1;
      const down = bytes[at] === 45;
      if (down || bytes[at] === 43) at += 1;
      let exponent = 0;
      const first = at;
      for (; at < to && bytes[at] >= 48 && bytes[at] <= 57; at++)
        exponent = Math.min(9999, exponent * 10 + (bytes[at] - 48));
      if (at === first) return this.#word(bytes, from, to);
      scale += down ? -exponent : exponent;
    }
    if (at !== to) return this.#word(bytes, from, to);
    let value: number;
    // Both factors exact: one rounding, the same as the correctly rounded number (Clinger 1990).
    if (mantissa < LARGEST_EXACT && scale >= -22 && scale <= 22) {
      value = scale < 0 ? mantissa / EXACT_POWERS[-scale] : mantissa * EXACT_POWERS[scale];
      if (negative) value = -value;
    } else value = Number(this.#text(bytes, from, to).replace(',', '.'));
    this.#set(value);
  }

  #set(value: number): void {
    const overRange = Math.abs(value) >= OVER_RANGE;
    this.value = overRange ? Number.NaN : value;
    this.kind = overRange ? 'over-range' : 'number';
  }

  #word(bytes: Uint8Array, from: number, to: number): void {
    this.value = Number.NaN;
    this.kind = from === to || MISSING_WORDS.has(this.#text(bytes, from, to).toLowerCase()) ? 'missing' : 'text';
  }

  #text(bytes: Uint8Array, from: number, to: number): string {
    let text = '';
    for (let i = from; i < to && i < from + 60; i++) text += String.fromCharCode(bytes[i]);
    return text;
  }
}
