import type uPlot from 'uplot';
import type { Range } from './range.ts';
import { clipToPlot, type RowPainter } from './row-painter.ts';
import type { AxisSpec, StackCurve } from './stack-frame.ts';
import { traceBand, traceMiddle, traceStaircase, type Projection } from './trace-path.ts';

/** Behind a line: how far the folded values spread, or its uncertainty. */
const SPREAD_ALPHA = 0.35;
const UNCERTAINTY_ALPHA = 0.2;
/**
 * CSS pixels of the line in the middle of its uncertainty, at most: the band shows the curve already, and without a graphics
 * card a wider line through noise takes ten times as long.
 */
const MOST_IN_BAND = 1;

/**
 * Draws curves of a row, each with its own columns. They are traced on the canvas itself: a Path2D holds some ten kilobytes
 * nobody counts, and with many pictures a second hundreds of megabytes of them wait for the collector.
 */
export function paintCurves(
  painter: RowPainter,
  curves: readonly StackCurve[],
  limits: { left?: Range; right?: Range },
): void {
  const { context } = painter;
  context.save();
  clipToPlot(painter);
  context.lineJoin = 'round';
  context.lineCap = 'butt';
  for (const curve of curves) paintCurve(painter, curve, limits[curve.side]!);
  context.restore();
}

function paintCurve({ context, plot, theme, row, frame, ratio }: RowPainter, curve: StackCurve, limits: Range): void {
  const axis = curve.side === 'left' ? row.left : row.right!;
  const projection = projectionOf(plot.bbox, frame.x, limits, axis);
  const request = { columns: curve.columns, from: frame.x.from, to: frame.x.to, projection };
  const colour = theme.colour(curve.style.colour);
  if (!curve.staircase && !curve.columns.raw) {
    context.beginPath();
    traceBand(context, request);
    context.fillStyle = withAlpha(colour, curve.isUncertainty ? UNCERTAINTY_ALPHA : SPREAD_ALPHA);
    context.fill();
  }
  context.beginPath();
  if (curve.staircase) {
    const to = Math.min(frame.newest ?? frame.x.to, frame.x.to);
    traceStaircase(context, { ...request, to }, row.gaps);
  } else traceMiddle(context, request);
  context.strokeStyle = colour;
  context.lineWidth = (curve.isUncertainty ? Math.min(MOST_IN_BAND, curve.style.width) : curve.style.width) * ratio;
  context.setLineDash(curve.style.dash.map((length) => length * ratio));
  context.stroke();
}

/** The same places as uPlot's valToPos. */
function projectionOf(bbox: uPlot.BBox, x: Range, y: Range, { kind, factor }: AxisSpec): Projection {
  const log = kind === 'log';
  const bottom = bbox.top + bbox.height;
  const xScale = bbox.width / (x.to - x.from);
  const low = log ? Math.log10(y.from) : y.from;
  const perShown = bbox.height / ((log ? Math.log10(y.to) : y.to) - low);
  return {
    xShift: bbox.left - x.from * xScale,
    xScale,
    // Values times `factor` are shown: a factor of the scale, or a shift of the logarithm.
    yShift: bottom + (log ? low - Math.log10(factor) : low) * perShown,
    yScale: log ? perShown : factor * perShown,
    log,
    bottom: bottom + 4,
  };
}

/** `#rrggbb` with an alpha. */
function withAlpha(colour: string, alpha: number): string {
  return /^#[\da-f]{6}$/i.test(colour)
    ? `${colour}${Math.round(alpha * 255)
        .toString(16)
        .padStart(2, '0')}`
    : colour;
}
