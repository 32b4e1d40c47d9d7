import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSync, type Font } from 'fontkit';

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

/** Compressed for the web, for reports in HTML. */
const WEB_FILES = [
  { family: SANS, weight: 400, file: 'IBMPlexSans-Regular.woff2' },
  { family: SANS, weight: 500, file: 'IBMPlexSans-Medium.woff2' },
  { family: SANS, weight: 600, file: 'IBMPlexSans-SemiBold.woff2' },
  { family: MONO, weight: 400, file: 'IBMPlexMono-Regular.woff2' },
] as const;

/** Fonts a page can carry inside itself: family, weight and absolute path. */
export function webFonts(): { family: string; weight: number; path: string }[] {
  return WEB_FILES.map(({ family, weight, file }) => {
    const beside = fileURLToPath(new URL(`../fonts/${file}`, import.meta.url));
    if (existsSync(beside)) return { family, weight, path: beside };
    const name = family === MONO ? '@ibm/plex-mono' : '@ibm/plex-sans';
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    return { family, weight, path: join(root, 'fonts', 'complete', 'woff2', file) };
  });
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

const opened = new Map<string, Font>();

/** A font of the family for text, open for measuring and outlines. */
export function openFont(style: 'normal' | 'medium' | 'bold'): Font {
  const known = opened.get(style);
  if (known) return known;
  const files = fontFiles();
  const path = style === 'medium' ? files[SANS_MEDIUM]!.normal! : files[SANS]![style]!;
  const font = openSync(path);
  if (!('layout' in font)) throw new Error(`${path} holds no single font`);
  opened.set(style, font);
  return font;
}

/** Widths by style and text, in font units: a table is measured at several sizes, and words come again. */
const measured = { normal: new Map<string, number>(), bold: new Map<string, number>() };
/** More texts than a long report has; then it begins anew. */
const MOST_MEASURED = 20_000;

/** Width of a line in points. */
export function measureText(text: string, fontSize: number, bold: boolean): number {
  const style = bold ? 'bold' : 'normal';
  const font = openFont(style);
  const known = measured[style];
  let width = known.get(text);
  if (width === undefined) {
    width = font.layout(text).advanceWidth;
    if (known.size >= MOST_MEASURED) known.clear();
    known.set(text, width);
  }
  return (width * fontSize) / font.unitsPerEm;
}
