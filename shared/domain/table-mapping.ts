import { z } from 'zod';
import { CHANNEL_ROLES } from './role.ts';
import { SOURCE_KINDS } from './source.ts';
import { UNITS } from './units.ts';

/** How to read a table of no known format; saved as JSON and used again for files of the same kind. */
export const tableMappingSchema = z.strictObject({
  version: z.literal(1).default(1),
  name: z.string().trim().min(1),
  delimiter: z.enum(['tab', 'comma', 'semicolon', 'blank']),
  decimalMark: z.enum(['.', ',']).default('.'),
  /** Line with the column names, 1-based; 0 where there is none and columns are called by number. */
  nameLine: z.number().int().min(0).max(5000),
  /** First line of data, 1-based; lines between names and data (units, say) are stepped over. */
  firstDataLine: z.number().int().min(1).max(5000),
  time: z.strictObject({
    /** Column name, or its number as text where there are no names. */
    column: z.string().min(1),
    /** `seconds`, `minutes`, `hours` since a zero; `unix` seconds UTC; `date` local wall clock. */
    kind: z.enum(['seconds', 'minutes', 'hours', 'unix', 'date']),
    /** Order of a date's numbers that do not start with the year. */
    dateOrder: z.enum(['mdy', 'dmy']).nullable().default(null),
  }),
  source: z.strictObject({ name: z.string().default(''), kind: z.enum(SOURCE_KINDS) }),
  channels: z
    .array(
      z.strictObject({
        column: z.string().min(1),
        name: z.string().trim().min(1),
        role: z.enum(CHANNEL_ROLES),
        mz: z.number().positive().nullable().default(null),
        unit: z.enum(UNITS),
        /** Value in `unit` = number in the file * scale + offset. */
        scale: z.number().default(1),
        offset: z.number().default(0),
        flowReference: z
          .object({ temperatureCelsius: z.number().min(-50).max(100), pressurePascal: z.number().positive() })
          .nullable()
          .default(null),
      }),
    )
    .min(1),
});

export type TableMapping = z.infer<typeof tableMappingSchema>;
