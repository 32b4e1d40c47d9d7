import { z } from 'zod';

/** What stands behind a source. */
export const SOURCE_KINDS = ['mass-spectrometer', 'mass-flow-controller', 'cycler', 'gas-valve', 'other'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/**
 * A source is one clock: an instrument, a gateway or a file whose stamps belong together.
 * - `utc`: stored times are microseconds since 1970 UTC by the source's own clock.
 * - `local`: wall-clock microseconds as if they were UTC; `zone` (IANA) says where, once known.
 * - `relative`: microseconds since the source's own zero; `zeroUtcUs` says when that was, once known.
 */
export const sourceSchema = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  name: z.string().min(1),
  kind: z.enum(SOURCE_KINDS),
  clockKind: z.enum(['utc', 'local', 'relative']),
  zone: z.string().nullable().default(null),
  zeroUtcUs: z.number().int().nullable().default(null),
  /** How it was reached: `opc-ua`, `simulated`, or the file format; free text beside it. */
  reachedBy: z.string().default(''),
});

export type Source = z.infer<typeof sourceSchema>;
