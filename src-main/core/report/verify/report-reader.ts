import { z } from 'zod';
import { AppError } from '../../../../shared/api/errors.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { renderReport, REPORT_CONTEXT_FILE, type ReportFormat } from '../report-file.ts';
import { attachmentName } from '../report-model/origin-section.ts';
import { reportContextSchema } from '../report-model/report-document.ts';
import { pdfFiles, pdfFingerprint } from './pdf-objects.ts';
import type { DocumentReader, EmbeddedDocument, VerifyDifference } from './verification.ts';

const contextFileSchema = z.object({
  version: z.literal(1),
  runs: z.array(z.object({ name: z.string(), rawSha256: z.string() })).min(1),
  context: reportContextSchema,
});

const EMBEDDED = /<script type="application\/json" data-file="([^"]+)">([\s\S]*?)<\/script>/g;

const htmlFiles = (bytes: Uint8Array): Map<string, Buffer> =>
  new Map(
    [...Buffer.from(bytes).toString('utf8').matchAll(EMBEDDED)].map(([, name, text]) => [name!, Buffer.from(text!)]),
  );

export const readReportPdf: DocumentReader = async (bytes, file) => reportDocument(pdfFiles(bytes), bytes, file, 'pdf');
export const readReportHtml: DocumentReader = async (bytes, file) =>
  reportDocument(htmlFiles(bytes), bytes, file, 'html');

function reportDocument(
  files: ReadonlyMap<string, Buffer>,
  bytes: Uint8Array,
  file: string,
  format: ReportFormat,
): EmbeddedDocument {
  const read = (name: string): unknown => {
    const content = files.get(name);
    if (!content) throw noResults(file, name);
    try {
      return JSON.parse(content.toString('utf8'));
    } catch {
      throw noResults(file, name);
    }
  };
  const context = contextFileSchema.safeParse(read(REPORT_CONTEXT_FILE));
  if (!context.success) throw noResults(file, REPORT_CONTEXT_FILE);
  const { runs, context: made } = context.data;
  return {
    kind: `report (${format})`,
    evaluations: runs.map(({ name }, i) => ({
      name,
      results: read(attachmentName('results', i, runs.length)),
      recipe: read(attachmentName('recipe', i, runs.length)),
    })),
    compareRest: async (recomputed: readonly EvaluatedRun[]) => {
      const again = await renderReport(recomputed, made, format);
      return format === 'html' ? compareLines(bytes, again) : comparePages(bytes, again);
    },
  };
}

function comparePages(bytes: Uint8Array, again: Uint8Array): VerifyDifference[] {
  const [found, expected] = [pdfFingerprint(bytes), pdfFingerprint(again)];
  const at = expected.findIndex((one, i) => one !== found[i]);
  if (at < 0 && found.length === expected.length) return [];
  return [
    {
      where: 'what is printed on the pages',
      inDocument: at < 0 ? `${found.length - expected.length} objects more` : `object ${found[at] ?? 'missing'}`,
      recomputed: at < 0 ? 'none' : `object ${expected[at]!}`,
    },
  ];
}

/** Text of a line of HTML around a place. */
const textAround = (line: string, at: number): string =>
  line
    .slice(Math.max(0, at - 200), at + 80)
    .replace(/<[^>]*>/g, ' ')
    .replace(/^[^<]*>|<[^>]*$/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(-120);

function compareLines(bytes: Uint8Array, again: Uint8Array): VerifyDifference[] {
  const [found, expected] = [bytes, again].map((one) => Buffer.from(one).toString('utf8').split('\n')) as [
    string[],
    string[],
  ];
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    const [a = '', b = ''] = [found[i], expected[i]];
    if (a === b) continue;
    let at = 0;
    while (a[at] === b[at]) at += 1;
    return [{ where: `what is printed, line ${i + 1}`, inDocument: textAround(a, at), recomputed: textAround(b, at) }];
  }
  return [];
}

function noResults(file: string, name: string): AppError {
  return new AppError({
    code: 'no-results-inside',
    happened: `${file} does not carry the file ${name} that a report of OpenDEMS has inside, or it cannot be read.`,
    safe: 'The file was not changed.',
    next: 'Use the report as it was written; printing or saving it with another program may drop what is inside.',
  });
}
