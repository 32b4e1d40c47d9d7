import uPlot from 'uplot';
import { isSamePicture } from './is-same-picture.ts';
import type { PlotTheme } from './plot-theme.ts';
import type { Range } from './range.ts';
import type { StackLayout } from './stack-layout.ts';
import { paintXAxis, paintYAxis } from './row-axes.ts';
import { paintGround, paintMarks, paintOver } from './row-decorations.ts';
import type { RowPainter } from './row-painter.ts';
import { limitsOf, ticksOf, xTicks } from './row-scales.ts';
import { paintLevels, paintOnset } from './row-marks.ts';
import { paintCurves } from './row-curves.ts';
import type { AxisSpec, StackFrame, StackRow } from './stack-frame.ts';
import type { Ticks } from './ticks.ts';
import { StillLayer } from './still-layer.ts';

/** Data of uPlot itself are a placeholder, one series a scale: every curve draws its own columns, each with its own x. */
const PLACEHOLDER_Y = Float64Array.of(1, 1);
/** CSS pixels of x for one tick. */
const TICK_ROOM = { compact: 52, usual: 62 };

/** One row of the stack: uPlot keeps scales, grid and layering; curves, texts and marks are ours. */
export class RowChart {
  readonly #element: HTMLElement;
  readonly #layout: StackLayout;
  #plot: uPlot | undefined;
  #structure = '';
  /** Everything the last picture was made of. */
  #look: object = {};
  /** So many curves at the beginning are those of the picture before. */
  #stillCurves = 0;
  readonly #under = new StillLayer();
  #row: StackRow | undefined;
  #frame: StackFrame | undefined;
  #theme: PlotTheme | undefined;
  #isLast = false;
  #limits: { left?: Range; right?: Range } = {};
  #ticks: { x: Ticks & { title: string }; left: Ticks; right: Ticks } = {
    x: { values: [], labels: [], title: '' },
    left: { values: [], labels: [] },
    right: { values: [], labels: [] },
  };

  constructor(element: HTMLElement, layout: StackLayout) {
    this.#element = element;
    this.#layout = layout;
  }

  get canvas(): HTMLCanvasElement | undefined {
    return this.#plot?.ctx.canvas;
  }

  /**
   * Draws a picture, unless it would look as the last one does; `width` and `height` in CSS pixels.
   * @returns the row as it was drawn: one that looks the same stays the same object
   */
  draw(row: StackRow, frame: StackFrame, theme: PlotTheme, isLast: boolean, width: number, height: number): StackRow {
    // What of a frame reaches into a row; other rows do not.
    const { rows, ...around } = frame;
    const look = {
      row,
      around,
      isFirst: rows[0]?.id === row.id,
      theme,
      isLast,
      width,
      height,
      ratio: devicePixelRatio,
    };
    if (this.#row && isSamePicture(this.#look, look)) return this.#row;
    const before = this.#row?.curves ?? [];
    const moved = row.curves.findIndex((curve, index) => !isSamePicture(before[index], curve));
    this.#stillCurves = moved < 0 ? 0 : moved;
    this.#look = look;
    this.#row = row;
    this.#frame = frame;
    this.#theme = theme;
    this.#isLast = isLast;
    this.#updateLimits(row, frame);
    const structure = [isLast, row.left.kind, row.right?.kind].join('|');
    if (!this.#plot || structure !== this.#structure) this.#make(structure, width, height);
    const plot = this.#plot!;
    this.#updateTicks(row, frame, plot);
    plot.batch(() => {
      if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
      plot.setScale('x', { min: frame.x.from, max: frame.x.to });
      plot.setScale('y', minMax(this.#limits.left!));
      if (this.#limits.right) plot.setScale('r', minMax(this.#limits.right));
      plot.redraw(true, true);
    });
    return row;
  }

  destroy(): void {
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  #make(structure: string, width: number, height: number): void {
    this.#plot?.destroy();
    this.#structure = structure;
    const row = this.#row!;
    const frame = this.#frame!;
    const layout = this.#layout;
    const painter = (plot: uPlot): RowPainter => ({
      plot,
      context: plot.ctx,
      theme: this.#theme!,
      row: this.#row!,
      frame: this.#frame!,
      ratio: uPlot.pxRatio,
    });
    const grid = { stroke: () => this.#theme!.colour('--grid'), width: 1 };
    const yAxis = (scale: string, side: 1 | 3, ticks: () => Ticks, size: number): uPlot.Axis => ({
      scale,
      side,
      size,
      splits: () => ticks().values,
      values: (_plot, splits) => splits.map(() => ''),
      grid: { ...grid, show: side === 3 },
      ticks: { show: false },
    });
    const scales = row.right ? ['y', 'r'] : ['y'];
    const options: uPlot.Options = {
      width,
      height,
      legend: { show: false },
      cursor: { show: false },
      padding: [layout.air, row.right ? 0 : layout.rightGutter, this.#isLast ? 0 : layout.air, 0],
      scales: {
        x: { time: false, auto: false, range: () => [this.#frame!.x.from, this.#frame!.x.to] },
        y: this.#scale(row.left, 'left'),
        ...(row.right && { r: this.#scale(row.right, 'right') }),
      },
      axes: [
        {
          scale: 'x',
          side: 2,
          size: this.#isLast ? layout.xAxisHeight : 0,
          splits: () => this.#ticks.x.values,
          values: (_plot, splits) => splits.map(() => ''),
          grid,
          ticks: { show: false },
        },
        yAxis('y', 3, () => this.#ticks.left, layout.leftGutter),
        ...(row.right ? [yAxis('r', 1, () => this.#ticks.right, layout.rightGutter)] : []),
      ],
      series: [{}, ...scales.map(placeholder)],
      hooks: {
        drawClear: [(plot) => paintGround(painter(plot))],
        drawAxes: [(plot) => this.#paintInside(painter(plot))],
        draw: [
          (plot) => {
            paintOver(painter(plot));
            paintOnset(painter(plot));
            paintYAxis(painter(plot), 'left', this.#ticks.left);
            paintYAxis(painter(plot), 'right', this.#ticks.right);
            if (this.#isLast) paintXAxis(painter(plot), this.#ticks.x);
          },
        ],
      },
    };
    const data = [Float64Array.of(frame.x.from, frame.x.to), ...scales.map(() => PLACEHOLDER_Y)];
    this.#plot = new uPlot(options, data as uPlot.AlignedData, this.#element);
  }

  #scale(axis: AxisSpec, side: 'left' | 'right'): uPlot.Scale {
    return {
      auto: false,
      distr: axis.kind === 'log' ? 3 : 1,
      range: () => {
        const limits = this.#limits[side] ?? { from: 1, to: 10 };
        return [limits.from, limits.to];
      },
    };
  }

  /** Marks and curves; those that stay as they were in the last picture may be copied from it. */
  #paintInside(painter: RowPainter): void {
    const { curves, ...row } = painter.row;
    const still = curves.slice(0, this.#stillCurves);
    const paintUnder = () => {
      paintMarks(painter);
      paintLevels(painter);
      paintCurves(painter, still, this.#limits);
    };
    if (still.length === 0) {
      this.#under.forget();
      paintUnder();
    } else {
      const look = { ...this.#look, row, still, limits: this.#limits, ticks: this.#ticks };
      this.#under.paint(painter.context, look, paintUnder);
    }
    paintCurves(painter, curves.slice(still.length), this.#limits);
  }

  #updateLimits(row: StackRow, frame: StackFrame): void {
    const previous = row.id === this.#limitsOf ? this.#limits : {};
    this.#limitsOf = row.id;
    this.#limits = {
      left: limitsOf(row, row.left, 'left', frame, previous.left),
      ...(row.right && { right: limitsOf(row, row.right, 'right', frame, previous.right) }),
    };
  }
  #limitsOf = '';

  #updateTicks(row: StackRow, frame: StackFrame, plot: uPlot): void {
    const width = plot.width - this.#layout.leftGutter - this.#layout.rightGutter;
    const count = Math.max(3, Math.floor(width / (frame.compact ? TICK_ROOM.compact : TICK_ROOM.usual)));
    this.#ticks = {
      x: xTicks(frame.xKind, frame.x, count),
      left: ticksOf(row.left, this.#limits.left!, plot.height),
      right: row.right ? ticksOf(row.right, this.#limits.right!, plot.height) : { values: [], labels: [] },
    };
  }
}

const minMax = (range: Range) => ({ min: range.from, max: range.to });

/** A series that keeps a scale alive and draws nothing. */
const placeholder = (scale: string): uPlot.Series => ({
  scale,
  auto: false,
  points: { show: false },
  paths: () => null,
});
