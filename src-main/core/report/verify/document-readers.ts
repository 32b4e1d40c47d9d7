import { extname } from 'node:path';
import { readReportHtml, readReportPdf } from './report-reader.ts';
import type { DocumentReader } from './verification.ts';

/** Who opens which document for checking, by extension. */
const READERS: Readonly<Record<string, DocumentReader>> = {
  '.pdf': readReportPdf,
  '.html': readReportHtml,
};

/** Undefined for a kind that carries no results. */
export const documentReaderFor = (file: string): DocumentReader | undefined => READERS[extname(file).toLowerCase()];
