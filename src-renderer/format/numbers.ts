/** Numbers as a person reads them: real minus, thin spaces between thousands, `–` for what is missing. */

export const MINUS = '\u2212';
/** Narrow and no-break, so that a number never splits over two lines. */
export const THIN_SPACE = '\u202f';
export const MISSING = '\u2013';

const SUPERSCRIPTS: Record<string, string> = {
  '-': '\u207b',
  0: '\u2070',
  1: '\u00b9',
  2: '\u00b2',
  3: '\u00b3',
  4: '\u2074',
  5: '\u2075',
  6: '\u2076',
  7: '\u2077',
  8: '\u2078',
  9: '\u2079',
};

/** A whole number as superscript characters: -12 → `⁻¹²`. */
export function superscript(exponent: number): string {
  return [...String(exponent)].map((character) => SUPERSCRIPTS[character]).join('');
}

/** Fixed decimals: -1234.5, 1 → `−1 234.5`. A value that rounds to zero has no sign. */
export function formatFixed(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const digits = Math.abs(value).toFixed(decimals);
  const [whole, fraction] = digits.split('.') as [string, string | undefined];
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) : whole;
  const isZero = /^[0.]*$/.test(digits);
  return `${value < 0 && !isZero ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** As `formatFixed`, with `+` before positive numbers. */
export function formatSigned(value: number | null | undefined, decimals: number): string {
  const text = formatFixed(value, decimals);
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** So many significant digits without an exponent: 0.012345, 3 → `0.0123`. */
export function formatSignificant(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  if (value === 0) return '0';
  // Rounding first: 9.996 with three digits is 10.0, not 10.00.
  const rounded = Number(value.toPrecision(digits));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(rounded))));
  return formatFixed(rounded, Math.min(decimals, 20));
}

/** At most so many significant digits, without trailing zeros: 0.0500, 2 → `0.05`; 60 → `60`. */
export function formatCompact(value: number, digits: number): string {
  const text = formatSignificant(value, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Mantissa and exponent: 3.128e-12, 3 → { mantissa: '3.13', exponent: -12 }; undefined for zero and missing. */
export function scientificParts(
  value: number | null | undefined,
  digits: number,
): { mantissa: string; exponent: number } | undefined {
  if (value === null || value === undefined || !Number.isFinite(value) || value === 0) return undefined;
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  return { mantissa: formatFixed(Number(mantissa), digits - 1), exponent: Number(exponent) };
}

/** 3.128e-12 → `3.13 × 10⁻¹²`. */
export function formatScientific(value: number | null | undefined, digits = 3): string {
  const parts = scientificParts(value, digits);
  if (!parts) return value === 0 ? '0' : MISSING;
  return `${parts.mantissa} \u00d7 10${superscript(parts.exponent)}`;
}

/** Reads what a person typed: comma or point, real minus; undefined where it is no number. */
export function parseNumber(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(MINUS, '-')
    .replace(/[\s\u2009\u202f]/g, '')
    .replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}
