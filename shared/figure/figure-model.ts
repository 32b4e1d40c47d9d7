/** Which style a curve takes: a gas by its formula, or the cell's voltage. */
export type FigureChannel = 'O2' | 'CO2' | 'SO2' | 'H2' | 'He' | 'H2O' | 'N2' | 'Ar' | 'H2S' | 'voltage' | 'other';

/** One curve. `x` and `y` have one length; NaN breaks the line, it is never bridged. */
export interface FigureSeries {
  /** Named at the curve's end where a panel holds several samples. */
  label: string;
  channel: FigureChannel;
  /** Index in `FigureModel.samples`. */
  sample: number;
  x: readonly number[];
  y: readonly number[];
  /** Band y - U to y + U, same length. */
  low?: readonly number[];
  high?: readonly number[];
}

/** A horizontal dashed line; its value is printed behind the label, as in `LOD 0.12`. */
export interface FigureLimit {
  value: number;
  label: string;
  sample: number;
}

/** When a gas began. */
export interface FigureOnset {
  x: number;
  y: number;
  label: string;
  channel: FigureChannel;
  sample: number;
}

/** One plot of the figure. */
export interface FigurePanel {
  series: readonly FigureSeries[];
  limits: readonly FigureLimit[];
  onsets: readonly FigureOnset[];
  /** Results printed inside, e.g. `206 mAh/g`. */
  notes: readonly string[];
  /** The right axis shows y plus this. */
  rightOffset?: number;
}

/** What the panels of one row share: quantity, unit and limits. */
export interface FigureRow {
  id: string;
  /** Axis title is `quantity / unit`. */
  quantity: string;
  unit: string;
  includeZero: boolean;
  /** Share of the height. */
  relativeHeight: number;
  /** Title of the right axis, where panels have a `rightOffset`. */
  rightTitle?: string;
}

/** What a column stands for. */
export interface FigureColumn {
  heading: string;
  subheading: string;
  /** One per row, in order. */
  panels: readonly FigurePanel[];
}

/**
 * A publication figure as plain data: everything that is drawn, nothing of how. Rows are stacked with one x axis, columns
 * stand side by side with the same limits.
 */
export interface FigureModel {
  title: string;
  caption: string;
  samples: readonly string[];
  xAxis: { quantity: string; unit: string; limits?: readonly [number, number] };
  rows: readonly FigureRow[];
  columns: readonly FigureColumn[];
  /** Where the numbers come from; written into the picture as JSON. */
  provenance: unknown;
}

/** Column widths of journals, millimetres: one column, one and a half, two. */
export const FIGURE_WIDTHS_MILLIMETRE = [85, 120, 175] as const;
export type FigureWidthMillimetre = (typeof FIGURE_WIDTHS_MILLIMETRE)[number];
