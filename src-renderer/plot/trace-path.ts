import type { Columns, Tail } from './curve.ts';
import { lowerBound } from './curve.ts';

/** What a path is drawn on: a Path2D, or a recorder in tests. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** Pixels of x and y values; `y` may answer NaN or infinities for what cannot be drawn (zero on a log axis). */
export interface Projection {
  x(value: number): number;
  y(value: number): number;
  /** Lowest drawable pixel of the plot, where values at or below zero of a log axis end. */
  bottom: number;
}

interface TraceRequest {
  columns: Columns;
  tail: Tail | undefined;
  from: number;
  to: number;
  projection: Projection;
  /** Holds each value until the next one, for set points and counters. */
  staircase: boolean;
}

/**
 * Draws folded data as the trace they came from: in each bucket the pen visits the nearer extreme first, then the other,
 * so a folded curve has the ink of the raw one. Buckets of NaN lift the pen.
 */
export function traceExtremes(pen: Pen, request: TraceRequest): void {
  const { columns, tail, from, to, projection, staircase } = request;
  let down = false;
  let lastY = 0;
  const point = (px: number, py: number) => {
    if (down && staircase) pen.lineTo(px, lastY);
    if (down) pen.lineTo(px, py);
    else pen.moveTo(px, py);
    down = true;
    lastY = py;
  };
  const visit = (x: number, low: number, high: number) => {
    if (Number.isNaN(low)) {
      down = false;
      return;
    }
    const px = projection.x(x);
    const yLow = drawable(projection.y(low), projection.bottom);
    const yHigh = drawable(projection.y(high), projection.bottom);
    if (Math.abs(yLow - yHigh) < 0.5) {
      point(px, (yLow + yHigh) / 2);
      return;
    }
    const lowFirst = down && Math.abs(lastY - yLow) < Math.abs(lastY - yHigh);
    point(px, lowFirst ? yLow : yHigh);
    point(px, lowFirst ? yHigh : yLow);
  };
  const end = Math.min(columns.x.length, lowerBound(columns.x, to) + 2);
  for (let i = Math.max(0, lowerBound(columns.x, from) - 2); i < end; i++)
    visit(columns.x[i]!, columns.min[i]!, columns.max[i]!);
  if (tail) for (let i = 0; i < tail.length; i++) visit(tail.x[i]!, tail.value[i]!, tail.value[i]!);
  if (staircase && down) pen.lineTo(projection.x(to), lastY);
}

/** Draws the middle of each bucket, for dashed lines: a dash pattern is unreadable on a zigzag. */
export function traceMiddle(pen: Pen, request: Omit<TraceRequest, 'staircase'>, log: boolean): void {
  const { columns, tail, from, to, projection } = request;
  let down = false;
  const visit = (x: number, low: number, high: number) => {
    if (Number.isNaN(low)) {
      down = false;
      return;
    }
    const middle = low === high ? low : log && low > 0 && high > 0 ? Math.sqrt(low * high) : (low + high) / 2;
    const y = drawable(projection.y(middle), projection.bottom);
    if (down) pen.lineTo(projection.x(x), y);
    else pen.moveTo(projection.x(x), y);
    down = true;
  };
  const end = Math.min(columns.x.length, lowerBound(columns.x, to) + 2);
  for (let i = Math.max(0, lowerBound(columns.x, from) - 2); i < end; i++)
    visit(columns.x[i]!, columns.min[i]!, columns.max[i]!);
  if (tail) for (let i = 0; i < tail.length; i++) visit(tail.x[i]!, tail.value[i]!, tail.value[i]!);
}

/** Draws the outline between the extremes of each unbroken stretch, to be filled behind a dashed line. */
export function traceBand(pen: Pen, request: Omit<TraceRequest, 'staircase' | 'tail'>): void {
  const { columns, from, to, projection } = request;
  const end = Math.min(columns.x.length, lowerBound(columns.x, to) + 2);
  let stretch: number[] = [];
  const close = () => {
    if (stretch.length > 1) {
      stretch.forEach((i, k) => {
        const y = drawable(projection.y(columns.max[i]!), projection.bottom);
        if (k === 0) pen.moveTo(projection.x(columns.x[i]!), y);
        else pen.lineTo(projection.x(columns.x[i]!), y);
      });
      for (const i of stretch.toReversed())
        pen.lineTo(projection.x(columns.x[i]!), drawable(projection.y(columns.min[i]!), projection.bottom));
    }
    stretch = [];
  };
  for (let i = Math.max(0, lowerBound(columns.x, from) - 2); i < end; i++) {
    if (Number.isNaN(columns.min[i]!)) close();
    else stretch.push(i);
  }
  close();
}

function drawable(pixel: number, bottom: number): number {
  return Number.isFinite(pixel) ? pixel : bottom;
}
