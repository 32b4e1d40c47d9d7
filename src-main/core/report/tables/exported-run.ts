import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { RunFileReader } from '../../storage/run-file-contract.ts';
import { evaluateRun, type EvaluatedRun } from '../evaluate-run.ts';

/** What an export reads of a run: a run file gives it, and so does a data package. */
export type RunSamples = Pick<
  RunFileReader,
  'run' | 'sources' | 'channels' | 'events' | 'gaps' | 'documents' | 'read' | 'rawSha256'
>;

/** A run ready to be exported: its samples and what a recipe makes of them. */
export interface ExportedRun {
  reader: RunSamples;
  evaluated: EvaluatedRun;
}

/** Evaluates a run as `opendems analyse` does. The reader stays open and stays the caller's. @throws AppError */
export function exportedRun(reader: RunSamples, recipe?: Recipe): ExportedRun {
  return { reader, evaluated: evaluateRun(reader, recipe) };
}
