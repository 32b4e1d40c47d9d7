import { z } from 'zod';
import { gasBottleSchema } from '../domain/gases.ts';
import { PHASE_KINDS } from '../domain/phase.ts';
import { recipeSchema } from '../domain/recipe.ts';
import { gasResultSchema } from '../domain/results-gas.ts';
import { baselineResultSchema, resultsSchema } from '../domain/results.ts';
import { viewSeriesSchema } from './views.ts';

/** Kind of the documents in a run file that hold its recipes; the newest counts, older ones are kept. */
export const RECIPE_DOCUMENT = 'recipe';

/** A recipe kept in the run. */
export const recipeVersionSchema = z.object({ number: z.number().int(), recipe: recipeSchema });
export type RecipeVersion = z.infer<typeof recipeVersionSchema>;

/** What a window needs to begin: the recipe to start from and every version kept. */
export const openedAnalysisSchema = z.object({
  recipe: recipeSchema,
  /** Where the recipe comes from: the newest kept version, or a proposal from the run's phases. */
  origin: z.enum(['stored', 'proposed']),
  versions: z.array(recipeVersionSchema),
  /** The run still grows: everything is of what had been recorded when it was opened. */
  isRecording: z.boolean(),
  /** Gas bottles kept with the run; the recipe's own of the same name win. */
  bottles: z.array(gasBottleSchema),
});
export type OpenedAnalysis = z.infer<typeof openedAnalysisSchema>;

/**
 * The curves wanted with an evaluation.
 * - `time`: hours since the reference clock's first sample; `soc` percent, `capacity` mAh/g, `voltage` V: one half-cycle.
 */
export const figureRequestSchema = z.object({
  x: z.enum(['time', 'soc', 'capacity', 'voltage']),
  /** Counted from 0 over charges and discharges; null is the whole run (on the time axis only). */
  halfCycle: z.number().int().nonnegative().nullable(),
  /** Range in units of x; null is the full range. */
  from: z.number().nullable(),
  to: z.number().nullable(),
  pixels: z.number().int().min(16).max(8192),
  /** Curves of this gas alone; of the others it is only said what they are. Without it, of all. */
  gas: z.string().optional(),
  /** Curves to look at beside the usual ones; no number of the results depends on them. */
  extras: z
    .object({
      /**
       * A curve under each ratio by asymmetric least squares, smoother than `periodHours` (half-gain period): it erases
       * real gas and is never subtracted.
       */
      asymmetricBaseline: z
        .object({ periodHours: z.number().positive(), asymmetry: z.number().min(0.001).max(0.1).default(0.01) })
        .optional(),
      /** dQ/dV of every half-cycle. */
      differentialCapacity: z.boolean().optional(),
      /** The voltages that clocks are compared by. */
      sync: z.boolean().optional(),
      /** The flow as its controller reads it. */
      flow: z.boolean().optional(),
    })
    .optional(),
});
export type FigureRequest = z.infer<typeof figureRequestSchema>;

export const evaluationRequestSchema = z.object({
  runId: z.string(),
  /** One who edits: a newer request of the same editor takes the place of one that waits. */
  editor: z.string(),
  recipe: recipeSchema,
  figure: figureRequestSchema,
});
export type EvaluationRequest = z.infer<typeof evaluationRequestSchema>;

/** A calibration plateau as the gas's own mass shows it, in the unit of `ratio`. */
const figurePlateauSchema = z.object({
  /** Place among the recipe's calibration points. */
  point: z.number().int(),
  mean: z.number(),
  standardUncertainty: z.number(),
  readings: z.number().int(),
  effectiveReadings: z.number(),
  /** Change over the plateau in its standard errors; null where it cannot be told. */
  changeInErrors: z.number().nullable(),
});
export type FigurePlateau = z.infer<typeof figurePlateauSchema>;

/** What a baseline gives for one gas. Bands are series whose smallest and largest values are value - U and value + U. */
const sketchedCurvesSchema = z.object({
  /** Fitted background with twice its standard uncertainty. */
  baseline: viewSeriesSchema.nullable(),
  /** Block means with U, on the cell's time. */
  rate: viewSeriesSchema.nullable(),
  /** Amount since the beginning of the half-cycle, or since the first current, with U. */
  amount: viewSeriesSchema.nullable(),
  /** Rate with the washout taken out, where the recipe's Delay asks for it: to look at, amounts never use it. */
  deconvolvedRate: viewSeriesSchema.nullable().optional(),
});
export type SketchedCurves = z.infer<typeof sketchedCurvesSchema>;

/** Curves of one gas. */
const figureGasSchema = z.object({
  ...sketchedCurvesSchema.shape,
  species: z.string(),
  mz: z.number(),
  quantity: z.enum(['amount', 'normalised-ion-current', 'estimate']),
  unit: z.string(),
  rateUnit: z.string(),
  /** It has a rate and an amount, whether or not they were asked for. */
  isQuantified: z.boolean(),
  /** Ion current over the carrier's, or ampere without a carrier, at the mass spectrometer's own times. */
  ratio: viewSeriesSchema,
  /** The curve asked for in `extras.asymmetricBaseline`. */
  asymmetricBaseline: viewSeriesSchema.nullable().optional(),
  plateaus: z.array(figurePlateauSchema),
});
export type FigureGas = z.infer<typeof figureGasSchema>;

/** One voltage recorded by two sources, and what is left of their difference by the recipe's clocks. */
const syncFigureSchema = z.object({
  reference: z.string(),
  moved: z.string(),
  /** Volt, as recorded. */
  referenceVoltage: viewSeriesSchema,
  movedVoltage: viewSeriesSchema,
  /** Reference less moved, after gain and zero of the one have been fitted to the other; volt. */
  residual: viewSeriesSchema,
});
export type SyncFigure = z.infer<typeof syncFigureSchema>;

const figureSchema = z.object({
  x: z.enum(['time', 'soc', 'capacity', 'voltage']),
  halfCycle: z.number().int().nullable(),
  fullFrom: z.number(),
  fullTo: z.number(),
  from: z.number(),
  to: z.number(),
  voltage: viewSeriesSchema.nullable(),
  current: viewSeriesSchema.nullable(),
  /** As the controller reads it, ml/min; null where it was not asked for or not recorded. */
  flow: viewSeriesSchema.nullable(),
  phases: z.array(
    z.object({
      label: z.string(),
      kind: z.enum(PHASE_KINDS),
      fromHours: z.number(),
      toHours: z.number(),
      halfCycle: z.number().int().nullable(),
    }),
  ),
  hasCarrier: z.boolean(),
  /** The gas whose curves these are; null where they are of all. */
  gas: z.string().nullable(),
  gases: z.array(figureGasSchema),
  /** Asked for in `extras`: per half-cycle, V ascending, mAh/g per V; empty where mass or voltage are missing. */
  differentialCapacity: z
    .array(
      z.object({
        halfCycle: z.number().int(),
        label: z.string(),
        volt: z.array(z.number()),
        milliampHourPerGramPerVolt: z.array(z.number()),
      }),
    )
    .optional(),
  /** Pairs of sources that recorded the cell's voltage, where they were asked for. */
  sync: z.array(syncFigureSchema),
});
export type Figure = z.infer<typeof figureSchema>;

/** Results of a recipe with the curves to show them. */
export const evaluationSchema = z.object({
  results: resultsSchema,
  /** Zero hours as a stamp on the reference clock, microseconds: spans of the recipe count from there. */
  zeroUs: z.number(),
  figure: figureSchema,
});
export type EvaluationAnswer = z.infer<typeof evaluationSchema>;

/**
 * One gas while a baseline span is dragged: its numbers without onsets, the backgrounds below it, the curves that move with
 * the span. Everything else stands in the evaluation before.
 */
export const sketchSchema = z.object({
  gas: gasResultSchema,
  baselines: z.array(baselineResultSchema),
  curves: sketchedCurvesSchema,
});
export type Sketch = z.infer<typeof sketchSchema>;

/** A recipe made to fit another run. */
export const adaptedRecipeSchema = z.object({
  recipe: recipeSchema,
  /** What was found anew in that run, one sentence each. */
  adapted: z.array(z.string()),
  /** What could not be taken along, one sentence each. */
  omitted: z.array(z.string()),
});
export type AdaptedRecipe = z.infer<typeof adaptedRecipeSchema>;

/** Sensitivities of a run by its newest recipe, for use in another one. */
export const borrowedCalibrationSchema = z.object({
  sensitivities: z.array(
    z.object({ species: z.string(), coulombPerMol: z.number(), relativeUncertainty: z.number().nonnegative() }),
  ),
});
export type BorrowedCalibration = z.infer<typeof borrowedCalibrationSchema>;
