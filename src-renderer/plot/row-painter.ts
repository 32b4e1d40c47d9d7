import type uPlot from 'uplot';
import type { PlotTheme } from './plot-theme.ts';
import type { StackFrame, StackRow } from './stack-frame.ts';

/** What the decorations of one row are drawn with; lengths in canvas pixels unless CSS is said. */
export interface RowPainter {
  plot: uPlot;
  context: CanvasRenderingContext2D;
  theme: PlotTheme;
  row: StackRow;
  frame: StackFrame;
  ratio: number;
}

/** Canvas pixel of a place on x. */
export const xPixel = (painter: RowPainter, value: number) => painter.plot.valToPos(value, 'x', true);

/** A position on which a line one pixel wide stays sharp. */
export function crisp(position: number, ratio: number): number {
  return Math.round(position) + (Math.round(ratio) % 2) / 2;
}

/** Adds a sharp vertical line to the path. */
export function verticalLine(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  height: number,
  ratio: number,
): void {
  const place = crisp(x, ratio);
  context.moveTo(place, top);
  context.lineTo(place, top + height);
}

/** Nothing is drawn outside the plotting area until the context is restored. */
export function clipToPlot({ context, plot }: RowPainter): void {
  const { left, top, width, height } = plot.bbox;
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
}
