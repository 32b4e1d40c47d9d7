import type { FigureModel, FigureWidthMillimetre } from './figure-model.ts';
import { rowAxis, sharedAxis, type FigureAxis, axisTicks } from './figure-scales.ts';
import { FONT_SIZE } from './figure-style.ts';
import { textWidth, wrapText } from './figure-text.ts';

/** Points in a millimetre. */
export const POINTS_PER_MILLIMETRE = 72 / 25.4;

export interface Rectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where everything stands, in points from the top left corner. */
export interface FigureLayout {
  width: number;
  height: number;
  x: FigureAxis;
  rows: readonly FigureAxis[];
  /** `panels[column][row]`. */
  panels: readonly (readonly Rectangle[])[];
  /** Whether a column has its own axis labels on the left and on the right. */
  hasLeft: readonly boolean[];
  hasRight: readonly boolean[];
  leftGutter: number;
  rightGutter: number;
  /** Printed results of `[column][row]`, broken into lines. */
  notes: readonly (readonly (readonly string[])[])[];
  isOverlay: boolean;
}

const TITLE_BAND = FONT_SIZE * 1.5;
const TICK_GAP = 4;
const EDGE = 3;
const ROW_GAP = 8;
/** Below this width per column the axes are written at the outer columns only. */
const OWN_AXES_FROM = 78 * POINTS_PER_MILLIMETRE;

/** Distance of lines of text. */
export const LINE_HEIGHT = FONT_SIZE * 1.3;
const NOTE_MARGIN = 4;

/** Height of a row with `relativeHeight` 1, millimetres. */
function rowHeight(widthMillimetre: number): number {
  return (widthMillimetre >= 170 ? 40 : 34) * POINTS_PER_MILLIMETRE;
}

/** Ticks of a panel's right axis: round values of y + offset, at their place on the left scale. */
export function rightTicks(limits: readonly [number, number], offset: number): FigureAxis['ticks'] {
  return axisTicks([limits[0] + offset, limits[1] + offset]).map(({ value, label }) => ({
    value: value - offset,
    label,
  }));
}

/** Decides sizes, gutters and common limits. Widths decide how notes break, and these how much room limits leave above. */
export function layOutFigure(model: FigureModel, widthMillimetre: FigureWidthMillimetre): FigureLayout {
  const unbroken = model.columns.map((column) => column.panels.map((panel) => panel.notes));
  const first = arrange(model, widthMillimetre, unbroken);
  const broken = unbroken.map((column, index) => {
    const room = first.panels[index]![0]!.width - 2 * NOTE_MARGIN;
    return column.map((notes) => notes.flatMap((note) => wrapText(note, room, FONT_SIZE)));
  });
  return arrange(model, widthMillimetre, broken);
}

function arrange(
  model: FigureModel,
  widthMillimetre: FigureWidthMillimetre,
  notes: FigureLayout['notes'],
): FigureLayout {
  const width = widthMillimetre * POINTS_PER_MILLIMETRE;
  const base = rowHeight(widthMillimetre);
  const rows = model.rows.map((row, index) =>
    rowAxis(
      row,
      model.columns.map((column) => column.panels[index]!),
      (0.4 * FONT_SIZE + LINE_HEIGHT * Math.max(1, ...notes.map((column) => column[index]!.length))) /
        (base * row.relativeHeight),
    ),
  );
  const widest = (labels: readonly string[]) => Math.max(0, ...labels.map((label) => textWidth(label, FONT_SIZE)));
  const offsets = model.columns.map(
    (column) => column.panels.find((panel) => panel.rightOffset !== undefined)?.rightOffset,
  );
  const count = model.columns.length;
  const isRepeated = count === 1 || width / count >= OWN_AXES_FROM;
  // Different offsets cannot share the outermost right axis.
  const isRightRepeated = isRepeated || new Set(offsets).size > 1;
  const hasLeft = model.columns.map((_, index) => isRepeated || index === 0);
  const hasRight = offsets.map((offset, index) => offset !== undefined && (isRightRepeated || index === count - 1));
  const leftGutter = EDGE + TITLE_BAND + widest(rows.flatMap((row) => row.ticks.map((tick) => tick.label))) + TICK_GAP;
  const rightLabels = model.columns.flatMap((column) =>
    column.panels.flatMap((panel, index) =>
      panel.rightOffset === undefined
        ? []
        : rightTicks(rows[index]!.limits, panel.rightOffset).map((tick) => tick.label),
    ),
  );
  const rightGutter = rightLabels.length > 0 ? TICK_GAP + widest(rightLabels) + TITLE_BAND + EDGE : 2 * FONT_SIZE;
  const gapBetween = FONT_SIZE * 1.6;
  const gutters = hasLeft.map((left, index) => ({
    left: left ? leftGutter : gapBetween / 2,
    right: hasRight[index] ? rightGutter : gapBetween / 2,
  }));
  const plotWidth = (width - gutters.reduce((sum, gutter) => sum + gutter.left + gutter.right, 0)) / count;
  const isOverlay = model.samples.length > count;
  const headingLines = isOverlay
    ? model.samples.length
    : model.columns.some((column) => column.subheading !== '')
      ? 2
      : 1;
  const top = EDGE + LINE_HEIGHT * headingLines + FONT_SIZE * 0.4;
  let left = 0;
  const panels = gutters.map((gutter) => {
    left += gutter.left;
    let rowTop = top;
    const column = model.rows.map((row): Rectangle => {
      const rectangle = { left, top: rowTop, width: plotWidth, height: base * row.relativeHeight };
      rowTop += rectangle.height + ROW_GAP;
      return rectangle;
    });
    left += plotWidth + gutter.right;
    return column;
  });
  const bottom = top + model.rows.reduce((sum, row) => sum + base * row.relativeHeight + ROW_GAP, 0) - ROW_GAP;
  const height = bottom + TICK_GAP + FONT_SIZE * 3 + EDGE;
  return {
    width,
    height,
    x: sharedAxis(model, plotWidth),
    rows,
    panels,
    hasLeft,
    hasRight,
    leftGutter,
    rightGutter,
    notes,
    isOverlay,
  };
}
