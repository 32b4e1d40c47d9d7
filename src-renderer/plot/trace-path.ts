import { lowerBound, type Columns } from './curve.ts';

/** What a path is drawn on: a canvas, or a recorder in tests. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/**
 * From values to pixels, as numbers: `xShift + value * xScale`, and `yShift - v * yScale`, where v is the value or, on a log
 * axis, its decadic logarithm. No functions: what they return would be a new object for each of a hundred thousand places a picture.
 */
export interface Projection {
  xShift: number;
  xScale: number;
  yShift: number;
  yScale: number;
  log: boolean;
  /** Lowest drawable pixel of the plot, where values at or below zero of a log axis end. */
  bottom: number;
}

interface TraceRequest {
  columns: Columns;
  from: number;
  to: number;
  projection: Projection;
}

/**
 * Draws the line of folded data: the middle of each bucket, geometric on a log axis, so that dashes stay readable and
 * noise does not fill the plot; `traceBand` shows how far the values spread. Buckets of NaN lift the pen.
 */
export function traceMiddle(pen: Pen, { columns, from, to, projection }: TraceRequest): void {
  const { log } = projection;
  let down = false;
  const [first, end] = inSight(columns, from, to);
  for (let i = first; i < end; i++) {
    const low = columns.min[i]!;
    if (Number.isNaN(low)) {
      down = false;
      continue;
    }
    const high = columns.max[i]!;
    const middle = low === high ? low : log && low > 0 && high > 0 ? Math.sqrt(low * high) : (low + high) / 2;
    const x = xOf(projection, columns.x[i]!);
    const y = yOf(projection, middle);
    if (down) pen.lineTo(x, y);
    else pen.moveTo(x, y);
    down = true;
  }
}

/**
 * Draws values that hold until the next one, such as set points, up to `to`. In a gap of the row nobody knows whether a
 * value still held: the line breaks there.
 * @param gaps in order of their beginning
 */
export function traceStaircase(
  pen: Pen,
  { columns, from, to, projection }: TraceRequest,
  gaps: readonly { from: number; to: number }[],
): void {
  let lastX = Number.NaN;
  let lastY: number | undefined;
  const holdUntil = (until: number, y: number) => {
    for (const gap of gaps) {
      if (gap.to <= lastX || gap.from >= until) continue;
      pen.lineTo(xOf(projection, Math.max(gap.from, lastX)), y);
      pen.moveTo(xOf(projection, Math.min(gap.to, until)), y);
    }
    pen.lineTo(xOf(projection, until), y);
  };
  const [first, end] = inSight(columns, from, to);
  for (let i = first; i < end && columns.x[i]! <= to; i++) {
    if (Number.isNaN(columns.min[i]!)) {
      lastY = undefined;
      continue;
    }
    const x = xOf(projection, columns.x[i]!);
    const y = yOf(projection, columns.max[i]!);
    if (lastY === undefined) pen.moveTo(x, y);
    else {
      holdUntil(columns.x[i]!, lastY);
      pen.lineTo(x, y);
    }
    lastX = columns.x[i]!;
    lastY = y;
  }
  if (lastY !== undefined) holdUntil(to, lastY);
}

/** Draws the outline between the extremes of each unbroken stretch, to be filled behind the line. */
export function traceBand(pen: Pen, { columns, from, to, projection }: TraceRequest): void {
  const [first, end] = inSight(columns, from, to);
  let start = first;
  const close = (stop: number) => {
    if (stop - start > 1) {
      pen.moveTo(xOf(projection, columns.x[start]!), yOf(projection, columns.max[start]!));
      for (let i = start + 1; i < stop; i++)
        pen.lineTo(xOf(projection, columns.x[i]!), yOf(projection, columns.max[i]!));
      for (let i = stop - 1; i >= start; i--)
        pen.lineTo(xOf(projection, columns.x[i]!), yOf(projection, columns.min[i]!));
    }
    start = stop + 1;
  };
  for (let i = first; i < end; i++) if (Number.isNaN(columns.min[i]!)) close(i);
  close(end);
}

/** Buckets of the range and two beyond either edge, so that lines run out of the picture. */
function inSight(columns: Columns, from: number, to: number): [first: number, end: number] {
  const first = Math.max(0, lowerBound(columns.x, from) - 2);
  return [first, Math.min(columns.x.length, lowerBound(columns.x, to) + 2)];
}

const xOf = ({ xShift, xScale }: Projection, value: number) => xShift + value * xScale;

/** What cannot be drawn, such as zero on a log axis, ends at the bottom. */
function yOf({ yShift, yScale, log, bottom }: Projection, value: number): number {
  const pixel = yShift - (log ? Math.log10(value) : value) * yScale;
  return Number.isFinite(pixel) ? pixel : bottom;
}
