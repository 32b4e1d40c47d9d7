import { splitRuns } from './split-runs.ts';

/** Size of raised and lowered characters, as a share of the line's. */
export const RAISED_SIZE = 0.72;

/**
 * Advance widths of IBM Plex Sans Medium from the blank to the tilde, thousandths of the font size: no browser is asked,
 * so that figures come out the same everywhere. Regular is up to 3 % narrower, SemiBold 2 % wider.
 */
const ASCII_WIDTHS = (
  '236 299 451 678 599 947 706 253 336 336 514 600 288 401 288 416 600 600 600 600 600 600 600 600 600 600 308 308 600 ' +
  '600 600 487 896 660 659 634 682 593 570 705 714 414 531 660 513 815 714 711 627 711 655 599 577 685 627 926 639 617 ' +
  '592 324 416 324 600 561 600 549 592 509 592 555 340 538 580 265 265 548 285 882 580 562 592 592 383 494 365 580 512 ' +
  '799 530 514 487 355 352 355 600'
)
  .split(' ')
  .map(Number);
const OTHER_WIDTHS: Record<string, number> = { '·': 340, '°': 469, '…': 843, '\u2009': 200, '\u00a0': 236 };
const WIDEST = 715;

/** Width of a line, in the unit of the font size; superscripts and subscripts count as they are drawn. */
export function textWidth(text: string, fontSize: number): number {
  let thousandths = 0;
  for (const { text: run, position } of splitRuns(text)) {
    const size = position === 0 ? 1 : RAISED_SIZE;
    for (const character of run) thousandths += size * widthOf(character);
  }
  return (thousandths / 1000) * fontSize;
}

function widthOf(character: string): number {
  return (
    ASCII_WIDTHS[character.codePointAt(0)! - 32] ?? OTHER_WIDTHS[character] ?? (/\p{L}/u.test(character) ? WIDEST : 600)
  );
}

/**
 * How much wider a line may come out where the figure's typeface is not installed: in DejaVu Sans, the widest of the usual
 * stand-ins, figures' lines are 9 to 12 % wider, and names in bold another 8 %. Arial is narrower.
 */
const STAND_IN = 1.12;
export const BOLD = 1.08;

/** Room to leave for a line, in the unit of the font size, whatever typeface it is shown in. */
export function textRoom(text: string, fontSize: number): number {
  return textWidth(text, fontSize) * STAND_IN;
}

/**
 * A note in as many lines as a width asks for: broken behind commas, and at blanks and behind `)/` only where it must be.
 * `m/z 64` stays whole.
 */
export function wrapText(text: string, width: number, fontSize: number): string[] {
  const fits = (line: string) => textRoom(line.trimEnd(), fontSize) <= width;
  const filled = (pieces: readonly string[]) => {
    const lines: string[] = [];
    for (const piece of pieces) {
      const longer = (lines.at(-1) ?? '') + piece;
      if (lines.length > 0 && fits(longer)) lines[lines.length - 1] = longer;
      else lines.push(piece);
    }
    return lines.map((line) => line.trimEnd());
  };
  return filled(text.split(/(?<=, )/)).flatMap((line) =>
    fits(line) ? [line] : filled(line.split(/(?<=(?<!m\/z) |\)\/)/)),
  );
}

/** A text cut to a width, with an ellipsis where it was cut. */
export function clipText(text: string, width: number, fontSize: number): string {
  if (textRoom(text, fontSize) <= width) return text;
  let kept = text;
  while (kept.length > 1 && textRoom(`${kept}…`, fontSize) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
