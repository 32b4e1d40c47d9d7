import { ShortestDecimal } from './shortest-decimal.ts';
import { MICRO, MINUS, writeAscii, writeMicros, writeShortest, writeWhole } from './write-digits.ts';

/** Beyond this, decimals of 15 digits no longer tell neighbouring doubles apart. */
const MOST_MICROS = 1e15;

/**
 * Numbers as the shortest text that reads back to the same Float64: nothing for NaN, `inf` as most readers want it, and
 * the sign of zero is kept, because raw numbers are lossless.
 */
export class NumberText {
  readonly #decimal = new ShortestDecimal();

  /**
   * Writes where there is room for `MOST_BYTES`. The number is named by its place, because a number handed to a function
   * may be an object, and these would be millions. @returns where the text ends
   */
  write(to: DataView, start: number, values: Float64Array, i: number): number {
    const value = values[i];
    if (value !== value) return start;
    const isNegative = value < 0;
    const size = isNegative ? -value : value;
    const whole = Math.floor(size);
    let at = start;
    if (whole === size && size <= Number.MAX_SAFE_INTEGER && !(size === 0 && 1 / value < 0)) {
      if (isNegative) to.setUint8(at++, MINUS);
      return writeWhole(to, at, whole);
    }
    const micros = Math.round(size * MICRO);
    if (micros < MOST_MICROS && micros / MICRO === size && size !== 0) {
      // Stamps and voltages: six decimals are the whole number, and whole numbers are quickly written.
      if (isNegative) to.setUint8(at++, MINUS);
      at = writeWhole(to, at, whole);
      return writeMicros(to, at, (micros - whole * MICRO) | 0);
    }
    if (this.#decimal.find(values, i)) {
      if (isNegative) to.setUint8(at++, MINUS);
      return writeShortest(to, at, this.#decimal);
    }
    if (Number.isFinite(value)) return writeAscii(to, at, size === 0 ? '-0' : String(value));
    return writeAscii(to, at, isNegative ? '-inf' : 'inf');
  }
}
