import { z } from 'zod';
import type { EvaluatedRun } from '../evaluate-run.ts';

/** One place where the document and the recomputed results differ. */
export const differenceSchema = z.object({
  /** `gases O2, charge 1, amount`. */
  where: z.string(),
  inDocument: z.string(),
  recomputed: z.string(),
});
export type VerifyDifference = z.infer<typeof differenceSchema>;

/** What `opendems verify` finds out about a document that carries results. */
export const verificationSchema = z.object({
  version: z.literal(1),
  file: z.string(),
  kind: z.string(),
  /** True where every number was recomputed and none differs. */
  equal: z.boolean(),
  softwareVersion: z.string(),
  runs: z.array(
    z.object({
      name: z.string(),
      rawSha256: z.string(),
      recipeSha256: z.string(),
      /** Version the document was made by. */
      softwareVersion: z.string(),
      runFile: z.string(),
      numbersCompared: z.number().int(),
    }),
  ),
  /** The first ones; there may be more. */
  differences: z.array(differenceSchema),
  /** What is worth knowing though nothing differs. */
  notes: z.array(z.string()),
});
export type Verification = z.infer<typeof verificationSchema>;

/** Results and recipe of one run as a document carries them, not yet believed. */
export interface EmbeddedEvaluation {
  /** How the document calls the run. */
  name: string;
  results: unknown;
  recipe: unknown;
}

/** A document opened for checking. A new kind of document needs a reader that gives this, and a line in `document-readers.ts`. */
export interface EmbeddedDocument {
  kind: string;
  evaluations: EmbeddedEvaluation[];
  /**
   * Compares what else the document holds (pages, series, tables) with what the runs give; called once all evaluations were
   * recomputed by the same version of the program. Empty where nothing differs.
   */
  compareRest?(runs: readonly EvaluatedRun[]): Promise<VerifyDifference[]>;
}

/** Opens the bytes of a document. @throws AppError where it carries no results */
export type DocumentReader = (bytes: Uint8Array, file: string) => Promise<EmbeddedDocument>;
