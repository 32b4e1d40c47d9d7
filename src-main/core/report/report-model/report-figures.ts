import { AppError } from '../../../../shared/api/errors.ts';
import { drawFigure } from '../../../../shared/figure/draw-figure.ts';
import { arrangeFigure, figureArrangementSchema } from '../../../../shared/figure/figure-arrangement.ts';
import type { FigureRow } from '../../../../shared/figure/figure-model.ts';
import { FIGURE_X_AXES, type FigureRowRequest } from '../../../../shared/figure/figure-request.ts';
import type { ReportOptions } from '../../../../shared/api/report.ts';
import { figurePaperSchema, paperStyle } from '../../../../shared/figure/figure-style.ts';
import { formulasIn } from '../../../../shared/figure/figure-text.ts';
import { textWidth } from '../../../../shared/figure/text-width.ts';
import { compareFigure } from '../compare-figure.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { findGas } from '../half-cycle.ts';
import { sampleLabels } from '../sample-labels.ts';
import type { ReportLeaf } from './report-document.ts';

/** Rows of the first page, the most telling first: what is there of them is shown. */
const FIRST_ROWS: readonly FigureRowRequest[] = [
  { kind: 'rate', species: 'CO2' },
  { kind: 'cumulative', species: 'O2' },
  { kind: 'rate', species: 'SO2' },
];
const GAS_ROWS_PER_FIGURE = 3;

const isSame = (a: FigureRowRequest, b: FigureRowRequest): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the head of a run's report and its own sections say already is not said again. */
const captionOf = (caption: string, runs: readonly EvaluatedRun[], place: FigurePlace): string => {
  if (runs.length > 1) return caption;
  const name = `${formulasIn(sampleLabels(runs).join('; '))}. `;
  const own = (caption.startsWith(name) ? caption.slice(name.length) : caption).replace(
    /SOC from the theoretical capacity, [\d.]+ mAh g⁻¹\. /,
    '',
  );
  if (place === 'inside') return own;
  return own
    .replace(/^([^.(]*[\d.]+ C \(1 C = [^)]*\)), .*? Pa\)\./, '$1.')
    .replace(/Delay corrected: .*? s\. /, 'Delay corrected. ')
    .replace(/Dashed: LOD [^.]*\./, 'Dashed: LOD.')
    .replace(/ \S+: I\(m\/z \d+\)[^.]*\./g, '');
};

/** Where a figure stands: on the first page room is scarce, and its heading says what it shows. */
export type FigurePlace = `first page, ${ReportOptions['paper']}` | 'inside';

/** Height of a row relative to the figure's usual one. Letter is 50 points lower than A4; its first page holds the same. */
const ROW_HEIGHTS: Record<FigurePlace, number> = { 'first page, a4': 0.5, 'first page, letter': 0.35, inside: 0.72 };

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

/** As wide as the text; gases dashed as in the tables beside, so that a grey print keeps them apart. */
const TEXT_WIDTH = paperStyle(figurePaperSchema.parse({ widthMillimetre: 175, lines: 'distinct' }));

/** Height of a row of relative height 1, and room beside an axis title, points (shared/figure/figure-layout.ts). */
const USUAL_HEIGHT = 113;
const TITLE_ROOM = 3;

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

/** State of charge from 0 to the next ten the half-cycle reaches; undefined where it is the figure's own 0 to 100. */
function socLimits(runs: readonly EvaluatedRun[], halfCycle: string): readonly [number, number] | null {
  const reached = runs
    .flatMap(({ results }) => results.phases.filter((phase) => phase.label === halfCycle))
    .flatMap(({ socFrom, socTo }) => [socFrom, socTo]);
  if (reached.length === 0 || reached.includes(null)) return null;
  const known = reached as number[];
  const low = Math.min(0, 10 * Math.floor(Math.min(...known) / 10));
  return [low, Math.max(low + 10, 10 * Math.ceil(Math.max(...known) / 10))];
}

/** One figure over the width of the text, against state of charge where it is known, else capacity, else time. */
export function reportFigure(
  runs: readonly EvaluatedRun[],
  rows: readonly FigureRowRequest[],
  halfCycle: string,
  number: number,
  place: FigurePlace,
): ReportLeaf[] {
  for (const x of FIGURE_X_AXES) {
    try {
      const content = compareFigure(runs, { rows: [...rows], x, halfCycle, normalisation: 'A' });
      const xLimits = x === 'soc' ? socLimits(runs, halfCycle) : null;
      const figure = arrangeFigure(content, figureArrangementSchema.parse({ xLimits }));
      const heading =
        place !== 'inside' ? '' : `${formulasIn(runs[0]!.run.sample?.name ?? runs[0]!.run.name)}, ${halfCycle}`;
      const columns =
        runs.length > 1 ? figure.columns : figure.columns.map((column) => ({ ...column, heading, subheading: '' }));
      const scaled = figure.rows.map((row) => fittedRow(row, ROW_HEIGHTS[place]));
      const svg = drawFigure({ ...figure, columns, rows: scaled }, TEXT_WIDTH);
      return [{ kind: 'figure', svg, caption: `Figure ${number}. ${captionOf(figure.caption, runs, place)}` }];
    } catch (error) {
      if (!(error instanceof AppError && error.problem.code === 'no-axis')) throw error;
    }
  }
  return [];
}
