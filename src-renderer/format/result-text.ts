import type { Unit } from '../../shared/domain/units.ts';

const UNIT_WORDS: Record<string, string> = { umol: 'µmol', cm2: 'cm²', ml: 'ml', '1': '' };
const PER: Record<string, string> = { g: 'g⁻¹', min: 'min⁻¹', cm2: 'cm⁻²', s: 's⁻¹' };

/** A unit as it is set: `nmol/min/g` → `nmol min⁻¹ g⁻¹`, `1/g` → `g⁻¹`, `1` → nothing. */
export function formatUnit(unit: Unit): string {
  const [first = '', ...per] = unit.split('/');
  return [UNIT_WORDS[first] ?? first, ...per.map((one) => PER[one] ?? `${one}⁻¹`)].filter(Boolean).join(' ');
}

/** A printed amount in parts that are set apart. */
export interface PrintedParts {
  value: string;
  /** What must be known of it: `not detected`, `< LOQ`. */
  flag: string | undefined;
}

/** Takes the engine's printed form apart; every digit stays as printed. */
export function printedParts(printed: string): PrintedParts {
  const text = printed
    .replace('+-', '±')
    .replace('<=', '≤')
    .replaceAll('-', '−')
    .replace(/e−(\d+)/g, 'e−$1');
  const missing = /^not detected, (.*) \(95 %\)$/.exec(text);
  if (missing) return { value: missing[1]!, flag: 'not detected' };
  const below = /^(.*) \(below LOQ\)$/.exec(text);
  return below ? { value: below[1]!, flag: '< LOQ' } : { value: text, flag: undefined };
}
