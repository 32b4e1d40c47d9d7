import { z } from 'zod';
import { figureArrangementSchema } from './figure-arrangement.ts';
import { figurePrintSchema } from './figure-print.ts';
import { FIGURE_PRESETS, figureRequestSchema } from './figure-request.ts';

/** Everything a person chooses of a figure but its runs: panels, axes, arrangement, marks, paper. */
export const figureDesignSchema = figureRequestSchema.extend({
  rows: figureRequestSchema.shape.rows.default([...FIGURE_PRESETS.six]),
  x: figureRequestSchema.shape.x.default('soc'),
  halfCycle: z.string().default('charge 1'),
  normalisation: figureRequestSchema.shape.normalisation.default('A'),
  arrangement: figureArrangementSchema.prefault({}),
  print: figurePrintSchema.prefault({ paper: {} }),
});
export type FigureDesign = z.infer<typeof figureDesignSchema>;

/** A design kept under a name, for other runs. */
export const savedFigureSchema = z.object({
  version: z.literal(1).default(1),
  name: z.string().trim().min(1).max(80),
  design: figureDesignSchema,
});
export type SavedFigure = z.infer<typeof savedFigureSchema>;
