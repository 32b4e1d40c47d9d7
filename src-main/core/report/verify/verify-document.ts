import { AppError } from '../../../../shared/api/errors.ts';
import { recipeSchema, type Recipe } from '../../../../shared/domain/recipe.ts';
import { resultsSchema, type Results } from '../../../../shared/domain/results.ts';
import { recipeSha256 } from '../../analysis/pipeline/recipe-hash.ts';
import { openRunFile } from '../../storage/open-run-file.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import { evaluateRun, type EvaluatedRun } from '../evaluate-run.ts';
import { compareDocuments } from './compare-documents.ts';
import type { RunFinder } from './find-run.ts';
import type { EmbeddedDocument, EmbeddedEvaluation, Verification, VerifyDifference } from './verification.ts';

/**
 * Recomputes everything a document claims from the run files and says whether it is equal.
 * @throws AppError `run-not-found` where a run is nowhere to be found, `document-damaged` where results or recipe cannot be read
 */
export async function verifyDocument(
  document: EmbeddedDocument,
  file: string,
  finder: RunFinder,
): Promise<Verification> {
  const verification: Verification = {
    version: 1,
    file,
    kind: document.kind,
    equal: false,
    softwareVersion: SOFTWARE_VERSION,
    runs: [],
    differences: [],
    notes: [],
  };
  const runs: EvaluatedRun[] = [];
  for (const embedded of document.evaluations) {
    const prefix = document.evaluations.length === 1 ? '' : `${embedded.name}, `;
    const tell = (differences: readonly VerifyDifference[]) =>
      verification.differences.push(...differences.map((one) => ({ ...one, where: prefix + one.where })));
    const { results, recipe } = readEmbedded(embedded, file);
    const recipeHash = recipeSha256(recipe);
    if (recipeHash !== results.recipeSha256)
      tell([{ where: 'hash of the recipe', inDocument: results.recipeSha256, recomputed: recipeHash }]);
    const path = finder.find(results.rawSha256);
    if (path === null) {
      const [given] = finder.givenHashes();
      if (!given) throw notFound(embedded.name, results.rawSha256);
      tell([{ where: 'hash of the raw samples', inDocument: results.rawSha256, recomputed: given.rawSha256 }]);
    }
    const run = evaluate(path ?? finder.givenHashes()[0]!.path, recipe);
    const compared = compareDocuments(results, run.results, ['softwareVersion', 'rawSha256', 'recipeSha256']);
    tell(compared.differences);
    if (compared.inexact > 0)
      verification.notes.push(
        `${prefix}${compared.inexact} of ${compared.numbers} numbers agree to nine digits but not to the last, as another processor or runtime rounds.`,
      );
    if (results.softwareVersion !== SOFTWARE_VERSION)
      verification.notes.push(
        `${prefix}the document was made by version ${results.softwareVersion}, recomputed by version ${SOFTWARE_VERSION}.`,
      );
    verification.runs.push({
      name: embedded.name,
      rawSha256: results.rawSha256,
      recipeSha256: results.recipeSha256,
      softwareVersion: results.softwareVersion,
      runFile: path ?? finder.givenHashes()[0]!.path,
      numbersCompared: compared.numbers,
    });
    runs.push(run);
  }
  if (document.compareRest && verification.differences.length === 0) {
    if (verification.runs.every((run) => run.softwareVersion === SOFTWARE_VERSION))
      verification.differences.push(...(await document.compareRest(runs)));
    else verification.notes.push('What is printed was not compared, because another version lays it out.');
  }
  verification.equal = verification.differences.length === 0;
  return verification;
}

function readEmbedded(
  { name, results, recipe }: EmbeddedEvaluation,
  file: string,
): { results: Results; recipe: Recipe } {
  const parsed = { results: resultsSchema.safeParse(results), recipe: recipeSchema.safeParse(recipe) };
  if (parsed.results.success && parsed.recipe.success)
    return { results: parsed.results.data, recipe: parsed.recipe.data };
  const which = parsed.results.success ? 'recipe' : 'results';
  const issue = (parsed.results.error ?? parsed.recipe.error)!.issues[0]!;
  throw new AppError({
    code: 'document-damaged',
    happened: `The ${which} of ${name} in ${file} cannot be understood: ${issue.path.join('.') || 'document'}: ${issue.message}.`,
    safe: 'The file was not changed.',
    next: 'It was damaged or changed, or a newer version made it: ask for the original, or use the newest program.',
  });
}

function evaluate(path: string, recipe: Recipe): EvaluatedRun {
  const reader = openRunFile(path);
  try {
    return evaluateRun(reader, recipe);
  } finally {
    reader.close();
  }
}

function notFound(name: string, rawSha256: string): AppError {
  return new AppError({
    code: 'run-not-found',
    happened: `The run ${name} with raw data SHA-256 ${rawSha256} is neither beside the document nor in the library.`,
    safe: 'Nothing was changed.',
    next: 'Name the run file with --run.',
  });
}
