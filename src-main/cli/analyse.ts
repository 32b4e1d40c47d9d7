import { RECIPE_DOCUMENT } from '../../shared/api/analysis.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { recipeSchema, type Recipe } from '../../shared/domain/recipe.ts';
import type { Results } from '../../shared/domain/results.ts';
import { analyseRun } from '../core/analysis/analyse-run.ts';
import type { AnalysisInput } from '../core/analysis/analysis-input.ts';
import { proposeRecipe } from '../core/analysis/pipeline/propose-recipe.ts';
import { proposeSync } from '../core/analysis/pipeline/propose-sync.ts';
import { applySync, synchroniseRun } from '../core/analysis/pipeline/synchronise.ts';
import { openRunFileForAppend } from '../core/storage/append-run-file.ts';
import { openRunFile } from '../core/storage/open-run-file.ts';
import { readAnalysisInput } from '../core/views/read-analysis-input.ts';
import { recipeVersions } from '../core/views/recipe-versions.ts';
import { printJson, terminal } from './command.ts';
import { refuseExisting, writeJsonFile } from './output-file.ts';
import { readDocument } from './read-document.ts';

/** Reads a run and its newest recipe, and closes it. @throws AppError */
function readRun(file: string): { input: AnalysisInput; stored: Recipe | undefined } {
  const reader = openRunFile(file);
  try {
    return { input: readAnalysisInput(reader), stored: recipeVersions(reader).at(-1)?.recipe };
  } finally {
    reader.close();
  }
}

/** The given recipe, else the run's own, else the proposed one with the clocks fitted where both recorded the voltage. */
function recipeFor({ input, stored }: ReturnType<typeof readRun>, path: string | undefined): Recipe {
  if (path !== undefined) return readDocument(path, recipeSchema, 'recipe');
  return stored ?? proposeRecipe(input);
}

/** `opendems analyse`: results of a recipe, or of the proposed one. */
export function analyse(
  file: string,
  options: { recipe?: string; recipeOutput?: string; output?: string; json?: boolean },
): void {
  for (const path of [options.output, options.recipeOutput]) if (path !== undefined) refuseExisting(path);
  const run = readRun(file);
  const recipe = recipeFor(run, options.recipe);
  const { input } = run;
  const results = analyseRun(input, recipe);
  if (options.recipeOutput !== undefined) writeJsonFile(options.recipeOutput, recipe);
  if (options.output !== undefined) writeJsonFile(options.output, results);
  if (options.json) printJson(results);
  else printSummary(results);
}

/** `opendems sync`: the offset between clocks that recorded the same voltage. */
export function sync(file: string, options: { recipe?: string; apply?: boolean; json?: boolean }): void {
  const { input, stored } = readRun(file);
  const given = options.recipe === undefined ? stored : readDocument(options.recipe, recipeSchema, 'recipe');
  const pairs = given ? synchroniseRun(input, given.sync) : proposeSync(input).pairs;
  if (options.apply) {
    const recipe = given ?? proposeRecipe(input);
    storeRecipe(file, { ...recipe, sync: applySync(recipe.sync, pairs) });
  }
  if (options.json) {
    printJson({ pairs });
    return;
  }
  if (pairs.length === 0)
    terminal.print('No two sources recorded the same voltage: the clocks are taken by their stamps.');
  for (const pair of pairs) {
    const drift = pair.driftPpm === null ? '' : `, drift ${pair.driftPpm.toFixed(2)} ppm`;
    if (pair.offsetSeconds !== null)
      terminal.print(
        `${pair.moved} to ${pair.reference}: ${pair.offsetSeconds.toFixed(3)} s, standard uncertainty ${(pair.offsetUncertaintySeconds ?? Number.NaN).toFixed(3)} s${drift}, residual ${(1e3 * (pair.residualVolt ?? Number.NaN)).toFixed(3)} mV${pair.accepted ? '' : ', not accepted'}`,
      );
    printFindings(pair.findings);
  }
}

/** Adds a recipe to the run; raw data and earlier recipes stay as they are. @throws AppError */
function storeRecipe(file: string, recipe: Recipe): void {
  const writer = openRunFileForAppend(file);
  writer.appendDocument(RECIPE_DOCUMENT, recipe);
  writer.finish();
  writer.reader.close();
}

function printSummary(results: Results): void {
  for (const gas of results.gases) {
    terminal.print(`${gas.species} (m/z ${gas.mz}), ${gas.unit}`);
    for (const interval of gas.intervals) terminal.print(`  ${interval.label.padEnd(16)} ${interval.printed}`);
  }
  printFindings(results.findings);
  terminal.print(`rawSha256    ${results.rawSha256}`);
  terminal.print(`recipeSha256 ${results.recipeSha256}`);
  terminal.print(`version      ${results.softwareVersion}`);
}

function printFindings(findings: readonly Finding[]): void {
  for (const finding of findings) terminal.print(`  ${finding.severity}: ${finding.sentence} ${finding.next}`);
}
