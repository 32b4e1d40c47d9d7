import { extname } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import type { Comparison } from '../../shared/domain/comparison.ts';
import { systemHostClock } from '../../shared/domain/clock.ts';
import { recipeSchema } from '../../shared/domain/recipe.ts';
import { arrangeFigure, figureArrangementSchema } from '../../shared/figure/figure-arrangement.ts';
import type { FigureModel } from '../../shared/figure/figure-model.ts';
import {
  FIGURE_FORMATS,
  figurePrintSchema,
  type FigureFormat,
  type FigurePrint,
} from '../../shared/figure/figure-print.ts';
import { FIGURE_PRESETS, type FigurePreset, type FigureRequest } from '../../shared/figure/figure-request.ts';
import { powerText } from '../../shared/figure/figure-text.ts';
import { compareFigure } from '../core/report/compare-figure.ts';
import { compareRuns } from '../core/report/compare-runs.ts';
import { evaluateRun } from '../core/report/evaluate-run.ts';
import { renderFigure } from '../core/report/render-figure.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { printJson, terminal } from './command.ts';
import { refuseExisting, writeBytesFile } from './output-file.ts';
import { readDocument } from './read-document.ts';

function formatOf(path: string): FigureFormat {
  const extension = extname(path).toLowerCase().slice(1);
  const format = FIGURE_FORMATS.find((candidate) => candidate === extension);
  if (format) return format;
  throw new AppError({
    code: 'format-unknown',
    happened: `A figure cannot be written as ${extension === '' ? 'a file without an extension' : `.${extension}`}: the formats are ${FIGURE_FORMATS.map((one) => `.${one}`).join(', ')}.`,
    safe: 'Nothing was written.',
    next: 'Write .svg or .pdf for print, .png for slides, .csv for the numbers.',
  });
}

export interface CompareOptions {
  output: string[];
  figure: FigurePreset;
  recipe?: string;
  halfCycle: string;
  x: FigureRequest['x'];
  layout: 'columns' | 'overlay';
  limits: 'shared' | 'free';
  normalise: FigureRequest['normalisation'];
  width: number;
  height?: number;
  fontSize: number;
  palette: 'colour' | 'grey';
  dpi: number;
  json?: boolean;
}

/** `opendems compare`: the figure of several runs, its numbers, and what differs between them. */
export async function compare(files: string[], options: CompareOptions): Promise<void> {
  const outputs = options.output.map((path) => ({ path, format: formatOf(path) }));
  for (const { path } of outputs) refuseExisting(path);
  const recipe = options.recipe === undefined ? undefined : readDocument(options.recipe, recipeSchema, 'recipe');
  const runs = files.map((file) => {
    const reader = openRunFile(file);
    try {
      return evaluateRun(reader, recipe);
    } finally {
      reader.close();
    }
  });
  const comparison = compareRuns(runs, options.halfCycle);
  let caption: string | undefined;
  if (outputs.length > 0) {
    const figure = figureOf(runs, options);
    const print = printOf(options);
    const origin = { author: '', madeAt: new Date(systemHostClock().utcUs() / 1000) };
    for (const { path, format } of outputs) writeBytesFile(path, await renderFigure(figure, format, print, origin));
    caption = figure.caption;
  }
  if (options.json) printJson(comparison);
  else printTable(comparison, caption);
}

function figureOf(runs: Parameters<typeof compareFigure>[0], options: CompareOptions): FigureModel {
  const { halfCycle, x, layout, normalise } = options;
  const rows = [...FIGURE_PRESETS[options.figure]];
  const content = compareFigure(runs, { rows, x, halfCycle, normalisation: normalise });
  return arrangeFigure(content, figureArrangementSchema.parse({ layout, sharesLimits: options.limits === 'shared' }));
}

const printOf = ({ width, height, fontSize, palette, dpi }: CompareOptions): FigurePrint =>
  figurePrintSchema.parse({
    paper: { widthMillimetre: width, heightMillimetre: height ?? null, fontSizePoint: fontSize, palette },
    dotsPerInch: dpi,
  });

const HEADINGS = { cell: 'Cell', amount: 'Amount', peak: 'Highest rate', onset: 'Onset' } as const;

function printTable(
  { halfCycle, samples, replicates, rows, sentences }: Comparison,
  caption: string | undefined,
): void {
  samples.forEach((sample, i) => terminal.print(`${i + 1} ${sample.name} (${sample.run})`));
  let group = '';
  for (const row of rows) {
    if (row.group !== group) terminal.print(`${HEADINGS[row.group]}, ${halfCycle}`);
    group = row.group;
    const unit = [powerText(row.exponent), row.unit].filter((part) => part !== '').join(' ');
    const differences = row.differences.map(
      (one, i) => `${i + 2} - 1: ${one ? `${one.printed}${one.isSignificant ? ' (more than U)' : ''}` : 'not known'}`,
    );
    const spreads = row.spreads.map((spread, i) =>
      spread ? `mean +- s of ${replicates[i].name}: ${spread.printed}` : '',
    );
    const cells = [...row.values.map((value) => value.printed), ...differences, ...spreads].map((text) =>
      text.padEnd(26),
    );
    terminal.print(`  ${`${row.quantity} / ${unit}`.padEnd(34)} ${cells.join(' ')}`.trimEnd());
  }
  for (const sentence of sentences) terminal.print(sentence);
  if (caption !== undefined) terminal.print(`Caption: ${caption}`);
}
