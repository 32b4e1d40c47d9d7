import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Families as the document names them; `Medium` is the weight 500 that drawings use for titles. */
export const SANS = 'IBM Plex Sans';
export const SANS_MEDIUM = 'IBM Plex Sans Medium';
export const MONO = 'IBM Plex Mono';

/** Files by family and style, as their packages name them. */
const FILES = {
  [SANS]: {
    normal: 'IBMPlexSans_400Regular.ttf',
    bold: 'IBMPlexSans_600SemiBold.ttf',
    italics: 'IBMPlexSans_400Regular_Italic.ttf',
  },
  [SANS_MEDIUM]: { normal: 'IBMPlexSans_500Medium.ttf', bold: 'IBMPlexSans_600SemiBold.ttf' },
  [MONO]: { normal: 'IBMPlexMono_400Regular.ttf' },
} as const;

export type FontFiles = Record<string, Partial<Record<'normal' | 'bold' | 'italics', string>>>;

/**
 * The build lays the fonts beside the bundles (build/build.mjs); run from source they lie in their packages.
 * TrueType, because the PDF writer inflates a WOFF anew for every glyph.
 */
function pathOf(file: string): string {
  const beside = fileURLToPath(new URL(`../fonts/${file}`, import.meta.url));
  if (existsSync(beside)) return beside;
  const family = file.startsWith('IBMPlexMono') ? 'ibm-plex-mono' : 'ibm-plex-sans';
  const root = dirname(createRequire(import.meta.url).resolve(`@expo-google-fonts/${family}/package.json`));
  return join(root, file.slice(file.indexOf('_') + 1, -'.ttf'.length), file);
}

/** Absolute paths of the embedded fonts (IBM Plex, SIL Open Font License). */
export function fontFiles(): FontFiles {
  return Object.fromEntries(
    Object.entries(FILES).map(([family, styles]) => [
      family,
      Object.fromEntries(Object.entries(styles).map(([style, file]) => [style, pathOf(file)])),
    ]),
  );
}
