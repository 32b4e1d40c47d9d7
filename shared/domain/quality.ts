/**
 * Quality of a reading as OPC-UA carries it: a raw 32-bit status code, kept for ever.
 * The top two bits say how far a value may be believed (OPC-UA Part 4, 7.39).
 */
export type Severity = 'good' | 'uncertain' | 'bad';

export const STATUS_GOOD = 0x0000_0000;
export const STATUS_BAD = 0x8000_0000;
/** BadSensorFailure, OPC-UA Part 6. */
export const STATUS_BAD_SENSOR_FAILURE = 0x808c_0000;
/** The overflow bit of a data value's info bits: the server's queue lost older values. */
export const STATUS_OVERFLOW_BITS = 0x0000_0480;

/** "No reading" of PrismaPro and some residual-gas programs: never a value (formats.md 0). */
export const NO_READING_SENTINEL = -9.999999e-31;

/** Severity of a raw status code. */
export function severityOf(status: number): Severity {
  const top = status >>> 30;
  if (top === 0) return 'good';
  return top === 1 ? 'uncertain' : 'bad';
}

/** True where a value may be integrated: good status, finite, not the sentinel (also after a trip through Float32). */
export function isUsable(value: number, status: number): boolean {
  return (
    status >>> 30 === 0 &&
    Number.isFinite(value) &&
    value !== NO_READING_SENTINEL &&
    value !== Math.fround(NO_READING_SENTINEL)
  );
}

/** True where the server says that its queue overflowed before this value. */
export function hasOverflow(status: number): boolean {
  return (status & STATUS_OVERFLOW_BITS) === STATUS_OVERFLOW_BITS;
}
