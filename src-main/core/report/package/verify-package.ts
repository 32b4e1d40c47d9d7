import { createHash } from 'node:crypto';
import { recipeSchema } from '../../../../shared/domain/recipe.ts';
import { resultsSchema } from '../../../../shared/domain/results.ts';
import { AppError } from '../../../../shared/api/errors.ts';
import { SOFTWARE_VERSION } from '../../version.ts';
import { bdfTable } from '../bdf/bdf-bytes.ts';
import { evaluateRun } from '../evaluate-run.ts';
import { textEntry, type Entry } from '../export/entry.ts';
import type { ExportedRun } from '../tables/exported-run.ts';
import { resultTables } from '../tables/result-tables.ts';
import { runTables } from '../tables/run-tables.ts';
import { compareDocuments } from '../verify/compare-documents.ts';
import type { Verification, VerifyDifference } from '../verify/verification.ts';
import { bdfEntry, CHECKSUMS_FILE, csvEntries, RECIPE_FILE, RESULTS_FILE, RUN_FILE } from './package-entries.ts';
import { parquetTables } from './binary-tables.ts';
import { packagedRun, parseJson } from './packaged-run.ts';
import { openPackage, type OpenPackage } from './read-package.ts';
import { runFigure } from './run-figure.ts';

/**
 * Checks a data package by itself: every file against its checksum, the samples against `rawSha256`, every result
 * against what samples and recipe give, and every table against what would be written. It needs no run file.
 * @param givenHash rawSha256 of a run the package must belong to
 * @throws AppError where it is no package, or cannot be read
 */
export async function verifyPackage(path: string, givenHash: string | undefined): Promise<Verification> {
  const opened = await openPackage(path);
  try {
    const hashes = new Map<string, string>();
    for (const name of opened.paths) hashes.set(name, (await opened.read(name)).sha256);
    const checksums = checksumDifferences((await opened.read(CHECKSUMS_FILE)).bytes.toString('utf8'), hashes);
    try {
      const verification = await recompute(path, opened, hashes, givenHash);
      verification.differences.unshift(...checksums);
      verification.equal = verification.differences.length === 0;
      return verification;
    } catch (error) {
      // What a checksum has found already explains why the rest cannot be read.
      if (checksums.length > 0 && error instanceof AppError) return onlyChecksums(path, checksums);
      throw error;
    }
  } finally {
    opened.close();
  }
}

function onlyChecksums(file: string, differences: VerifyDifference[]): Verification {
  const head = { version: 1 as const, file, kind: 'data package', equal: false, softwareVersion: SOFTWARE_VERSION };
  return { ...head, runs: [], differences, notes: ['What was changed cannot be read; nothing was recomputed.'] };
}

/** Files that differ from their checksum, are missing, or have none. */
function checksumDifferences(text: string, hashes: ReadonlyMap<string, string>): VerifyDifference[] {
  const listed = new Map(
    text
      .split('\n')
      .map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line))
      .flatMap((match) => (match ? [[match[2], match[1]] as const] : [])),
  );
  const wrong = [...listed].flatMap(([path, sha256]): VerifyDifference[] => {
    const found = hashes.get(path);
    return found === sha256
      ? []
      : [{ where: `checksum of ${path}`, inDocument: sha256, recomputed: found ?? 'missing' }];
  });
  const unlisted = [...hashes.keys()].filter((path) => path !== CHECKSUMS_FILE && !listed.has(path));
  return [
    ...wrong,
    ...unlisted.map((path) => ({
      where: `checksum of ${path}`,
      inDocument: 'missing',
      recomputed: hashes.get(path)!,
    })),
  ];
}

async function recompute(
  file: string,
  opened: OpenPackage,
  hashes: ReadonlyMap<string, string>,
  givenHash: string | undefined,
): Promise<Verification> {
  const { document, samples } = await packagedRun(opened);
  const results = parsed(resultsSchema, parseJson((await opened.read(RESULTS_FILE)).bytes, RESULTS_FILE), RESULTS_FILE);
  const recipe = parsed(recipeSchema, parseJson((await opened.read(RECIPE_FILE)).bytes, RECIPE_FILE), RECIPE_FILE);
  const evaluated = evaluateRun(samples, recipe);
  const again = evaluated.results;
  const differences: VerifyDifference[] = [];
  const notes: string[] = [];
  const same = (where: string, inDocument: string, recomputed: string) => {
    if (inDocument !== recomputed) differences.push({ where, inDocument, recomputed });
  };
  same('hash of the raw samples', results.rawSha256, again.rawSha256);
  same(`hash of the raw samples in ${RUN_FILE}`, document.rawSha256, again.rawSha256);
  if (givenHash !== undefined) same('hash of the raw samples of the given run', again.rawSha256, givenHash);
  same('hash of the recipe', results.recipeSha256, again.recipeSha256);
  const compared = compareDocuments(results, again, ['softwareVersion', 'rawSha256', 'recipeSha256']);
  differences.push(...compared.differences);
  if (compared.inexact > 0)
    notes.push(
      `${compared.inexact} of ${compared.numbers} numbers agree to nine digits but not to the last, as another processor or runtime rounds.`,
    );
  if (results.softwareVersion !== SOFTWARE_VERSION)
    notes.push(`The tables were not compared: version ${results.softwareVersion} wrote them.`);
  else if (differences.length === 0) {
    // The package's own results: its tables must agree with them to the last digit, whoever computed them.
    const claimed = { reader: samples, evaluated: { ...evaluated, results } };
    const entries = compared.inexact === 0 ? everyEntry(claimed) : csvEntries('csv/', resultTables(results));
    differences.push(...(await entryDifferences(entries, opened, hashes)));
  }
  if (hashes.has('run.h5')) notes.push('run.h5 was checked by its checksum only.');
  return {
    version: 1,
    file,
    kind: 'data package',
    equal: false,
    softwareVersion: SOFTWARE_VERSION,
    runs: [
      {
        name: document.run.name,
        rawSha256: results.rawSha256,
        recipeSha256: results.recipeSha256,
        softwareVersion: results.softwareVersion,
        runFile: 'the samples in the package',
        numbersCompared: compared.numbers,
      },
    ],
    differences,
    notes,
  };
}

function parsed<Document>(
  schema: { safeParse(value: unknown): { success: true; data: Document } | { success: false; error: Error } },
  value: unknown,
  path: string,
): Document {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  throw new AppError({
    code: 'package-unreadable',
    happened: `${path} of the package is not what it should be.`,
    safe: 'The package was not changed.',
    next: 'Get the package as it was published, or use the program that wrote it.',
  });
}

/** What can be written once more byte for byte: tables, figure, BDF. */
function everyEntry(run: ExportedRun): Entry[] {
  const families = runTables(run);
  const figure = runFigure(run.evaluated);
  return [
    ...csvEntries('csv/', families),
    ...(bdfTable(run.evaluated) ? [bdfEntry(run, 'cell.bdf.csv')] : []),
    ...(figure === undefined ? [] : [textEntry('figure.svg', 'image/svg+xml', '', () => figure)]),
    ...parquetTables(families),
  ];
}

/** Writes entries once more and compares; the first line that differs is named. */
async function entryDifferences(
  entries: readonly Entry[],
  opened: OpenPackage,
  hashes: ReadonlyMap<string, string>,
): Promise<VerifyDifference[]> {
  const differences: VerifyDifference[] = [];
  for (const entry of entries) {
    const hash = createHash('sha256');
    for await (const { bytes } of entry.parts()) hash.update(bytes);
    if (hash.digest('hex') === hashes.get(entry.path)) continue;
    differences.push(opened.has(entry.path) ? await firstDifference(entry, opened) : missing(entry.path));
  }
  return differences;
}

const missing = (where: string): VerifyDifference => ({ where, inDocument: 'missing', recomputed: 'a file' });

async function firstDifference(entry: Entry, opened: OpenPackage): Promise<VerifyDifference> {
  if (entry.isCompressed) return { where: entry.path, inDocument: 'other bytes', recomputed: 'other bytes' };
  const parts: Uint8Array[] = [];
  for await (const { bytes } of entry.parts()) parts.push(bytes);
  const expected = Buffer.concat(parts).toString('utf8').split('\n');
  const found = (await opened.read(entry.path)).bytes.toString('utf8').split('\n');
  const line = expected.findIndex((text, i) => text !== found[i]);
  const at = line < 0 ? expected.length : line;
  const shown = (text: string | undefined) => (text === undefined ? 'nothing' : text.slice(0, 200));
  return { where: `${entry.path}, line ${at + 1}`, inDocument: shown(found[at]), recomputed: shown(expected[at]) };
}
