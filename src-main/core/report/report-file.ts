import { SOFTWARE_VERSION } from '../version.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import { reportHtml } from './html/report-html.ts';
import type { PdfAttachment } from './pdf/render-pdf.ts';
import { reportPdf } from './pdf/report-pdf.ts';
import { buildReport } from './report-model/build-report.ts';
import { attachmentName, orderedRecipe } from './report-model/origin-section.ts';
import type { ReportContext } from './report-model/report-document.ts';

export const REPORT_FORMATS = ['pdf', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Name of the file inside a report that says how it was made; with it and the runs it can be made again. */
export const REPORT_CONTEXT_FILE = 'report.json';

/** What a report is checked by: results and recipe of each run, and the report's own choices. */
export function reportAttachments(runs: readonly EvaluatedRun[], context: ReportContext): PdfAttachment[] {
  const json = (name: string, description: string, document: unknown): PdfAttachment => ({
    name,
    mediaType: 'application/json',
    description,
    content: `${JSON.stringify(document, null, 1)}\n`,
  });
  return [
    ...runs.flatMap((one, i) => [
      json(attachmentName('results', i, runs.length), `Results of ${one.run.name}`, one.results),
      json(attachmentName('recipe', i, runs.length), `Recipe of ${one.run.name}`, orderedRecipe(one)),
    ]),
    json(REPORT_CONTEXT_FILE, 'How this report was made', {
      version: 1,
      softwareVersion: SOFTWARE_VERSION,
      runs: runs.map(({ run, results }) => ({ name: run.name, rawSha256: results.rawSha256 })),
      context,
    }),
  ];
}

/** The bytes of a report. @throws AppError where it asks for what a run does not have */
export async function renderReport(
  runs: readonly EvaluatedRun[],
  context: ReportContext,
  format: ReportFormat,
): Promise<Uint8Array> {
  const report = buildReport(runs, context);
  const attachments = reportAttachments(runs, context);
  if (format === 'html') return Buffer.from(reportHtml(report, attachments), 'utf8');
  return reportPdf(report, attachments, new Date(context.madeTime));
}
