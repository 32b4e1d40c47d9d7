import { formatFixed, superscript } from '../../format/numbers.ts';

/** A value with what it is uncertain by, both with the same power of ten and decimals: `(1.761 ± 0.014) × 10⁻⁵`. */
export function valueWithU(value: number, expanded: number): string {
  const power = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const scaled = expanded / 10 ** power;
  const decimals = scaled > 0 ? Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(scaled)))) : 3;
  const text = `${formatFixed(value / 10 ** power, decimals)} ± ${formatFixed(scaled, decimals)}`;
  return power === 0 ? text : `(${text}) × 10${superscript(power)}`;
}
