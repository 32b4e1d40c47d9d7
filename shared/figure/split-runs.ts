export const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
export const SUPERSCRIPTS: Record<string, string> = {
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
