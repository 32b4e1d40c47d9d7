import { z } from 'zod';
import { comparisonSchema } from '../domain/comparison.ts';

/** What the place Compare asks for: runs in the order of the columns, and the figure made of them. */
export const compareRequestSchema = z.object({
  runIds: z.array(z.string()).min(1).max(6),
  figure: z.enum(['six', 'si']),
  halfCycle: z.string(),
  x: z.enum(['soc', 'capacity', 'time']),
  layout: z.enum(['columns', 'overlay']),
  normalisation: z.enum(['A', 'C']),
  widthMillimetre: z.union([z.literal(85), z.literal(120), z.literal(175)]),
});
export type CompareRequest = z.infer<typeof compareRequestSchema>;

/** The figure as it is exported, its numbers, its caption, and the difference table. */
export const comparedSchema = z.object({
  svg: z.string(),
  csv: z.string(),
  caption: z.string(),
  /** Charges and discharges that every run has. */
  halfCycles: z.array(z.string()),
  comparison: comparisonSchema,
});
export type Compared = z.infer<typeof comparedSchema>;
