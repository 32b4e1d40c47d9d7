import type { FigureRequest } from '../../../shared/api/analysis.ts';
import { AppError } from '../../../shared/api/errors.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { analysisAxis, type AnalysisAxis } from './analysis-axis.ts';
import { foldColumns, type Fold } from './fold-columns.ts';

/** Where the curves of a figure stand, and how they are folded to its pixels. */
export interface FigurePlaces {
  axis: AnalysisAxis;
  from: number;
  to: number;
  fold: Fold;
}

/** @throws AppError where the axis cannot be made, or the range is empty */
export function figurePlaces(evaluation: Evaluation, request: FigureRequest): FigurePlaces {
  const axis = analysisAxis(evaluation, request);
  const { from, to } = wantedRange(request, axis);
  const fold: Fold = (seconds, low, high) => {
    const x = axis.places(seconds);
    const columns = axis.isFalling ? [x, low, high].map((column) => column.slice().reverse()) : [x, low, high];
    return foldColumns(columns[0], columns[1], columns[2], from, to, request.pixels);
  };
  return { axis, from, to, fold };
}

function wantedRange(request: FigureRequest, axis: AnalysisAxis): { from: number; to: number } {
  const from = request.from ?? axis.fullFrom;
  const to = request.to ?? axis.fullTo;
  if (Number.isFinite(from) && Number.isFinite(to) && from <= to) return { from, to };
  throw new AppError({
    code: 'bad-range',
    happened: `The range from ${from} to ${to} is empty.`,
    safe: 'The run and its recipes are unchanged.',
    next: 'Choose a range that ends after it begins.',
  });
}
