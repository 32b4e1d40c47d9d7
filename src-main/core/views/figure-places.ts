import type { FigureRequest } from '../../../shared/api/analysis.ts';
import type { Evaluation } from '../analysis/pipeline/evaluation.ts';
import { analysisAxis, type AnalysisAxis } from './analysis-axis.ts';
import { foldColumns, type Fold } from './fold-columns.ts';
import { wantedRange } from './wanted-range.ts';

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
  const { from, to } = wantedRange(request, axis, 'The run and its recipes are unchanged.');
  const fold: Fold = (seconds, low, high) => {
    const x = axis.places(seconds);
    const columns = axis.isFalling ? [x, low, high].map((column) => column.slice().reverse()) : [x, low, high];
    return foldColumns(columns[0], columns[1], columns[2], from, to, request.pixels);
  };
  return { axis, from, to, fold };
}
