import { splitScripts } from '../format/rich-text.ts';
import type { PlotTheme } from './plot-theme.ts';

export interface TextStyle {
  /** CSS pixels. */
  size: number;
  weight: number;
  /** CSS variable. */
  colour: string;
  align: 'left' | 'centre' | 'right';
}

const SCRIPT_SIZE = 0.72;
/** Shift of scripts in units of the text size; down is positive. */
const SHIFT = { base: 0, super: -0.36, sub: 0.18 };

/** A text as it is put on the canvas; lengths in canvas pixels. */
interface LaidOut {
  runs: { text: string; font: string; shift: number; width: number }[];
  width: number;
}

/** Labels come again in picture after picture; those of long runs, such as times, change, so old ones are let go of. */
const MOST_KEPT = 1000;
/** By theme: its typeface decides the widths, and it is read anew when fonts have been loaded. */
const kept = new WeakMap<PlotTheme, Map<string, LaidOut>>();

/** Width in canvas pixels of a text with scripts. */
export function measureRichText(
  context: CanvasRenderingContext2D,
  theme: PlotTheme,
  text: string,
  style: TextStyle,
  ratio: number,
): number {
  return layOut(context, theme, text, style, ratio).width;
}

/** Draws a text with scripts; `y` is the middle of its small letters, in canvas pixels. */
export function drawRichText(
  context: CanvasRenderingContext2D,
  theme: PlotTheme,
  text: string,
  x: number,
  y: number,
  style: TextStyle,
  ratio: number,
): void {
  const { runs, width } = layOut(context, theme, text, style, ratio);
  let left = style.align === 'left' ? x : style.align === 'right' ? x - width : x - width / 2;
  context.fillStyle = theme.colour(style.colour);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  // The baseline sits 0.35 of the size below the middle of digits in this typeface.
  const baseline = y + 0.35 * style.size * ratio;
  for (const run of runs) {
    context.font = run.font;
    context.fillText(run.text, left, baseline + run.shift);
    left += run.width;
  }
}

function layOut(
  context: CanvasRenderingContext2D,
  theme: PlotTheme,
  text: string,
  style: TextStyle,
  ratio: number,
): LaidOut {
  const known = kept.get(theme) ?? new Map<string, LaidOut>();
  kept.set(theme, known);
  const key = `${style.weight} ${style.size} ${ratio} ${text}`;
  const before = known.get(key);
  if (before) return before;
  const runs = splitScripts(text).map((run) => {
    const font = fontOf(theme, style, run.script === 'base' ? 1 : SCRIPT_SIZE, ratio);
    context.font = font;
    const { width } = context.measureText(run.text);
    return { text: run.text, font, shift: SHIFT[run.script] * style.size * ratio, width };
  });
  const laidOut = { runs, width: runs.reduce((sum, run) => sum + run.width, 0) };
  if (known.size >= MOST_KEPT) known.clear();
  known.set(key, laidOut);
  return laidOut;
}

function fontOf(theme: PlotTheme, style: TextStyle, share: number, ratio: number): string {
  return `${style.weight} ${style.size * share * ratio}px ${theme.fontFamily}`;
}
