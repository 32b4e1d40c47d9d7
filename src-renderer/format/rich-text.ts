import { CompositionError, parseComposition } from '../../shared/domain/composition.ts';
import { SPECIES } from '../../shared/domain/species.ts';

/**
 * Superscripts and subscripts as runs. The typeface has no superscript minus and no subscript n, so both the page and
 * the canvas draw scripts themselves, small and shifted, from ordinary characters.
 */
export interface TextRun {
  text: string;
  script: 'base' | 'super' | 'sub';
}

const SUPER = '\u207b\u207a\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207f';
const SUPER_PLAIN = '\u2212+0123456789n';
/** Stands for a subscript decimal point while text is split; a private character, never in text. */
const SUB_POINT = '\ue000';
const SUB = `\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u2099\u209b\u1d62${SUB_POINT}`;
const SUB_PLAIN = '0123456789nsi.';

/** Splits `10⁻¹² mlₙ` into runs of base, superscript and subscript text. */
export function splitScripts(text: string): TextRun[] {
  const runs: TextRun[] = [];
  // A decimal point between subscript digits has no subscript character of its own.
  for (const character of text.replace(/(?<=[\u2080-\u2089])\.(?=[\u2080-\u2089])/gu, SUB_POINT)) {
    const inSuper = SUPER.indexOf(character);
    const inSub = SUB.indexOf(character);
    const script = inSuper >= 0 ? 'super' : inSub >= 0 ? 'sub' : 'base';
    const plain = inSuper >= 0 ? SUPER_PLAIN[inSuper]! : inSub >= 0 ? SUB_PLAIN[inSub]! : character;
    const last = runs.at(-1);
    if (last && last.script === script) last.text += plain;
    else runs.push({ text: plain, script });
  }
  return runs;
}

/** What happened, and what is said to explain it: a text parted behind its first sentence. */
export function partFirstSentence(text: string): { first: string; rest: string } {
  const end = /[.!?] (?=[A-Z])/.exec(text);
  return end ? { first: text.slice(0, end.index + 1), rest: text.slice(end.index + 2) } : { first: text, rest: '' };
}

/**
 * Free text with its chemical formulas in subscripts: `ZrO2 on NCM85` → `ZrO₂ on NCM85`. Only words of at least two
 * elements, or known gases, count as formulas.
 */
export function formatFormulas(text: string): string {
  return text.replace(/[A-Z][A-Za-z0-9.()]*\d[A-Za-z0-9.()]*/g, (word) => {
    if (SPECIES.some((species) => species.formula === word)) return formatFormula(word);
    try {
      return parseComposition(word).size >= 2 ? formatFormula(word) : word;
    } catch (error) {
      if (error instanceof CompositionError) return word;
      throw error;
    }
  });
}

/** A chemical formula with subscript characters: `CO2` → `CO₂`, `LiNi0.85O2` → `LiNi₀.₈₅O₂`. */
export function formatFormula(formula: string): string {
  return formula.replace(/(?<=[A-Za-z)\].])\d+|(?<=\d\.)\d+/g, (digits) =>
    [...digits].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join(''),
  );
}
