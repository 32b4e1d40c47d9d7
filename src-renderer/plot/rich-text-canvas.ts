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

/** Width in canvas pixels of a text with scripts. */
export function measureRichText(
  context: CanvasRenderingContext2D,
  theme: PlotTheme,
  text: string,
  style: TextStyle,
  ratio: number,
): number {
  let width = 0;
  for (const run of splitScripts(text)) {
    context.font = fontOf(theme, style, run.script === 'base' ? 1 : SCRIPT_SIZE, ratio);
    width += context.measureText(run.text).width;
  }
  return width;
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
  const width = measureRichText(context, theme, text, style, ratio);
  let left = style.align === 'left' ? x : style.align === 'right' ? x - width : x - width / 2;
  context.fillStyle = theme.colour(style.colour);
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  // The baseline sits 0.35 of the size below the middle of digits in this typeface.
  const baseline = y + 0.35 * style.size * ratio;
  for (const run of splitScripts(text)) {
    context.font = fontOf(theme, style, run.script === 'base' ? 1 : SCRIPT_SIZE, ratio);
    context.fillText(run.text, left, baseline + SHIFT[run.script] * style.size * ratio);
    left += context.measureText(run.text).width;
  }
}

function fontOf(theme: PlotTheme, style: TextStyle, share: number, ratio: number): string {
  return `${style.weight} ${style.size * share * ratio}px ${theme.fontFamily}`;
}
