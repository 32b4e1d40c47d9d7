import { ATOMIC_MASSES } from '../domain/atomic-masses.ts';
import { SPECIES } from '../domain/species.ts';

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const SUPERSCRIPTS: Record<string, string> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

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

const PLAIN: Record<string, string> = Object.fromEntries([
  ...Object.entries(SUPERSCRIPTS).map(([plain, raised]) => [raised, plain === '-' ? '−' : plain]),
  ...[...SUBSCRIPTS].map((lowered, digit) => [lowered, String(digit)]),
  ['ₙ', 'n'],
  ['ₛ', 's'],
  ['⁺', '+'],
]);

/** Runs of one height: position 0 is the line, -1 raised, 1 lowered; their text is ordinary characters. */
export function splitRuns(content: string): { text: string; position: -1 | 0 | 1 }[] {
  const runs = content.match(/[⁰¹²³⁴-⁹⁺⁻]+|[₀-₉ₙₛ]+|[^⁰¹²³⁴-⁹⁺⁻₀-₉ₙₛ]+/g) ?? [];
  return runs.map((run) => {
    const position = /^[⁰¹²³⁴-⁹⁺⁻]/.test(run) ? -1 : /^[₀-₉ₙₛ]/.test(run) ? 1 : 0;
    return { position, text: [...run].map((character) => PLAIN[character] ?? character).join('') };
  });
}

/** Text made safe for XML, control characters left out. */
export function escapeXml(text: string): string {
  const clean = text.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '',
  );
  return clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** About how wide a line is in points: no browser is asked, so that figures are the same everywhere. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += /[il.,:;'|!()\u00B9\u2080-\u2089\u2070-\u207F ]/.test(character) ? 0.3 : 0.56;
  return ems * fontSize;
}

/** A note in as many lines as a width asks for, broken behind commas only. */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const lines: string[] = [];
  for (const part of text.split(/(?<=,) /)) {
    const longer = lines.length === 0 ? part : `${lines.at(-1)} ${part}`;
    if (lines.length > 0 && textWidth(longer, fontSize) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}

/** A text cut to a width, with an ellipsis where it was cut. */
export function clipText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  let kept = text;
  while (kept.length > 1 && textWidth(`${kept}…`, fontSize) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
