/** Decimals that give U two significant digits. */
function decimalsOf(U: number): number {
  return U > 0 ? Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(U)))) : 2;
}

/** `3.40 +- 0.52` in units of 10^exponent, U with two digits; without U four digits. */
export function printValue(value: number, U: number, exponent: number): string {
  const unit = 10 ** exponent;
  if (!(U > 0)) return String(Number((value / unit).toPrecision(4)));
  const decimals = decimalsOf(U / unit);
  return `${(value / unit).toFixed(decimals)} +- ${(U / unit).toFixed(decimals)}`;
}

/** As `printValue`, with a plus sign before a positive difference; one that rounds to zero has no sign. */
export function printDifference(value: number, U: number, exponent: number): string {
  const printed = printValue(value, U, exponent);
  if (/^-?0(\.0+)?( |$)/.test(printed)) return printed.replace(/^-/, '');
  return value > 0 ? `+${printed}` : printed;
}

/** Few digits for prose, no trailing zeros. */
export const shortDigits = (value: number, digits = 3): string => String(Number(value.toPrecision(digits)));
