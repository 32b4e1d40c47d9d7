import type { Problem } from '../../../shared/api/errors.ts';
import type { EvaluationRequest } from '../../../shared/api/analysis.ts';
import type { CompareRequest, FigureExport } from '../../../shared/api/compare.ts';
import type { FigureOrigin } from '../report/render-figure.ts';
import type { ComparedRun } from './compare-engine.ts';
import type { ViewRequest } from '../../../shared/api/views.ts';
import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { ChosenOffset } from './clock-pairs.ts';
import type { PreviewRequest } from './report-engine.ts';

/** What the core asks of the views worker; `path` is the run file. */
export type ViewQuestion =
  | { kind: 'view'; path: string; request: ViewRequest }
  | { kind: 'describe'; path: string; isRecording: boolean }
  | { kind: 'verify'; path: string }
  | { kind: 'open-analysis'; path: string; isRecording: boolean }
  | { kind: 'propose'; path: string }
  | { kind: 'adapt'; path: string; recipe: Recipe; targetPath: string }
  | { kind: 'sensitivities'; path: string }
  | { kind: 'stored-calibration'; path: string }
  | { kind: 'evaluate'; path: string; request: EvaluationRequest }
  | { kind: 'sketch'; path: string; request: EvaluationRequest }
  /** `path` is that of the first of `runs`. */
  | { kind: 'compare'; path: string; runs: readonly ComparedRun[]; request: Omit<CompareRequest, 'runs'> }
  | { kind: 'render-figure'; path: string; runs: readonly ComparedRun[]; figure: FigureExport; origin: FigureOrigin }
  | { kind: 'report'; path: string; paths: readonly string[]; request: PreviewRequest }
  | { kind: 'clocks'; path: string; offsets: readonly ChosenOffset[] }
  | { kind: 'recipe-with-clocks'; path: string; offsets: readonly ChosenOffset[] }
  | { kind: 'release'; path: string }
  /** Everything is let go; the worker is about to end. */
  | { kind: 'close' };

/** What a worker is started with. */
export interface ViewWorkerData {
  /** Whoever waits for its answers has time. */
  isInBackground: boolean;
}

export type ViewQuestionMessage = ViewQuestion & { id: number };
export type ViewAnswerMessage = { id: number; output: unknown } | { id: number; problem: Problem };
