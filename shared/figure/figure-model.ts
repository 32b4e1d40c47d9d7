import { z } from 'zod';

/** Which style a curve takes: a gas by its formula, or what the cell did. */
export const FIGURE_CHANNELS = [
  'O2',
  'CO2',
  'SO2',
  'H2',
  'He',
  'H2O',
  'N2',
  'Ar',
  'H2S',
  'voltage',
  'current',
  'other',
] as const;
export type FigureChannel = (typeof FIGURE_CHANNELS)[number];

const numbersSchema = z.custom<Float64Array>((value) => value instanceof Float64Array, 'a column of numbers');
const limitsSchema = z.tuple([z.number(), z.number()]);
export type FigureLimits = readonly [number, number];

/** One curve. `x` and `y` have one length; NaN breaks the line, it is never bridged. */
export const figureSeriesSchema = z.object({
  /** Named at the curve's end where a panel holds several samples. */
  label: z.string(),
  channel: z.enum(FIGURE_CHANNELS),
  /** Index in `samples`. */
  sample: z.number().int(),
  x: numbersSchema,
  y: numbersSchema,
  /** Band y - U to y + U, same length. */
  low: numbersSchema.optional(),
  high: numbersSchema.optional(),
});
export type FigureSeries = z.infer<typeof figureSeriesSchema>;

/** A horizontal dashed line; its value is printed behind the label, as in `LOD 0.12`. */
export const figureLimitSchema = z.object({ value: z.number(), label: z.string(), sample: z.number().int() });
export type FigureLimit = z.infer<typeof figureLimitSchema>;

/** When a gas began: a triangle above the point. */
export const figureOnsetSchema = z.object({
  x: z.number(),
  y: z.number(),
  label: z.string(),
  channel: z.enum(FIGURE_CHANNELS),
  sample: z.number().int(),
});
export type FigureOnset = z.infer<typeof figureOnsetSchema>;

/** One plot of the figure. */
export const figurePanelSchema = z.object({
  series: z.array(figureSeriesSchema),
  limits: z.array(figureLimitSchema),
  onsets: z.array(figureOnsetSchema),
  /** Results printed inside, e.g. `206 mAh/g`. */
  notes: z.array(z.string()),
  /** The right axis shows y plus this. */
  rightOffset: z.number().optional(),
});
export type FigurePanel = z.infer<typeof figurePanelSchema>;

/** What the panels of one row share: quantity, unit and limits. */
export const figureRowSchema = z.object({
  id: z.string(),
  /** Axis title is `quantity / unit`. */
  quantity: z.string(),
  unit: z.string(),
  includeZero: z.boolean(),
  /** Share of the height. */
  relativeHeight: z.number(),
  /** Title of the right axis, where panels have a `rightOffset`. */
  rightTitle: z.string().optional(),
  /** How the quantity is defined where its name does not say it; printed in every panel. */
  definition: z.string().optional(),
  /** Chosen by a person; otherwise everything drawn fits. */
  limits: limitsSchema.optional(),
});
export type FigureRow = z.infer<typeof figureRowSchema>;

/** What a column stands for, with one panel per row, in order. */
export const figureColumnSchema = z.object({
  heading: z.string(),
  subheading: z.string(),
  panels: z.array(figurePanelSchema),
});
export type FigureColumn = z.infer<typeof figureColumnSchema>;

/** Parts of a figure that can be left out. */
export const FIGURE_MARKS = ['bands', 'limits', 'onsets', 'notes'] as const;
export type FigureMark = (typeof FIGURE_MARKS)[number];

/**
 * What a figure can show, one column per sample and nothing decided about its looks: `arrangeFigure` makes the figure of
 * it.
 */
export const figureContentSchema = z.object({
  title: z.string(),
  /** Sentences; one that is about a kind of mark goes with it. */
  caption: z.array(z.object({ text: z.string(), about: z.enum(FIGURE_MARKS).optional() })),
  samples: z.array(z.string()),
  xAxis: z.object({ quantity: z.string(), unit: z.string(), limits: limitsSchema.optional() }),
  rows: z.array(figureRowSchema),
  columns: z.array(figureColumnSchema),
  /** Where the numbers come from; written into the picture as JSON. */
  provenance: z.unknown(),
});
export type FigureContent = z.infer<typeof figureContentSchema>;

/** A publication figure as plain data: everything that is drawn, nothing of how. */
export interface FigureModel extends Omit<FigureContent, 'caption'> {
  caption: string;
  /** Whether the panels of a row have the same limits. */
  sharesLimits: boolean;
  /** Whether samples share panels; a key then says which line is which. */
  isOverlay: boolean;
}
