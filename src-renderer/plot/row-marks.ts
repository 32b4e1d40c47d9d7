import { drawRichText, measureRichText, type TextStyle } from './rich-text-canvas.ts';
import type { RowPainter } from './row-painter.ts';

const STYLE: TextStyle = { size: 11, weight: 400, colour: '--text-2', align: 'left' };
const ONSET_STYLE: TextStyle = { size: 11.5, weight: 500, colour: '--text-1', align: 'right' };

/** Limits across the row, dashed, named with their value at the left. Between grid and curves. */
export function paintLevels({ context, plot, theme, row, ratio }: RowPainter): void {
  const { left, top, width, height } = plot.bbox;
  for (const { value, label } of row.levels ?? []) {
    const y = plot.valToPos(value, 'y', true);
    if (!(y > top && y < top + height)) continue;
    context.save();
    context.strokeStyle = theme.colour('--text-2');
    context.lineWidth = ratio;
    context.setLineDash([6 * ratio, 4 * ratio]);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(left + width, y);
    context.stroke();
    context.restore();
    drawRichText(context, theme, label, left + 6 * ratio, y - 8 * ratio, STYLE, ratio);
  }
}

/** The onset: dotted through every row, in its own row a triangle and words. After the curves. */
export function paintOnset({ context, plot, theme, row, frame, ratio }: RowPainter): void {
  const { onset } = frame;
  if (!onset || onset.x < frame.x.from || onset.x > frame.x.to) return;
  const { left, top, height } = plot.bbox;
  const x = plot.valToPos(onset.x, 'x', true);
  context.save();
  context.strokeStyle = theme.colour('--text-1');
  context.lineWidth = ratio;
  context.setLineDash([2 * ratio, 3 * ratio]);
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, top + height);
  context.stroke();
  context.setLineDash([]);
  if (row.id === onset.rowId) {
    context.fillStyle = theme.colour('--text-1');
    context.beginPath();
    context.moveTo(x - 5 * ratio, top + 22 * ratio);
    context.lineTo(x + 5 * ratio, top + 22 * ratio);
    context.lineTo(x, top + 31 * ratio);
    context.fill();
    const needed = measureRichText(context, theme, onset.label, ONSET_STYLE, ratio) + 10 * ratio;
    const isLeft = x - needed > left;
    const style: TextStyle = isLeft ? ONSET_STYLE : { ...ONSET_STYLE, align: 'left' };
    drawRichText(context, theme, onset.label, x + (isLeft ? -9 : 9) * ratio, top + 26 * ratio, style, ratio);
  }
  context.restore();
}
