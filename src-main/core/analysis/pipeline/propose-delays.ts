import type { Delay } from '../../../../shared/domain/recipe-delay.ts';
import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import { fitGasStep, headspaceWashout, type StepResponse } from '../delay/fit-gas-step.ts';
import { speciesByFormula } from '../interference/main-mass.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import type { CellStage } from './read-cell.ts';
import type { RunClocks } from './read-clocks.ts';
import { readFlow } from './read-flow.ts';
import type { MassStage } from './read-masses.ts';

/** Share of a headspace's volume nobody knows better. */
const HEADSPACE_RELATIVE = 0.1;
/** Reading before a switch of gas that the level before it is taken from. */
const BEFORE_SWITCH_SECONDS = 300;

/** Delay and line washout from the step to calibration gas; the headspace's own where that gas went past the cell. */
export function proposeDelays(
  input: AnalysisInput,
  recipe: Recipe,
  cell: CellStage,
  masses: MassStage,
  clocks: RunClocks,
): Recipe['delay'] {
  const headspace = headspaceDelay(input, recipe, masses, clocks);
  const responses = gasSteps(input, cell, masses);
  if (responses.size === 0) {
    return headspace === undefined ? recipe.delay : { ...recipe.delay, standard: headspace };
  }
  const all = [...responses].map(([species, response]) => ({ species, ...combine(response, headspace) }));
  const middle = <K extends 'delaySeconds' | 'washoutSeconds' | 'washoutUncertaintySeconds'>(key: K) =>
    [...all].sort((a, b) => a[key] - b[key])[all.length >> 1][key];
  const standard: Delay = {
    delaySeconds: middle('delaySeconds'),
    delayUncertaintySeconds: 5,
    washoutSeconds: middle('washoutSeconds'),
    washoutUncertaintySeconds: middle('washoutUncertaintySeconds'),
    origin: 'gas-step',
  };
  return { ...recipe.delay, standard, species: all };
}

function headspaceDelay(input: AnalysisInput, recipe: Recipe, masses: MassStage, clocks: RunClocks): Delay | undefined {
  const volume = input.setup?.headspaceMillilitre ?? null;
  if (volume === null) return undefined;
  const flow = readFlow(input, recipe.quantify.flow, 1, masses.grid.blocks, clocks);
  if (!flow.perBlock) return undefined;
  const celsius = input.setup?.cellTemperatureCelsius ?? 25;
  const shown = flow.meanMillilitrePerMinute * flow.conversionFactor;
  const tau = headspaceWashout(volume, shown, flow.reference.temperatureCelsius, celsius);
  return {
    delaySeconds: recipe.delay.standard.delaySeconds,
    delayUncertaintySeconds: recipe.delay.standard.delayUncertaintySeconds,
    washoutSeconds: tau,
    washoutUncertaintySeconds: HEADSPACE_RELATIVE * tau,
    origin: 'headspace',
  };
}

/** A step much faster than the headspace went past the cell: its washout is the line's, the headspace's comes on top. */
function combine(response: StepResponse, headspace: Delay | undefined): Delay {
  const delay = {
    delaySeconds: response.delaySeconds,
    delayUncertaintySeconds: Math.max(1, response.delayUncertaintySeconds),
    origin: 'gas-step' as const,
  };
  const washoutUncertaintySeconds = Math.max(1, response.washoutUncertaintySeconds);
  if (!headspace || response.washoutSeconds > headspace.washoutSeconds / 2) {
    return { ...delay, washoutSeconds: response.washoutSeconds, washoutUncertaintySeconds };
  }
  return {
    ...delay,
    washoutSeconds: response.washoutSeconds + headspace.washoutSeconds,
    washoutUncertaintySeconds: Math.hypot(washoutUncertaintySeconds, headspace.washoutUncertaintySeconds),
  };
}

/** Answers of the gases of the bottle to the last switch to it. */
function gasSteps(input: AnalysisInput, cell: CellStage, { grid }: MassStage): Map<string, StepResponse> {
  const out = new Map<string, StepResponse>();
  const phase = cell.phases.findLast((candidate) => candidate.kind === 'calibration-gas');
  if (!phase) return out;
  const components = new Set(input.gases.flatMap((bottle) => bottle.components.map((component) => component.species)));
  const first = lowerBound(grid.seconds, phase.fromSeconds - BEFORE_SWITCH_SECONDS);
  const end = lowerBound(grid.seconds, phase.toSeconds);
  const seconds = grid.seconds.subarray(first, end).map((time) => time - phase.fromSeconds);
  for (const species of components) {
    const mass = speciesByFormula(species)?.mainMz;
    const column = grid.masses.findIndex((mz) => Math.round(mz) === mass);
    if (column < 0) continue;
    const response = fitGasStep(seconds, grid.ratio[column].subarray(first, end));
    if (response) out.set(species, response);
  }
  return out;
}
