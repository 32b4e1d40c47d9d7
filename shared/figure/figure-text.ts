import { ATOMIC_MASSES } from '../domain/atomic-masses.ts';
import { SPECIES } from '../domain/species.ts';
import { SUBSCRIPTS, SUPERSCRIPTS } from './split-runs.ts';

/** `SO2` as `SO₂`. */
export function formulaText(formula: string): string {
  return formula.replace(/(?<=[A-Za-z)\u2080-\u2089])\d/g, (digit) => SUBSCRIPTS[Number(digit)]!);
}

/** Free text with its formulas in subscripts: `ZrO2-coated NCM85` as `ZrO₂-coated NCM85`; only real elements count. */
export function formulasIn(text: string): string {
  return text.replace(/\b(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?)?)+\b/g, (word) => {
    const elements = word.match(/[A-Z][a-z]?/g) ?? [];
    const isFormula = elements.length > 1 && elements.every((element) => element in ATOMIC_MASSES);
    return isFormula ? word.replace(/\d/g, (digit) => SUBSCRIPTS[Number(digit)]!) : formulaOfGas(word);
  });
}

/** `O2` and `H2` are formulas too; `C60` may be a name and stays. */
function formulaOfGas(word: string): string {
  return SPECIES.some((species) => species.formula === word) ? formulaText(word) : word;
}

/** Power of ten as real text, `10⁻⁵`; empty for 0. */
export function powerText(exponent: number): string {
  if (exponent === 0) return '';
  return `10${[...String(exponent)].map((character) => SUPERSCRIPTS[character]).join('')}`;
}

/** A result's ASCII print as it reads in a figure: `0.3 ± 0.1`, `≤ 0.21 (95 %)`. */
export function printedText(printed: string): string {
  return printed
    .replace('+-', '±')
    .replace('<=', '≤')
    .replace(/(?<![\d.e])-(?=\d)/g, '−')
    .replace(' %', ' %');
}

/** Text made safe for XML, control characters left out. */
export function escapeXml(text: string): string {
  const clean = text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '',
  );
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
