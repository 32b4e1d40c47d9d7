import { recipeSchema, type Recipe } from '../../../../shared/domain/recipe.ts';
import type { Span } from '../../../../shared/domain/recipe-span.ts';
import { activeMassGram } from '../../../../shared/domain/sample.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import { speciesByFormula } from '../interference/main-mass.ts';
import { AnalysisSession } from './analysis-session.ts';
import { proposeCalibrationPoints } from './propose-calibration.ts';
import { proposeDelays } from './propose-delays.ts';
import { proposeSync } from './propose-sync.ts';
import type { CellStage } from './read-cell.ts';
import { spanOnReference, type RunClocks } from './read-clocks.ts';
import type { MassStage } from './read-masses.ts';

/** The first hour after the cell was switched in belongs to air and glovebox gas, not to the background. */
const SETTLING_SECONDS = 3600;
/** A plateau begins so many washout times after the switch (science.md 1.4). */
const PLATEAU_WASHOUTS = 5;
const SHORTEST_REST_SPAN_SECONDS = 1800;
/** Lengths of block means to choose from. */
const BLOCK_SECONDS = [5, 10, 20, 30, 60, 120, 300, 600];
/** Blocks a run is cut into at least, and readings in each of them. */
const BLOCKS_IN_RUN = 150;
const READINGS_IN_BLOCK = 8;

/**
 * The recipe a peer would begin with: clocks fitted where a shared voltage allows it, carrier, baseline in the OCV period
 * and the final rest, calibration plateaus, delays from changes of gas and from the headspace.
 * @param session of the same run: what the proposal reads is then read already when the recipe is evaluated
 */
export function proposeRecipe(input: AnalysisInput, session = new AnalysisSession(input)): Recipe {
  let recipe: Recipe = { ...recipeSchema.parse({}), sync: proposeSync(input).sync };
  const carrierMz = chooseCarrier(input);
  recipe = {
    ...recipe,
    carrier: carrierMz === undefined ? { ...recipe.carrier, mode: 'none' } : { ...recipe.carrier, mz: carrierMz },
    baseline: { ...recipe.baseline, blockSeconds: chooseBlockSeconds(input) },
  };
  const { clocks, cell, masses } = session.read(recipe);
  const delay = proposeDelays(input, recipe, cell, masses, clocks);
  const slowest = Math.max(delay.standard.washoutSeconds, ...delay.species.map((entry) => entry.washoutSeconds));
  return {
    ...recipe,
    delay,
    baseline: { ...recipe.baseline, spans: baselineSpans(cell, masses, clocks, slowest) },
    calibration: { ...recipe.calibration, points: proposeCalibrationPoints(input, cell, masses, clocks) },
    quantify: { ...recipe.quantify, ...proposeQuantify(input, recipe, masses) },
  };
}

/** Helium on m/z 4, argon on m/z 36; without either, none. */
function chooseCarrier(input: AnalysisInput): number | undefined {
  const recorded = new Set(
    input.channels.filter((channel) => channel.role === 'ion-current').map((channel) => Math.round(channel.mz ?? 0)),
  );
  const gas = input.setup?.carrierGas ?? 'He';
  const wanted = gas === 'Ar' ? 36 : gas === 'He' ? 4 : 28;
  return recorded.has(wanted) ? wanted : undefined;
}

/** Ten minutes for runs of days, shorter blocks for shorter runs, as long as they hold enough readings. */
function chooseBlockSeconds(input: AnalysisInput): number {
  const ions = input.channels.find((channel) => channel.role === 'ion-current' && channel.timeUs.length > 1);
  if (!ions) return BLOCK_SECONDS.at(-1)!;
  const length = (ions.timeUs.at(-1)! - ions.timeUs[0]) / 1e6;
  const least = (READINGS_IN_BLOCK * length) / ions.timeUs.length;
  const wanted = Math.max(least, length / BLOCKS_IN_RUN);
  return BLOCK_SECONDS.find((seconds) => seconds >= wanted) ?? BLOCK_SECONDS.at(-1)!;
}

/** OCV after its first hour, and a final rest from five washout times after the current if it is long enough. */
function baselineSpans(cell: CellStage, masses: MassStage, clocks: RunClocks, washoutSeconds: number): Span[] {
  const { seconds } = masses.grid;
  if (seconds.length === 0) return [];
  const spans: Span[] = [];
  const ocv = cell.phases.find((phase) => phase.kind === 'ocv');
  if (ocv) {
    const length = ocv.toSeconds - ocv.fromSeconds;
    const settling = Math.min(SETTLING_SECONDS, length / 4);
    spans.push(spanOnReference(clocks, Math.max(seconds[0], ocv.fromSeconds + settling), ocv.toSeconds));
  }
  const rest = cell.phases.findLast((phase) => phase.kind === 'rest');
  const lastActive = cell.phases.findLast((phase) => phase.kind === 'charge' || phase.kind === 'discharge');
  if (rest && lastActive && rest.fromSeconds >= lastActive.toSeconds - 1) {
    const from = rest.fromSeconds + Math.max(PLATEAU_WASHOUTS * washoutSeconds, 900);
    if (rest.toSeconds - from >= SHORTEST_REST_SPAN_SECONDS) spans.push(spanOnReference(clocks, from, rest.toSeconds));
  }
  return spans;
}

/** Per gram where the mass is known, else per cell; only gases that can be read. */
function proposeQuantify(
  input: AnalysisInput,
  recipe: Recipe,
  masses: MassStage,
): Pick<Recipe['quantify'], 'species' | 'per'> {
  const recorded = new Set(masses.grid.masses.map((mz) => Math.round(mz)));
  const species = recipe.quantify.species.filter((entry) =>
    recorded.has(speciesByFormula(entry.species)?.mainMz ?? Number.NaN),
  );
  const hasMass = input.sample !== null && activeMassGram(input.sample) !== null;
  return { species, per: hasMass ? 'gram' : 'cell' };
}
