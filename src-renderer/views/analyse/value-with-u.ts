import { formatFixed, superscript } from '../../format/numbers.ts';

/** Sizes that read well without a power of ten. */
const PLAIN = { from: 1e-2, below: 1e4 };

/**
 * A value with what it is uncertain by, the uncertainty with two digits, both with the same decimals and, where they are
 * small or large, the same power of ten: `14.8 ± 1.6`, `(1.761 ± 0.014) × 10⁻⁵`.
 */
export function valueWithU(value: number, expanded: number): string {
  const size = Math.max(Math.abs(value), Number.MIN_VALUE);
  const power = value === 0 || (size >= PLAIN.from && size < PLAIN.below) ? 0 : Math.floor(Math.log10(size));
  const scaled = expanded / 10 ** power;
  const decimals = scaled > 0 ? Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(scaled)))) : 3;
  const text = `${formatFixed(value / 10 ** power, decimals)} ± ${formatFixed(scaled, decimals)}`;
  return power === 0 ? text : `(${text}) × 10${superscript(power)}`;
}
