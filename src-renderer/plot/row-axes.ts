import { drawRichText, measureRichText, type TextStyle } from './rich-text-canvas.ts';
import { crisp, verticalLine, xPixel, type RowPainter } from './row-painter.ts';
import type { AxisSpec } from './stack-frame.ts';
import type { Ticks } from './ticks.ts';

const TICK_STYLE: TextStyle = { size: 11, weight: 400, colour: '--text-2', align: 'right' };
const TITLE_STYLE: TextStyle = { size: 11.5, weight: 500, colour: '--text-2', align: 'centre' };

/** Tick labels and title of a y-axis, in its gutter. */
export function paintYAxis(painter: RowPainter, side: 'left' | 'right', ticks: Ticks): void {
  const { context, plot, theme, row, ratio } = painter;
  const axis = side === 'left' ? row.left : row.right;
  if (!axis) return;
  const { left, top, width, height } = plot.bbox;
  const scale = side === 'left' ? 'y' : 'r';
  const outward = side === 'left' ? -1 : 1;
  const edge = side === 'left' ? left : left + width;
  const align = side === 'left' ? 'right' : 'left';
  context.strokeStyle = theme.colour('--line-2');
  context.lineWidth = ratio;
  context.beginPath();
  ticks.values.forEach((value, index) => {
    const y = plot.valToPos(value, scale, true);
    if (y < top - 1 || y > top + height + 1) return;
    context.moveTo(edge, crisp(y, ratio));
    context.lineTo(edge + outward * 4 * ratio, crisp(y, ratio));
    drawRichText(context, theme, ticks.labels[index]!, edge + outward * 8 * ratio, y, { ...TICK_STYLE, align }, ratio);
  });
  context.stroke();
  const titleX = side === 'left' ? 10 * ratio : edge + 54 * ratio;
  context.save();
  context.translate(titleX, top + height / 2);
  context.rotate((-outward * -Math.PI) / 2);
  const title = fitted(painter, axis, height);
  drawRichText(context, theme, title.text, 0, 0, { ...TITLE_STYLE, size: title.size }, ratio);
  context.restore();
}

/** A title that is longer than its row is set smaller, then shorter. */
function fitted(painter: RowPainter, axis: AxisSpec, height: number): { text: string; size: number } {
  const { context, theme, ratio } = painter;
  const fits = (text: string, size: number) =>
    measureRichText(context, theme, text, { ...TITLE_STYLE, size }, ratio) <= height + 2 * ratio;
  for (const text of [axis.title, axis.shortTitle ?? axis.title])
    for (const size of [TITLE_STYLE.size, 10.5]) if (fits(text, size)) return { text, size };
  const text = axis.shortTitle ?? axis.title;
  return { text: text.slice(text.lastIndexOf(' / ') + 3), size: TITLE_STYLE.size };
}

/** Tick labels and title below the last row. */
export function paintXAxis(painter: RowPainter, ticks: Ticks & { title: string }): void {
  const { context, plot, theme, ratio } = painter;
  const { left, top, width, height } = plot.bbox;
  const bottom = top + height;
  context.strokeStyle = theme.colour('--line-2');
  context.lineWidth = ratio;
  context.beginPath();
  ticks.values.forEach((value, index) => {
    const x = xPixel(painter, value);
    if (x < left - 1 || x > left + width + 1) return;
    verticalLine(context, x, bottom, 4 * ratio, ratio);
    drawRichText(
      context,
      theme,
      ticks.labels[index]!,
      x,
      bottom + 13 * ratio,
      { ...TICK_STYLE, align: 'centre' },
      ratio,
    );
  });
  context.stroke();
  drawRichText(context, theme, ticks.title, left + width / 2, bottom + 32 * ratio, TITLE_STYLE, ratio);
}
