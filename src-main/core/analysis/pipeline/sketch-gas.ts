import { isDeepStrictEqual } from 'node:util';
import type { BaselineResult } from '../../../../shared/domain/results.ts';
import type { GasResult } from '../../../../shared/domain/results-gas.ts';
import type { Recipe } from '../../../../shared/domain/recipe.ts';
import { FREE_SLOPE_SIGMA } from '../baseline/fit-family.ts';
import type { Unmixing } from '../interference/unmix.ts';
import type { Evaluation } from './evaluation.ts';
import { buildQuantifiers } from './build-quantifiers.ts';
import { cellNumbers, describeBaselines } from './build-results.ts';
import { carrierSteps } from './check-sanity.ts';
import { describeGas, intervalsOf } from './describe-gas.ts';
import { fitBaselines } from './fit-baselines.ts';
import { speciesSignal } from './species-signal.ts';

/**
 * One gas by a recipe whose baseline differs from an evaluated one, for a span that is being dragged: only the masses the
 * gas is read from get new backgrounds. What all gases decide together stays as evaluated: weights of the matrix (they
 * count only where there are more masses than gases), the judgement about air, sensitivities, other gases.
 * @returns undefined where more than the baseline changed, or the gas has no signal
 */
export function sketchGas(evaluated: Evaluation, recipe: Recipe, species: string): Evaluation | undefined {
  if (!differsInBaseline(evaluated.recipe, recipe)) return undefined;
  const { massStage, cell, clocks, signals } = evaluated;
  const gas = evaluated.gases.find((one) => one.species === species);
  const row = signals.unmix.species.indexOf(species);
  if (!gas || row < 0) return undefined;
  const masses = massesOf(signals.unmix, row);
  const fit = (wanted: readonly number[], slopePriorPercentPer10Hours: number | null) =>
    fitBaselines(
      { ...recipe.baseline, slopePriorPercentPer10Hours },
      recipe.vacuum,
      wanted,
      massStage,
      cell,
      clocks,
      evaluated.airBelow,
    );
  const { freeSlopeMasses } = signals;
  const usual = fit(
    masses.filter((mz) => !freeSlopeMasses.includes(mz)),
    recipe.baseline.slopePriorPercentPer10Hours,
  );
  const free = fit(
    masses.filter((mz) => freeSlopeMasses.includes(mz)),
    100 * FREE_SLOPE_SIGMA,
  );
  const before = signals.baselines;
  const baselines = {
    fits: new Map([...before.fits, ...usual.fits, ...free.fits]),
    frames: new Map([...before.frames, ...usual.frames, ...free.frames]),
    spans: new Map([...before.spans, ...usual.spans, ...free.spans]),
    findings: before.findings,
  };
  // A mass that cannot be fitted any more must not keep the background it had.
  if (masses.some((mz) => !usual.fits.has(mz) && !free.fits.has(mz))) return undefined;
  const signal = speciesSignal(massStage.grid, signals.unmix, row, baselines.fits, baselines.frames, true);
  if (!signal) return undefined;
  const drawn = { ...signals, baselines, signals: new Map([...signals.signals, [species, signal]]) };
  const { gases } = buildQuantifiers(
    [{ species, mz: gas.mz }],
    evaluated.input.sample,
    recipe.quantify,
    recipe.delay,
    massStage,
    drawn,
    evaluated.flow,
    evaluated.sensitivities.calibrated,
    cell,
    gas.quantifier?.clockUncertaintySeconds ?? 0,
    gas.quantifier?.ownKey ?? '',
  );
  return {
    ...evaluated,
    recipe,
    baselines,
    signals: drawn,
    gases: evaluated.gases.map((one) => (one === gas ? gases[0] : one)),
  };
}

/** Numbers of the sketched gas as `buildResults` would give them, but for onsets, which take longest. */
export function describeSketch(sketch: Evaluation, species: string): { gas: GasResult; baselines: BaselineResult[] } {
  const { recipe, cell, clocks, massStage, signals, flow, gases } = sketch;
  const suspect = [...carrierSteps(massStage.grid, recipe.carrier.stepPercent).suspect, ...flow.suspect];
  const gas = describeGas(
    gases.find((one) => one.species === species)!,
    cell,
    signals,
    intervalsOf(cell, recipe.quantify.windows, clocks, massStage.grid),
    suspect,
    { ...recipe.onset, methods: [] },
    cellNumbers(sketch),
    '',
  );
  return { gas, baselines: describeBaselines(sketch) };
}

function differsInBaseline(before: Recipe, after: Recipe): boolean {
  const { blockSeconds } = after.baseline;
  return (
    before.baseline.blockSeconds === blockSeconds &&
    isDeepStrictEqual({ ...before, baseline: undefined }, { ...after, baseline: undefined })
  );
}

/** Masses a gas is read from. */
function massesOf({ masses, gain }: Unmixing, row: number): number[] {
  return masses.filter((_, m) => gain[row * masses.length + m] !== 0);
}
