/** Magnitudes from here on mean "over range" to the instruments that write them (formats.md 0). */
export const OVER_RANGE = 1e30;

/** What programs write where they have no number; compared in lower case. */
export const MISSING_WORDS: ReadonlySet<string> = new Set([
  '',
  'nan',
  '-nan',
  '+nan',
  'n/a',
  'xxx',
  'xxxx',
  '1.#qnan',
  '-1.#qnan',
  '1.#ind',
  '-1.#ind',
]);
