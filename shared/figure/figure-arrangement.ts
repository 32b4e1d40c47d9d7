import { z } from 'zod';
import {
  FIGURE_MARKS,
  type FigureColumn,
  type FigureContent,
  type FigureModel,
  type FigurePanel,
} from './figure-model.ts';

const limitsSchema = z
  .tuple([z.number(), z.number()])
  .refine(([low, high]) => low < high, 'The upper limit must be above the lower one.');

/** How the samples of a figure are put beside or over each other, within which limits, with which marks. */
export const figureArrangementSchema = z.object({
  layout: z.enum(['columns', 'overlay']).default('columns'),
  /** Whether all panels of a row have the same limits. */
  sharesLimits: z.boolean().default(true),
  /** Limits chosen by a person; null is everything. */
  xLimits: limitsSchema.nullable().default(null),
  /** By row id, in the row's unit. */
  rowLimits: z.record(z.string(), limitsSchema).default({}),
  marks: z.array(z.enum(FIGURE_MARKS)).default([...FIGURE_MARKS]),
});
export type FigureArrangement = z.infer<typeof figureArrangementSchema>;

/** The figure that an arrangement makes of its content. */
export function arrangeFigure(content: FigureContent, arrangement: FigureArrangement): FigureModel {
  const { rows, samples, xAxis } = content;
  const { layout, rowLimits, xLimits } = arrangement;
  const shows = (mark: (typeof FIGURE_MARKS)[number]) => arrangement.marks.includes(mark);
  const columns = content.columns.map((column) => ({
    ...column,
    panels: column.panels.map((panel): FigurePanel => ({
      ...panel,
      series: shows('bands') ? panel.series : panel.series.map(({ low: _low, high: _high, ...series }) => series),
      limits: shows('limits') ? panel.limits : [],
      onsets: shows('onsets') ? panel.onsets : [],
      notes: shows('notes') ? panel.notes : [],
    })),
  }));
  const isOverlay = layout === 'overlay' && columns.length > 1;
  return {
    title: content.title,
    caption: content.caption
      .filter(({ about }) => about === undefined || shows(about))
      .map(({ text }) => text)
      .join(' '),
    samples,
    xAxis: xLimits === null ? xAxis : { ...xAxis, limits: xLimits },
    rows: rows.map((row) => (rowLimits[row.id] ? { ...row, limits: rowLimits[row.id] } : row)),
    columns: isOverlay ? [overlaid(columns, samples)] : columns,
    sharesLimits: arrangement.sharesLimits,
    isOverlay,
    provenance: content.provenance,
  };
}

/** All samples in one column; what is printed says of whom, by the number that begins its name. */
function overlaid(columns: readonly FigureColumn[], labels: readonly string[]): FigureColumn {
  const rows = columns[0]?.panels ?? [];
  return {
    heading: '',
    subheading: '',
    panels: rows.map((first, row): FigurePanel => {
      const panels = columns.map((column) => column.panels[row]!);
      // One offset serves the right axis of all; samples with others are drawn against one reference already.
      const { rightOffset } = first;
      return {
        series: panels.flatMap((panel, i) => panel.series.map((series) => ({ ...series, label: labels[i]! }))),
        limits: panels.flatMap((panel, i) =>
          panel.limits.map((limit) => ({ ...limit, label: `${limit.label} ${i + 1}:` })),
        ),
        onsets: panels.flatMap((panel, i) =>
          panel.onsets.map((onset) => ({ ...onset, label: `${i + 1}: ${onset.label}` })),
        ),
        notes: panels.flatMap((panel, i) => panel.notes.map((note) => `${i + 1}: ${note}`)),
        ...(rightOffset !== undefined && { rightOffset }),
      };
    }),
  };
}
