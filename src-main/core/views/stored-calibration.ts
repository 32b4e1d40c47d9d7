import type { Recipe } from '../../../shared/domain/recipe.ts';
import { AnalysisSession } from '../analysis/pipeline/analysis-session.ts';
import { spansInSeconds } from '../analysis/pipeline/fit-baselines.ts';
import { proposeRecipe } from '../analysis/pipeline/propose-recipe.ts';
import type { RunFileReader } from '../storage/run-file-contract.ts';
import { collectGarbage } from './collect-garbage.ts';
import { readAnalysisInput } from './read-analysis-input.ts';
import { recipeVersions } from './recipe-versions.ts';

/** What a stored run's calibration gas says of the spectrometer at the end of that run. */
export interface StoredCalibration {
  /** Newest plateau of known gas, microseconds UTC on the reference clock; null where the clock has no date. */
  calibratedUs: number | null;
  /** k = d(ratio)/d(mole ratio to the carrier) at the end of the run (science.md 1.4); estimates are left out. */
  gases: { species: string; mz: number; k: number }[];
}

/**
 * Sensitivities of a stored run by its newest kept recipe, else the proposed one. Reads all samples and keeps none.
 * @throws AppError where the run cannot be evaluated
 */
export function storedCalibration(reader: RunFileReader): StoredCalibration {
  // Asked while a run is recorded, perhaps of several runs in turn: the last one's samples go before the next are read.
  collectGarbage();
  const input = readAnalysisInput(reader);
  collectGarbage();
  const session = new AnalysisSession(input);
  const recipe: Recipe = recipeVersions(reader).at(-1)?.recipe ?? proposeRecipe(input, session);
  const { sensitivities, gases, clocks, cell } = session.evaluate(recipe);
  const endSeconds = cell.phases.at(-1)?.toSeconds ?? 0;
  const found = gases.flatMap(({ species, mz }) => {
    const calibrated = sensitivities.calibrated.get(species);
    if (!calibrated || calibrated.kind === 'estimate') return [];
    const k = calibrated.at(endSeconds);
    return k > 0 && Number.isFinite(k) ? [{ species, mz, k }] : [];
  });
  const plateaus = recipe.calibration.points.filter(({ kind }) => kind === 'gas').map(({ span }) => span);
  const ends = spansInSeconds(plateaus, clocks).map(({ toSeconds }) => clocks.zeroUs + toSeconds * 1e6);
  return { calibratedUs: clocks.hasDate && ends.length > 0 ? Math.max(...ends) : null, gases: found };
}
