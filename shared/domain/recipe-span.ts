import { z } from 'zod';

/**
 * A stretch of a run, microseconds on the clock of the recipe's reference source (the mass spectrometer) as stored,
 * so that correcting another source's clock moves no span.
 */
export const spanSchema = z
  .strictObject({ fromUs: z.number(), toUs: z.number() })
  .refine((span) => span.toUs > span.fromUs, { message: 'a span must end after it begins' });
export type Span = z.infer<typeof spanSchema>;
