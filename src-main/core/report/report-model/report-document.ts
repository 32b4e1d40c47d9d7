import { z } from 'zod';
import { reportOptionsSchema } from '../../../../shared/api/report.ts';

/**
 * A report as plain data, ready to be set in HTML or PDF: words and printed numbers, no lengths and no fonts. Text carries
 * its sub- and superscripts as Unicode (`CO₂`, `g⁻¹`) and its numbers language-neutral.
 */

const factSchema = z.object({ label: z.string(), value: z.string() });

/** One cell; `key` draws a gas's line beside its name, `strong` marks what a reader looks for. */
const cellSchema = z.object({
  text: z.string(),
  key: z.string().optional(),
  strong: z.boolean().optional(),
});

const columnSchema = z.object({
  title: z.string(),
  /** In its own line of the header; empty where none is needed. */
  unit: z.string(),
  /** Numbers arrive padded so that right-aligned cells stand at their decimal point. */
  align: z.enum(['left', 'right']),
  /** Takes the width that is left over and may break its lines. */
  grows: z.boolean().optional(),
});

const tableSchema = z.object({
  kind: z.literal('table'),
  columns: z.array(columnSchema).min(1),
  rows: z.array(
    z.object({
      cells: z.array(cellSchema),
      /** A line between groups stands above this row. */
      begins: z.boolean().optional(),
    }),
  ),
  notes: z.array(z.string()),
});

const leafSchema = z.discriminatedUnion('kind', [
  tableSchema,
  z.object({ kind: z.literal('facts'), facts: z.array(factSchema), columns: z.union([z.literal(1), z.literal(2)]) }),
  z.object({ kind: z.literal('figure'), svg: z.string(), caption: z.string() }),
  z.object({ kind: z.literal('paragraphs'), paragraphs: z.array(z.string()) }),
  z.object({
    kind: z.literal('findings'),
    findings: z.array(
      z.object({ severity: z.enum(['info', 'warning', 'refusal', 'passed']), sentence: z.string(), next: z.string() }),
    ),
  }),
  z.object({ kind: z.literal('code'), lines: z.array(z.string()), columns: z.union([z.literal(1), z.literal(2)]) }),
]);
export type ReportLeaf = z.infer<typeof leafSchema>;
export type ReportTable = z.infer<typeof tableSchema>;
export type ReportCell = z.infer<typeof cellSchema>;
export type ReportColumn = z.infer<typeof columnSchema>;
export type ReportFact = z.infer<typeof factSchema>;

const sectionSchema = z.object({
  /** Printed before the title, `3`; empty where sections are not counted. */
  number: z.string(),
  title: z.string(),
  blocks: z.array(leafSchema),
});
export type NumberedSection = z.infer<typeof sectionSchema>;

/** Sections over each other, or in pairs beside each other as on the first page. */
const chapterSchema = z.object({
  title: z.string(),
  subtitle: z.string(),
  /** Facts under the title. */
  facts: z.array(factSchema),
  rows: z.array(z.array(sectionSchema).min(1).max(2)),
});
export type ReportChapter = z.infer<typeof chapterSchema>;

export const reportSchema = z.object({
  version: z.literal(1),
  paper: z.enum(['a4', 'letter']),
  laboratory: z.string(),
  /** `data:` address of a PNG or an SVG, base64; null without. */
  logo: z.string().nullable(),
  operator: z.string(),
  /** UTC, as printed. */
  madeTime: z.string(),
  softwareVersion: z.string(),
  title: z.string(),
  /** The first chapter is the first page; the others begin on new pages. */
  chapters: z.array(chapterSchema).min(1),
  /** Two lines at the foot of every page. */
  footer: z.array(z.string()).length(2),
});
export type Report = z.infer<typeof reportSchema>;

/** What a report is made with beside the runs. */
export const reportContextSchema = z.object({
  options: reportOptionsSchema,
  laboratory: z.string(),
  logo: z.string().nullable(),
  operator: z.string(),
  /** ISO UTC. */
  madeTime: z.string(),
});
export type ReportContext = z.infer<typeof reportContextSchema>;
