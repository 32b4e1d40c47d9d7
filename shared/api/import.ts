import { z } from 'zod';
import { CHANNEL_ROLES } from '../domain/role.ts';
import { QUESTION_IDS } from '../domain/import-question.ts';
import { syncPairSchema } from '../domain/results.ts';
import { sampleSchema } from '../domain/sample.ts';
import { SOURCE_KINDS } from '../domain/source.ts';
import { tableMappingSchema } from '../domain/table-mapping.ts';
import { UNITS } from '../domain/units.ts';
import { problemSchema } from './jobs.ts';
import { columnSchema } from './views.ts';

/** What a person changes of a channel before it is imported. Values in `unit` = number in the file * scale + offset. */
export const channelChangeSchema = z.object({
  /** Position of the file among those imported. */
  file: z.number().int().nonnegative(),
  channelId: z.string(),
  leaveOut: z.boolean().optional(),
  name: z.string().trim().min(1).optional(),
  role: z.enum(CHANNEL_ROLES).optional(),
  mz: z.number().positive().nullable().optional(),
  unit: z.enum(UNITS).optional(),
  scale: z.number().optional(),
  offset: z.number().optional(),
});
export type ChannelChange = z.infer<typeof channelChangeSchema>;

/** How files are to be read: what they do not say themselves. */
export const readingChoicesSchema = z.object({
  /** IANA zone of the computers whose clocks the files show; null while unknown. */
  zone: z.string().nullable().default(null),
  /** Answers to questions of the readers, for all files. */
  answers: z.partialRecord(z.enum(QUESTION_IDS), z.string()).default({}),
  /** For files of no known format, by their position. */
  mappings: z.array(z.object({ file: z.number().int().nonnegative(), mapping: tableMappingSchema })).default([]),
});
export type ReadingChoices = z.infer<typeof readingChoicesSchema>;

/** Everything a person says about an import. */
export const importChoicesSchema = readingChoicesSchema.extend({
  name: z.string().trim().min(1),
  changes: z.array(channelChangeSchema).default([]),
  /** The cycler counts discharge as positive. */
  invertCurrent: z.boolean().default(false),
  sample: sampleSchema.nullable().default(null),
});
export type ImportChoices = z.infer<typeof importChoicesSchema>;

const handles = z.array(z.string()).min(1).max(200);
export const importFilesSchema = z.object({ files: handles, choices: readingChoicesSchema });
export const importStartSchema = z.object({ files: handles, choices: importChoicesSchema });

/** How the times of a channel can be read: UTC, wall clock of an unknown zone, or seconds since an unknown zero. */
export const SHOWN_CLOCKS = ['utc', 'local', 'elapsed'] as const;

const previewChannelSchema = z.object({
  id: z.string(),
  sourceId: z.string(),
  name: z.string(),
  /** Column or label in the file. */
  origin: z.string(),
  role: z.enum(CHANNEL_ROLES),
  mz: z.number().nullable(),
  unit: z.enum(UNITS),
  samples: z.number(),
  clock: z.enum(SHOWN_CLOCKS),
  /** On that clock, microseconds. */
  firstUs: z.number(),
  lastUs: z.number(),
  /** In `unit`; null without a finite value. */
  lowest: z.number().nullable(),
  highest: z.number().nullable(),
  /** Smallest and largest values of at most some hundred stretches of equally many samples, in `unit`. */
  trace: z.object({
    timeUs: columnSchema,
    low: columnSchema,
    high: columnSchema,
  }),
});
export type PreviewChannel = z.infer<typeof previewChannelSchema>;

const previewFileSchema = z.object({
  name: z.string(),
  bytes: z.number(),
  /** What it was recognised as and why; null where it is of no known format or cannot be read. */
  kind: z.object({ id: z.string(), name: z.string(), reason: z.string() }).nullable(),
  problem: problemSchema.nullable(),
  /** Where the format is unknown: each that was tried, and why it is not that one. */
  tried: z.array(z.object({ name: z.string(), reason: z.string() })),
  rows: z.number(),
  spectra: z.number(),
  findings: z.array(z.object({ severity: z.enum(['info', 'warning']), sentence: z.string(), next: z.string() })),
  channels: z.array(previewChannelSchema),
});
export type PreviewFile = z.infer<typeof previewFileSchema>;

/** What files hold and how they would become one run. */
export const importPreviewSchema = z.object({
  files: z.array(previewFileSchema),
  /** Sources of the run, each of one file or of several parts of one record. */
  sources: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(SOURCE_KINDS),
      clock: z.enum(SHOWN_CLOCKS),
      files: z.array(z.number().int()),
    }),
  ),
  /** Decisions that a person may want to know. */
  notes: z.array(z.string()),
  /** What no file and no answer said, each once. */
  questions: z.array(
    z.object({
      id: z.enum(QUESTION_IDS),
      sentence: z.string(),
      choices: z.array(z.string()),
      assumed: z.string().nullable(),
    }),
  ),
  /** Why these files cannot become one run; null where they can. */
  problem: problemSchema.nullable(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** A look at a text file of no known format, for making a mapping. */
export const tableGuessSchema = z.object({
  /** First lines as they stand. */
  lines: z.array(z.string()),
  delimiter: tableMappingSchema.shape.delimiter,
  decimalMark: z.enum(['.', ',']),
  /** 1-based; 0 where there are no names. */
  nameLine: z.number().int(),
  firstDataLine: z.number().int(),
});
export type TableGuess = z.infer<typeof tableGuessSchema>;

const voltageCurveSchema = z.object({
  /** Since the zero of the reference clock, by the stamps alone. */
  seconds: columnSchema,
  volt: columnSchema,
});

/** Two clocks of a run that recorded one voltage. */
export const clockPairSchema = z.object({
  /** What the fit found; `accepted` says whether it is sure. */
  fitted: syncPairSchema,
  referenceName: z.string(),
  movedName: z.string(),
  /** The offset drawn and judged here, seconds; null where there is none. */
  offsetSeconds: z.number().nullable(),
  /** Root mean square of the voltage difference at that offset, and by the stamps alone. */
  residualVolt: z.number().nullable(),
  stampResidualVolt: z.number().nullable(),
  referenceCurve: voltageCurveSchema,
  movedCurve: voltageCurveSchema,
});
export type ClockPair = z.infer<typeof clockPairSchema>;

/** Offsets that a person chose, by the source they move. */
export const chosenOffsetsSchema = z.array(z.object({ sourceId: z.string(), offsetSeconds: z.number() }));
