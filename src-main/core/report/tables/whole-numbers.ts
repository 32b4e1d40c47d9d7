/** Stands for a missing whole number where a file has no other word for it: the least Int64. */
export const MISSING_INTEGER = -9_223_372_036_854_775_808n;
const MISSING_HIGH = -0x8000_0000;
const TWO_TO_32 = 4_294_967_296;

/**
 * Whole numbers up to 2^53 as Int64, NaN as `MISSING_INTEGER`. Written as halves of 32 bits: a BigInt made for each of
 * the millions of a run costs more than writing them.
 */
export function wholeNumbers(values: Float64Array): BigInt64Array {
  const halves = new Int32Array(2 * values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== value) {
      halves[2 * i + 1] = MISSING_HIGH;
      continue;
    }
    const high = Math.floor(value / TWO_TO_32);
    halves[2 * i] = value - high * TWO_TO_32;
    halves[2 * i + 1] = high;
  }
  // All that run this program are little-endian (docs/run-file.md), as Int64 arrays are.
  return new BigInt64Array(halves.buffer);
}
