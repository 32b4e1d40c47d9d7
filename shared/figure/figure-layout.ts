import type { FigureModel, FigureRow } from './figure-model.ts';
import { axisTicks, columnAxis, rowAxis, type FigureAxis } from './figure-scales.ts';
import type { FigureStyle } from './figure-style.ts';
import { BOLD, textRoom, wrapText } from './text-width.ts';

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** One panel: where it stands, its axes, and which of them it writes. */
export interface PanelLayout {
  box: Rectangle;
  x: FigureAxis;
  y: FigureAxis;
  hasLeft: boolean;
  hasRight: boolean;
  isLast: boolean;
  /** Printed results, broken into lines, and behind them what the row's quantity is. */
  notes: readonly string[];
  definition: readonly string[];
}

/** Where everything stands, in the style's unit from the top left corner. */
export interface FigureLayout {
  width: number;
  height: number;
  lineHeight: number;
  /** Lines above the panels: names of the samples, and of their runs below where they do not fit beside. */
  headingLines: number;
  leftGutter: number;
  rightGutter: number;
  /** `panels[column][row]`. */
  panels: readonly (readonly PanelLayout[])[];
}

/** All in font sizes. */
const TITLE_BAND = 1.6;
const TICK_GAP = 0.55;
const EDGE = 0.4;
const ROW_GAP = 1.1;
const NOTE_MARGIN = 0.5;
/** Least distance between the name of a sample and of its run. */
const HEADING_GAP = 0.9;
const LINE_HEIGHT = 1.3;
/** Below this width per column the axes are written at the outer columns only. */
const OWN_AXES_FROM = 27;
/** No panel is lower than this. */
const LEAST_ROW_HEIGHT = 5.5;

/** Ticks of a panel's right axis: round values of y + offset, at their place on the left scale. */
export function rightTicks(limits: readonly [number, number], offset: number): FigureAxis['ticks'] {
  return axisTicks([limits[0] + offset, limits[1] + offset]).map(({ value, label }) => ({
    value: value - offset,
    label,
  }));
}

interface Words {
  notes: readonly string[];
  definition: readonly string[];
}
/** `words[column][row]`. */
type AllWords = readonly (readonly Words[])[];

/** Width for the names above a column, whose own right axis they may stand over. */
export function headingRoom({ box, hasRight }: PanelLayout, rightGutter: number): number {
  return box.width + (hasRight ? rightGutter : 0);
}

/** Decides sizes, gutters and common limits. Widths decide how notes break, and these how much room limits leave above. */
export function layOutFigure(model: FigureModel, style: FigureStyle): FigureLayout {
  const words: AllWords = model.columns.map((column) =>
    column.panels.map(({ notes }, row) => ({ notes, definition: definitionOf(model.rows[row]!) })),
  );
  const first = arrange(model, style, words, 1);
  const broken = words.map((column, index) => {
    const room = first.panels[index]![0]!.box.width - 2 * NOTE_MARGIN * style.fontSize;
    const wrapped = (lines: readonly string[]) => lines.flatMap((line) => wrapText(line, room, style.fontSize));
    return column.map(({ notes, definition }) => ({ notes: wrapped(notes), definition: wrapped(definition) }));
  });
  return arrange(model, style, broken, headingLinesOf(model, first, style.fontSize));
}

const definitionOf = ({ definition }: FigureRow): string[] => (definition === undefined ? [] : [definition]);

function headingLinesOf(model: FigureModel, { panels, rightGutter }: FigureLayout, fontSize: number): number {
  if (model.isOverlay) return model.samples.length;
  if (model.columns.every(({ heading, subheading }) => heading === '' && subheading === '')) return 0;
  const fitBeside = model.columns.every(({ heading, subheading }, index) => {
    const needed = textRoom(heading, fontSize) * BOLD + HEADING_GAP * fontSize + textRoom(subheading, fontSize);
    return subheading === '' || needed <= headingRoom(panels[index]![0]!, rightGutter);
  });
  return fitBeside ? 1 : 2;
}

function arrange(model: FigureModel, style: FigureStyle, words: AllWords, headingLines: number): FigureLayout {
  const { fontSize, width } = style;
  const em = (count: number) => count * fontSize;
  const count = model.columns.length;
  const isRepeated = count === 1 || width / count >= em(OWN_AXES_FROM);
  const lineHeight = em(LINE_HEIGHT);
  const vertical = verticalPlan(model, style, headingLines);
  const axes = rowAxes(model, words, vertical.heights, lineHeight, fontSize);

  const widest = (labels: readonly string[]) => Math.max(0, ...labels.map((label) => textRoom(label, fontSize)));
  const offsets = model.columns.map((column) => column.panels.find((panel) => panel.rightOffset !== undefined));
  // Limits or offsets of its own have to be written beside each column.
  const hasOwnLeft = isRepeated || !model.sharesLimits;
  const hasOwnRight = hasOwnLeft || new Set(offsets.map((panel) => panel?.rightOffset)).size > 1;
  const hasLeft = model.columns.map((_, index) => hasOwnLeft || index === 0);
  const hasRight = offsets.map((panel, index) => panel !== undefined && (hasOwnRight || index === count - 1));
  const leftLabels = axes.flatMap((column) => column.flatMap((axis) => axis.ticks.map((tick) => tick.label)));
  const rightLabels = model.columns.flatMap((column, c) =>
    column.panels.flatMap((panel, r) =>
      panel.rightOffset === undefined
        ? []
        : rightTicks(axes[c]![r]!.limits, panel.rightOffset).map((tick) => tick.label),
    ),
  );
  const leftGutter = em(EDGE + TITLE_BAND + TICK_GAP) + widest(leftLabels);
  const rightGutter = rightLabels.length > 0 ? em(EDGE + TITLE_BAND + TICK_GAP) + widest(rightLabels) : em(2);
  // Tick labels of x at the ends of two neighbours must not run together.
  const between = em(1.2);
  const gutters = hasLeft.map((left, index) => ({
    left: left ? leftGutter : between,
    // The last tick label of x reaches beyond its panel.
    right: hasRight[index] ? rightGutter : index === count - 1 ? em(1.4) : between,
  }));
  const plotWidth = (width - gutters.reduce((sum, gutter) => sum + gutter.left + gutter.right, 0)) / count;
  const xAxisOf = (columns: FigureModel['columns']) => columnAxis(model.xAxis, columns, plotWidth / fontSize);
  const sharedX = xAxisOf(model.columns);
  let left = 0;
  const panels = gutters.map((gutter, c) => {
    left += gutter.left;
    const x = model.sharesLimits ? sharedX : xAxisOf([model.columns[c]!]);
    let top = vertical.top;
    const column = vertical.heights.map((height, r): PanelLayout => {
      const box = { left, top, width: plotWidth, height };
      top += height + em(ROW_GAP);
      return {
        box,
        x,
        y: axes[c]![r]!,
        hasLeft: hasLeft[c]!,
        hasRight: hasRight[c]!,
        isLast: r === vertical.heights.length - 1,
        ...words[c]![r]!,
      };
    });
    left += plotWidth + gutter.right;
    return column;
  });
  return { width, height: vertical.height, lineHeight, headingLines, leftGutter, rightGutter, panels };
}

/** Heights of the rows between the heading and the x axis. */
function verticalPlan(
  model: FigureModel,
  style: FigureStyle,
  headingLines: number,
): { top: number; heights: number[]; height: number } {
  const em = (count: number) => count * style.fontSize;
  const top = em(EDGE + LINE_HEIGHT * headingLines + 0.5);
  const foot = em(TICK_GAP + 3 + EDGE);
  const weights = model.rows.map((row) => row.relativeHeight);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const gaps = em(ROW_GAP) * (weights.length - 1);
  const least = em(LEAST_ROW_HEIGHT) / Math.min(...weights);
  const wanted = style.height === null ? style.rowHeight : (style.height - top - foot - gaps) / sum;
  const base = Math.max(wanted, least);
  return { top, heights: weights.map((weight) => weight * base), height: top + base * sum + gaps + foot };
}

/** `axes[column][row]`: one for a row, or one for each of its panels. */
function rowAxes(
  model: FigureModel,
  words: AllWords,
  heights: readonly number[],
  lineHeight: number,
  fontSize: number,
): FigureAxis[][] {
  const axisOf = (row: FigureRow, r: number, columns: readonly number[]) => {
    const linesOf = ({ notes, definition }: Words) => notes.length + definition.length;
    const lines = Math.max(0, ...columns.map((c) => linesOf(words[c]![r]!)));
    const headroom = lines === 0 ? 0 : (0.4 * fontSize + lineHeight * lines) / heights[r]!;
    const panels = columns.map((c) => model.columns[c]!.panels[r]!);
    return rowAxis(row, panels, Math.min(0.6, headroom));
  };
  const all = [...model.columns.keys()];
  const shared = model.sharesLimits ? model.rows.map((row, r) => axisOf(row, r, all)) : undefined;
  return all.map((c) => shared ?? model.rows.map((row, r) => axisOf(row, r, [c])));
}
