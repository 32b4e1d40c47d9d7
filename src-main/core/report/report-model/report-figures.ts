import { AppError } from '../../../../shared/api/errors.ts';
import { drawFigure } from '../../../../shared/figure/draw-figure.ts';
import { arrangeFigure, figureArrangementSchema } from '../../../../shared/figure/figure-arrangement.ts';
import type { FigureRow } from '../../../../shared/figure/figure-model.ts';
import { FIGURE_X_AXES, type FigureRowRequest } from '../../../../shared/figure/figure-request.ts';
import { figurePaperSchema, paperStyle } from '../../../../shared/figure/figure-style.ts';
import { formulasIn } from '../../../../shared/figure/figure-text.ts';
import { textWidth } from '../../../../shared/figure/text-width.ts';
import { compareFigure } from '../compare-figure.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { findGas } from '../half-cycle.ts';
import type { ReportLeaf } from './report-document.ts';

/** Rows of the first page, the most telling first: what is there of them is shown. */
const FIRST_ROWS: readonly FigureRowRequest[] = [
  { kind: 'rate', species: 'CO2' },
  { kind: 'cumulative', species: 'O2' },
  { kind: 'rate', species: 'SO2' },
];
const GAS_ROWS_PER_FIGURE = 3;

const isSame = (a: FigureRowRequest, b: FigureRowRequest): boolean => JSON.stringify(a) === JSON.stringify(b);

/** One run is named in the head of the report already. */
const captionOf = (caption: string, runs: number): string =>
  runs === 1 ? caption.replace(/^1 [^.]*\. /, '').replace(/SOC from q_th = [\d.]+ mAh g⁻¹\. /, '') : caption;

/** Rows of gases in figures: the first page's, then everything else there is, at most three to a figure. */
export function planFigures(
  runs: readonly EvaluatedRun[],
  species: readonly string[],
  label: string,
): FigureRowRequest[][] {
  const known = species.filter((name) => runs.every((run) => findGas(run, name, label)));
  const isKnown = (row: FigureRowRequest) => 'species' in row && known.includes(row.species);
  const isAmount = (name: string) =>
    runs.every((run) => run.results.gases.find((gas) => gas.species === name)?.quantity !== 'normalised-ion-current');
  // The integral of a normalised ion current says nothing its course does not say better.
  const all: FigureRowRequest[] = known.flatMap((name): FigureRowRequest[] => [
    { kind: 'rate', species: name },
    ...(isAmount(name) ? [{ kind: 'cumulative' as const, species: name }] : []),
  ]);
  const first = FIRST_ROWS.filter(isKnown);
  for (const row of all)
    if (first.length < GAS_ROWS_PER_FIGURE && !first.some((one) => isSame(one, row))) first.push(row);
  const rest = all.filter((row) => !first.some((one) => isSame(one, row)));
  const figures = first.length > 0 ? [first] : [];
  for (let i = 0; i < rest.length; i += GAS_ROWS_PER_FIGURE) figures.push(rest.slice(i, i + GAS_ROWS_PER_FIGURE));
  return figures.map((rows) => [{ kind: 'voltage' }, ...rows]);
}

/** As wide as the text. */
const TEXT_WIDTH = paperStyle(figurePaperSchema.parse({ widthMillimetre: 175 }));

/** Height of a row of relative height 1, and room beside an axis title, points (shared/figure/figure-layout.ts). */
const USUAL_HEIGHT = 113;
const TITLE_ROOM = 6;

/** A short title beside the axis, and a row no lower than the title is long. */
function fittedRow(row: FigureRow, rowHeight: number): FigureRow {
  const quantity = row.quantity.replace('Cumulative ', '').replace(' rate', '');
  // Ten to a power may still stand before the unit.
  const title = textWidth(`${quantity} / ${quantity.includes('norm.') ? '10⁻⁵ ' : ''}${row.unit}`, TEXT_WIDTH.fontSize);
  return {
    ...row,
    quantity,
    relativeHeight: Math.max(row.relativeHeight * rowHeight, (title + TITLE_ROOM) / USUAL_HEIGHT),
  };
}

/**
 * One figure over the width of the text, against state of charge where it is known, else capacity, else time.
 * @param rowHeight relative to the figure's usual one
 */
export function reportFigure(
  runs: readonly EvaluatedRun[],
  rows: readonly FigureRowRequest[],
  halfCycle: string,
  number: number,
  rowHeight: number,
): ReportLeaf[] {
  for (const x of FIGURE_X_AXES) {
    try {
      const content = compareFigure(runs, { rows: [...rows], x, halfCycle, normalisation: 'A' });
      const figure = arrangeFigure(content, figureArrangementSchema.parse({}));
      const columns =
        runs.length > 1
          ? figure.columns
          : figure.columns.map((column) => ({
              ...column,
              heading: `${formulasIn(runs[0]!.run.sample?.name ?? runs[0]!.run.name)}, ${halfCycle}`,
              subheading: '',
            }));
      const scaled = figure.rows.map((row) => fittedRow(row, rowHeight));
      const svg = drawFigure({ ...figure, columns, rows: scaled }, TEXT_WIDTH);
      return [{ kind: 'figure', svg, caption: `Figure ${number}. ${captionOf(figure.caption, runs.length)}` }];
    } catch (error) {
      if (!(error instanceof AppError && error.problem.code === 'no-axis')) throw error;
    }
  }
  return [];
}
