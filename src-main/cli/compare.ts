import { extname } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import type { Comparison } from '../../shared/domain/comparison.ts';
import { recipeSchema } from '../../shared/domain/recipe.ts';
import { drawFigure } from '../../shared/figure/draw-figure.ts';
import { figureCsv } from '../../shared/figure/figure-csv.ts';
import type { FigureWidthMillimetre } from '../../shared/figure/figure-model.ts';
import { powerText } from '../../shared/figure/figure-text.ts';
import { compareFigure } from '../core/report/compare-figure.ts';
import { FIGURE_PRESETS, type CompareFigureOptions } from '../core/report/compare-options.ts';
import { compareRuns } from '../core/report/compare-runs.ts';
import { evaluateRun } from '../core/report/evaluate-run.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { printJson, terminal } from './command.ts';
import { refuseExisting, writeTextFile } from './output-file.ts';
import { readDocument } from './read-document.ts';

/** What each format is made of. */
const FORMATS = { '.svg': 'svg', '.csv': 'csv' } as const;

function formatOf(path: string): 'svg' | 'csv' {
  const extension = extname(path).toLowerCase();
  if (extension in FORMATS) return FORMATS[extension as keyof typeof FORMATS];
  throw new AppError({
    code: 'format-unknown',
    happened: `A figure cannot be written as ${extension === '' ? 'a file without an extension' : extension}: the formats are .svg and .csv.`,
    safe: 'Nothing was written.',
    next: 'Write .svg; browsers, Inkscape and word processors turn it into PDF or PNG at any size.',
  });
}

/** `opendems compare`: the figure of several runs, its numbers, and what differs between them. */
export function compare(
  files: string[],
  options: {
    output: string[];
    figure: keyof typeof FIGURE_PRESETS;
    recipe?: string;
    halfCycle: string;
    x: CompareFigureOptions['x'];
    layout: CompareFigureOptions['layout'];
    normalise: CompareFigureOptions['normalisation'];
    width: string;
    json?: boolean;
  },
): void {
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
    const { halfCycle, x, layout, normalise } = options;
    const rows = FIGURE_PRESETS[options.figure];
    const figure = compareFigure(runs, { rows, x, halfCycle, layout, normalisation: normalise });
    const width = Number(options.width) as FigureWidthMillimetre;
    for (const { path, format } of outputs)
      writeTextFile(path, format === 'csv' ? figureCsv(figure) : drawFigure(figure, width));
    caption = figure.caption;
  }
  if (options.json) printJson(comparison);
  else printTable(comparison, caption);
}

const HEADINGS = { cell: 'Cell', amount: 'Amount', peak: 'Highest rate', onset: 'Onset' } as const;

function printTable({ halfCycle, samples, rows, sentences }: Comparison, caption: string | undefined): void {
  samples.forEach((sample, i) => terminal.print(`${i + 1} ${sample.name} (${sample.run})`));
  let group = '';
  for (const row of rows) {
    if (row.group !== group) terminal.print(`${HEADINGS[row.group]}, ${halfCycle}`);
    group = row.group;
    const unit = [powerText(row.exponent), row.unit].filter((part) => part !== '').join(' ');
    const differences = row.differences.map(
      (one, i) => `${i + 2} - 1: ${one ? `${one.printed}${one.isSignificant ? ' (more than U)' : ''}` : 'not known'}`,
    );
    const cells = [...row.values.map((value) => value.printed), ...differences].map((text) => text.padEnd(26));
    terminal.print(`  ${`${row.quantity} / ${unit}`.padEnd(34)} ${cells.join(' ')}`.trimEnd());
  }
  for (const sentence of sentences) terminal.print(sentence);
  if (caption !== undefined) terminal.print(`Caption: ${caption}`);
}
