import { z } from 'zod';
import { figurePaperSchema } from './figure-style.ts';

/** SVG and PDF are vectors with real text, PNG has pixels, CSV the plotted numbers. */
export const FIGURE_FORMATS = ['svg', 'pdf', 'png', 'csv'] as const;
export type FigureFormat = (typeof FIGURE_FORMATS)[number];

/** How a figure is put on paper; the resolution counts for PNG only. */
export const figurePrintSchema = z.object({
  paper: figurePaperSchema,
  dotsPerInch: z.number().min(72).max(1200).default(600),
});
export type FigurePrint = z.infer<typeof figurePrintSchema>;
