import type { Recipe } from '../../../../shared/domain/recipe.ts';
import { keptSamples } from './kept-samples.ts';
import type { RunSamples } from './run-samples.ts';
import { evaluateRun, type EvaluatedRun } from '../evaluate-run.ts';

/** A run ready to be exported: its samples and what a recipe makes of them. */
export interface ExportedRun {
  reader: RunSamples;
  evaluated: EvaluatedRun;
}

/** Evaluates a run as `opendems analyse` does. The reader stays open and stays the caller's. @throws AppError */
export function exportedRun(reader: RunSamples, recipe?: Recipe): ExportedRun {
  const kept = keptSamples(reader);
  return { reader: kept, evaluated: evaluateRun(kept, recipe) };
}
