import { extname } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import { REPORT_SECTIONS, reportOptionsSchema, type ReportOptions } from '../../shared/api/report.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';
import { recipeSchema, type Recipe } from '../../shared/domain/recipe.ts';
import { isoFromUs } from '../../shared/domain/time.ts';
import { evaluateRun, type EvaluatedRun } from '../core/report/evaluate-run.ts';
import { reportContext, storedSettings } from '../core/report/report-context.ts';
import { renderReport } from '../core/report/report-file.ts';
import { homeFolder } from '../core/storage/home.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { SOFTWARE_VERSION } from '../core/version.ts';
import { printJson, terminal } from './command.ts';
import { refuseExisting, writeBytesFile } from './output-file.ts';
import { readDocument } from './read-document.ts';

/** What makes the bytes of each kind of report. */
type ReportWriter = (runs: readonly EvaluatedRun[], options: ReportOptions) => Promise<Uint8Array>;

const printed =
  (format: 'pdf' | 'html'): ReportWriter =>
  (runs, options) => {
    const home = homeFolder();
    const madeTime = isoFromUs(systemHostClock().utcUs())!;
    const own = runs.map(({ run }) => run);
    return renderReport(runs, reportContext(options, storedSettings(home), home, own, madeTime), format);
  };

const WRITERS: Readonly<Record<string, ReportWriter>> = { '.pdf': printed('pdf'), '.html': printed('html') };

export interface ReportCommandOptions {
  output: string;
  recipe?: string;
  compare?: string[];
  paper: ReportOptions['paper'];
  halfCycle?: string;
  title?: string;
  remarks?: string;
  gases?: string[];
  sections?: string[];
  json?: boolean;
}

/** `opendems report`: a calibrated gas report of one run, or of several compared. */
export async function report(file: string, options: ReportCommandOptions): Promise<void> {
  if (extname(options.output).toLowerCase() === '.xlsx') {
    await workbook(file, options);
    return;
  }
  const write = writerFor(options.output);
  refuseExisting(options.output);
  const chosen = optionsOf(options);
  const recipe = options.recipe === undefined ? undefined : readDocument(options.recipe, recipeSchema, 'recipe');
  const runs = [file, ...(options.compare ?? [])].map((path) => evaluate(path, recipe));
  writeBytesFile(options.output, await write(runs, chosen));
  const summary = {
    output: options.output,
    softwareVersion: SOFTWARE_VERSION,
    runs: runs.map(({ run, results }) => ({
      name: run.name,
      rawSha256: results.rawSha256,
      recipeSha256: results.recipeSha256,
    })),
  };
  if (options.json) printJson(summary);
  else terminal.note(`${options.output}: report of ${summary.runs.map((run) => run.name).join(', ')}`);
}

/** A workbook is an export: numbers of one run, nothing laid out. */
async function workbook(file: string, { output, recipe, compare }: ReportCommandOptions): Promise<void> {
  if (compare !== undefined && compare.length > 0)
    throw new AppError({
      code: 'one-run-only',
      happened: 'A workbook holds one run.',
      safe: 'Nothing was written.',
      next: 'Write one for each run, or a comparison as .pdf or .html.',
    });
  const { exportRuns } = await import('./export.ts');
  await exportRuns({ files: [file], format: 'xlsx', output }, { every: 10, licence: '', ...(recipe && { recipe }) });
}

function writerFor(path: string): ReportWriter {
  const extension = extname(path).toLowerCase();
  const writer = WRITERS[extension];
  if (writer) return writer;
  throw new AppError({
    code: 'format-unknown',
    happened: `A report cannot be written as ${extension === '' ? 'a file without an extension' : extension}: the formats are ${[...Object.keys(WRITERS), '.xlsx'].join(', ')}.`,
    safe: 'Nothing was written.',
    next: 'Give the output file one of these extensions.',
  });
}

function optionsOf({ paper, halfCycle, title, remarks, gases, sections }: ReportCommandOptions): ReportOptions {
  const parsed = reportOptionsSchema.safeParse({
    paper,
    headline: halfCycle ?? null,
    title,
    remarks,
    species: gases ?? null,
    sections: sections ?? null,
  });
  if (parsed.success) return parsed.data;
  throw new AppError({
    code: 'bad-options',
    happened: `The report cannot be made like that: ${parsed.error.issues[0]!.path.join(' ')}: ${parsed.error.issues[0]!.message}.`,
    safe: 'Nothing was written.',
    next: `Sections are ${REPORT_SECTIONS.join(', ')}.`,
  });
}

function evaluate(path: string, recipe: Recipe | undefined): EvaluatedRun {
  const reader = openRunFile(path);
  try {
    return evaluateRun(reader, recipe);
  } finally {
    reader.close();
  }
}
