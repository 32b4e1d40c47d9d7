import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { RunFileReader } from '../../storage/run-file-contract.ts';
import { evaluateRun, type EvaluatedRun } from '../evaluate-run.ts';

/** A run ready to be exported: its samples and what a recipe makes of them. */
export interface ExportedRun {
  reader: RunFileReader;
  evaluated: EvaluatedRun;
}

/** Evaluates a run as `opendems analyse` does. The reader stays open and stays the caller's. @throws AppError */
export function exportedRun(reader: RunFileReader, recipe?: Recipe): ExportedRun {
  return { reader, evaluated: evaluateRun(reader, recipe) };
}
