import { z } from 'zod';
import { comparisonSchema } from '../domain/comparison.ts';
import { recipeSchema } from '../domain/recipe.ts';
import { figureArrangementSchema } from '../figure/figure-arrangement.ts';
import { figureContentSchema } from '../figure/figure-model.ts';
import { FIGURE_FORMATS, figurePrintSchema } from '../figure/figure-print.ts';
import { figureRequestSchema } from '../figure/figure-request.ts';

export const MOST_COMPARED_RUNS = 6;

/**
 * Runs in the order of the columns, and which of their numbers are wanted. A run is evaluated by the recipe given with
 * it, else by its newest one.
 */
export const compareRequestSchema = figureRequestSchema.extend({
  runs: z
    .array(z.object({ runId: z.string(), recipe: recipeSchema.optional() }))
    .min(1)
    .max(MOST_COMPARED_RUNS),
});
export type CompareRequest = z.infer<typeof compareRequestSchema>;

/** What can be asked of these runs. */
const figureChoicesSchema = z.object({
  /** Charges and discharges that every run has. */
  halfCycles: z.array(z.string()),
  /** Gases that every run has numbers for. */
  gases: z.array(z.object({ species: z.string(), isNormalised: z.boolean() })),
  /** Nominal m/z that every run recorded. */
  masses: z.array(z.number()),
});
export type FigureChoices = z.infer<typeof figureChoicesSchema>;

/** Curves, caption, and the difference table. */
export const comparedSchema = z.object({
  content: figureContentSchema,
  choices: figureChoicesSchema,
  comparison: comparisonSchema,
});
export type Compared = z.infer<typeof comparedSchema>;

/** A figure as it goes into a file. */
export const figureExportSchema = z.object({
  request: compareRequestSchema,
  arrangement: figureArrangementSchema,
  print: figurePrintSchema,
  format: z.enum(FIGURE_FORMATS),
});
export type FigureExport = z.infer<typeof figureExportSchema>;
