/** Digits that tell any two Float64 apart. */
const DIGITS = 17;
/** First digits of seventeen: `high` has nine of them, `low` the other eight. */
const LOW_RANGE = 1e8;
const LEAST_HIGH = 1e8;
const MOST_HIGH = 1e9;
/** Powers of ten of the first digit this knows: beyond, `String` does it. */
const LEAST_EXPONENT = -30;
const MOST_EXPONENT = 16;
/** 2^27 + 1 cuts a Float64 into two halves whose products are exact (Veltkamp 1968). */
const SPLITTER = 134_217_729;
const LOG10_OF_2 = Math.log10(2);
const EXPONENT_BIAS = 1023;
const FRACTION_BITS = 52;
/** Far above the errors of the computation (1.2e-8), far below what is decided (0.05). */
const GUARD = 1e-6;

/** 10^n from n = 0 on as unevaluated sums of two Float64 (106 bits), and the first of each cut into halves. */
const POWERS = Array.from({ length: DIGITS - LEAST_EXPONENT }, (_, n) => 10n ** BigInt(n));
const POWER = Float64Array.from(POWERS, Number);
const POWER_REST = Float64Array.from(POWERS, (exact) => Number(exact - BigInt(Number(exact))));
const POWER_UPPER = POWER.map(upperHalf);
const POWER_LOWER = POWER.map((power, n) => power - POWER_UPPER[n]);
/** 10^n for the first digit's n, from `LEAST_EXPONENT` on. */
const TENS = Float64Array.from({ length: MOST_EXPONENT - LEAST_EXPONENT + 2 }, (_, i) =>
  Number(`1e${i + LEAST_EXPONENT}`),
);
const HALF_STEPS = Float64Array.from({ length: 2047 }, (_, bits) => 2 ** (bits - EXPONENT_BIAS - FRACTION_BITS - 1));

function upperHalf(value: number): number {
  const product = SPLITTER * value;
  return product - (product - value);
}

/**
 * The shortest digits that read back to the same Float64, as JavaScript prints them, without making a string: a run has
 * millions of numbers. The number is scaled to seventeen digits before the point with 106 bits (Dekker's product); of the
 * whole numbers nearer to it than half its step, the one with the most zeros at the end is the shortest. What comes too
 * near to a decision is left to `String`.
 */
export class ShortestDecimal {
  /** The first nine of seventeen digits as a number. */
  high = 0;
  /** The last eight. */
  low = 0;
  /** Power of ten of the first digit. */
  exponent = 0;
  readonly #float = new Float64Array(1);
  readonly #words = new Uint32Array(this.#float.buffer);

  /** Finds the digits of a number without its sign; false where `String` has to. */
  find(values: Float64Array, i: number): boolean {
    const value = Math.abs(values[i]);
    this.#float[0] = value;
    // All that run this program are little-endian (docs/run-file.md).
    const upperWord = this.#words[1];
    const bits = upperWord >>> 20;
    // The step below a power of two is half the one above it.
    if ((upperWord & 0xf_ffff) === 0 && this.#words[0] === 0) return false;
    let exponent = Math.floor((bits - EXPONENT_BIAS) * LOG10_OF_2) | 0;
    if (exponent < LEAST_EXPONENT || exponent >= MOST_EXPONENT) return false;
    if (value >= TENS[exponent + 1 - LEAST_EXPONENT]) exponent += 1;
    const n = DIGITS - 1 - exponent;
    const power = POWER[n];
    const product = value * power;
    const upper = upperHalf(value);
    const lower = value - upper;
    const error =
      upper * POWER_UPPER[n] -
      product +
      upper * POWER_LOWER[n] +
      lower * POWER_UPPER[n] +
      lower * POWER_LOWER[n] +
      value * POWER_REST[n];
    let high = Math.floor(product / LOW_RANGE);
    const low = product - high * LOW_RANGE + error;
    const halfStep = HALF_STEPS[bits] * power;
    let digits = Number.NaN;
    for (let zeros = 100; zeros >= 1; zeros /= 10) {
      const near = Math.round(low / zeros) * zeros;
      const distance = Math.abs(near - low);
      if (Math.abs(distance - halfStep) < GUARD || zeros / 2 - distance < GUARD) return false;
      if (distance > halfStep) continue;
      digits = near;
      break;
    }
    if (digits !== digits) return false;
    if (digits < 0) {
      high -= 1;
      digits += LOW_RANGE;
    } else if (digits >= LOW_RANGE) {
      high += 1;
      digits -= LOW_RANGE;
    }
    this.high = high | 0;
    this.low = digits | 0;
    this.exponent = exponent;
    return high >= LEAST_HIGH && high < MOST_HIGH;
  }
}
