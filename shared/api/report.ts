import { z } from 'zod';
import { recipeSchema } from '../domain/recipe.ts';

/** Parts of a report that can be left out; the first page is always there. */
export const REPORT_SECTIONS = [
  'half-cycles',
  'figures',
  'calibration',
  'background',
  'flow',
  'alignment',
  'interference',
  'checks',
  'budget',
  'metadata',
  'method',
  'origin',
  'recipe',
] as const;
export type ReportSection = (typeof REPORT_SECTIONS)[number];

/** How each part is called, in the report and where it is chosen. */
export const REPORT_SECTION_TITLES: Record<ReportSection, string> = {
  'half-cycles': 'Every half-cycle',
  figures: 'Further curves',
  calibration: 'Calibration',
  background: 'Background',
  flow: 'Carrier flow',
  alignment: 'Time alignment',
  interference: 'Spectral interference',
  checks: 'Checks and findings',
  budget: 'Uncertainty budget',
  metadata: 'Sample, cell and instruments',
  method: 'Method',
  origin: 'Origin and recomputation',
  recipe: 'Recipe',
};

/** What a person chooses of a report. `null` takes everything, or the program's choice. */
export const reportOptionsSchema = z.object({
  paper: z.enum(['a4', 'letter']).default('a4'),
  title: z.string().trim().max(200).default(''),
  remarks: z.string().trim().max(4000).default(''),
  /** The half-cycle of the first page; null is the first charge. */
  headline: z.string().nullable().default(null),
  species: z.array(z.string()).nullable().default(null),
  halfCycles: z.array(z.string()).nullable().default(null),
  sections: z.array(z.enum(REPORT_SECTIONS)).nullable().default(null),
});
export type ReportOptions = z.infer<typeof reportOptionsSchema>;

/** A report of stored runs; more than one are compared. `recipe` stands for each run's own. */
export const reportRequestSchema = z.object({
  runIds: z.array(z.string()).min(1).max(6),
  recipe: recipeSchema.nullable(),
  options: reportOptionsSchema,
});
export type ReportRequest = z.infer<typeof reportRequestSchema>;

/** What the window shows before anything is written, and what there is to choose from. */
export const reportPreviewSchema = z.object({
  /** HTML of the body: static, without style or script. */
  body: z.string(),
  css: z.string(),
  title: z.string(),
  halfCycles: z.array(z.string()),
  species: z.array(z.string()),
});
export type ReportPreview = z.infer<typeof reportPreviewSchema>;
