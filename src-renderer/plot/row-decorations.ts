import { formatDuration } from '../format/times.ts';
import type { GapMark } from './common-gaps.ts';
import { lastValue } from './curve.ts';
import { pushApart } from './push-apart.ts';
import { drawRichText, measureRichText, type TextStyle } from './rich-text-canvas.ts';
import { clipToPlot, crisp, verticalLine, xPixel, type RowPainter } from './row-painter.ts';

/** Least distance of two direct labels, CSS pixels. */
const LABEL_GAP = 13.5;
const LABEL_STYLE: TextStyle = { size: 11.5, weight: 500, colour: '--text-1', align: 'left' };
/** Background, tint of every second phase. Before the grid. */
export function paintGround(painter: RowPainter): void {
  const { context, plot, theme, frame } = painter;
  const { left, top, width, height } = plot.bbox;
  context.fillStyle = theme.colour('--plot');
  context.fillRect(left, top, width, height);
  context.save();
  clipToPlot(painter);
  context.fillStyle = theme.colour('--phase-tint');
  for (const [index, phase] of frame.phases.entries()) {
    if (index % 2 === 1) continue;
    const from = xPixel(painter, phase.from);
    context.fillRect(from, top, xPixel(painter, phase.to) - from, height);
  }
  context.restore();
}

/** Phase boundaries, zero line, hatched gaps. Between grid and curves. */
export function paintMarks(painter: RowPainter): void {
  const { context, plot, theme, frame, row, ratio } = painter;
  const { top, height, left, width } = plot.bbox;
  context.save();
  clipToPlot(painter);
  context.lineWidth = ratio;
  context.strokeStyle = theme.colour('--line-2');
  context.beginPath();
  for (const phase of frame.phases) verticalLine(context, xPixel(painter, phase.from), top, height, ratio);
  if (row.left.zeroLine && row.left.kind === 'linear') {
    const y = crisp(plot.valToPos(0, 'y', true), ratio);
    context.moveTo(left, y);
    context.lineTo(left + width, y);
  }
  context.stroke();
  for (const gap of row.gaps) paintGap(painter, gap);
  context.restore();
}

function paintGap(painter: RowPainter, gap: GapMark): void {
  const { context, plot, theme, ratio } = painter;
  const { top, height } = plot.bbox;
  const from = xPixel(painter, gap.from);
  const width = Math.max(3 * ratio, xPixel(painter, gap.to) - from);
  context.save();
  context.beginPath();
  context.rect(from, top, width, height);
  context.clip();
  context.strokeStyle = theme.colour('--text-2');
  context.globalAlpha = 0.3;
  context.lineWidth = ratio;
  context.beginPath();
  for (let x = from - height; x < from + width; x += 5 * ratio) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

/** Names the cause of a gap beside it, where there is room; over the curves, because noise may lie just there. */
function paintGapText(painter: RowPainter, gap: GapMark): void {
  const { context, plot, theme, ratio, frame } = painter;
  const { top, height } = plot.bbox;
  const from = xPixel(painter, gap.from);
  const width = Math.max(3 * ratio, xPixel(painter, gap.to) - from);
  const cause = gap.cause.replaceAll('-', ' ');
  const text = frame.xKind === 'time' ? `${cause}, ${gapDuration(gap)}` : cause;
  const style: TextStyle = { size: 11, weight: 400, colour: '--text-2', align: 'left' };
  const next = painter.row.gaps.find((other) => other.from > gap.from);
  const end = Math.min(plot.bbox.left + plot.bbox.width, next ? xPixel(painter, next.from) : Number.POSITIVE_INFINITY);
  const room = end - (from + width);
  const needed = measureRichText(context, theme, text, style, ratio) + 12 * ratio;
  if (from + width < plot.bbox.left || room < Math.max(60 * ratio, needed)) return;
  // Noise of small currents may lie just there.
  context.globalAlpha = 0.85;
  context.fillStyle = theme.colour('--plot');
  context.fillRect(from + width + 3 * ratio, top + height - 17 * ratio, needed - 6 * ratio, 16 * ratio);
  context.globalAlpha = 1;
  drawRichText(context, theme, text, from + width + 6 * ratio, top + height - 9 * ratio, style, ratio);
}

/** Whole minutes from ten minutes on: rows differ by a second, which is no news. */
function gapDuration(gap: GapMark): string {
  const seconds = (gap.to - gap.from) * 3600;
  return formatDuration(seconds >= 600 ? Math.round(seconds / 60) * 60 : seconds);
}

/** Frame, now line, annotations, axis texts, direct labels. After the curves. */
export function paintOver(painter: RowPainter): void {
  const { context, plot, theme, frame, row, ratio } = painter;
  const { left, top, width, height } = plot.bbox;
  context.lineWidth = ratio;
  context.strokeStyle = theme.colour('--line-2');
  context.beginPath();
  verticalLine(context, left, top, height, ratio);
  verticalLine(context, left + width, top, height, ratio);
  context.moveTo(left, crisp(top + height, ratio));
  context.lineTo(left + width, crisp(top + height, ratio));
  context.stroke();
  context.save();
  clipToPlot(painter);
  if (frame.now !== undefined) {
    context.strokeStyle = theme.colour('--line-3');
    context.beginPath();
    verticalLine(context, xPixel(painter, frame.now), top, height, ratio);
    context.stroke();
  }
  context.strokeStyle = theme.colour('--accent');
  context.setLineDash([1 * ratio, 3 * ratio]);
  context.beginPath();
  for (const { x } of frame.annotations) verticalLine(context, xPixel(painter, x), top, height, ratio);
  context.stroke();
  context.setLineDash([]);
  if (!frame.compact) for (const gap of row.gaps) paintGapText(painter, gap);
  if (row.id === frame.rows[0]?.id && !frame.compact) paintAnnotationTexts(painter);
  context.restore();
  if (row.directLabels) paintDirectLabels(painter);
}

/** Texts of annotations at the foot of the first row, each as far as the next one leaves room. */
function paintAnnotationTexts(painter: RowPainter): void {
  const { context, plot, theme, frame, ratio } = painter;
  const { top, height, left, width } = plot.bbox;
  const style: TextStyle = { size: 11, weight: 400, colour: '--text-2', align: 'left' };
  const places = frame.annotations
    .map(({ x, text }) => ({ pixel: xPixel(painter, x), text }))
    .sort((a, b) => a.pixel - b.pixel);
  places.forEach(({ pixel, text }, index) => {
    const room = Math.min(places[index + 1]?.pixel ?? Number.POSITIVE_INFINITY, left + width) - pixel - 10 * ratio;
    if (pixel < left || room < 24 * ratio) return;
    let shown = text;
    while (shown.length > 1 && measureRichText(context, theme, shown, style, ratio) > room)
      shown = `${shown.slice(0, -2).trimEnd()}\u2026`;
    if (shown.length > 2)
      drawRichText(context, theme, shown, pixel + 5 * ratio, top + height - 9 * ratio, style, ratio);
  });
}

function paintDirectLabels(painter: RowPainter): void {
  const { context, plot, theme, frame, row, ratio } = painter;
  const { left, top, width, height } = plot.bbox;
  const end = frame.now ?? frame.x.to;
  const labels = row.curves.flatMap((curve) => {
    const value = lastValue(curve.columns, Math.min(end, frame.x.to));
    if (value === undefined || curve.staircase) return [];
    const scale = curve.side === 'left' ? 'y' : 'r';
    const axis = curve.side === 'left' ? row.left : (row.right ?? row.left);
    const pixel = plot.valToPos(value * axis.factor, scale, true);
    if (!Number.isFinite(pixel)) return [];
    const clamped = Math.max(top, Math.min(top + height, pixel));
    return [{ curve, pixel: clamped }];
  });
  const placed = pushApart(
    labels.map((label) => label.pixel),
    LABEL_GAP * ratio,
    top + 5 * ratio,
    top + height - 5 * ratio,
  );
  const edge = left + width;
  labels.forEach(({ curve, pixel }, index) => {
    context.strokeStyle = theme.colour(curve.style.colour);
    context.lineWidth = Math.max(1.25, curve.style.width) * ratio;
    context.setLineDash(curve.style.dash.map((length) => (length * ratio) / 2));
    context.beginPath();
    context.moveTo(edge + 1 * ratio, pixel);
    context.lineTo(edge + 5 * ratio, placed[index]!);
    context.lineTo(edge + 13 * ratio, placed[index]!);
    context.stroke();
    context.setLineDash([]);
    drawRichText(context, theme, curve.label, edge + 16 * ratio, placed[index]!, LABEL_STYLE, ratio);
  });
}
