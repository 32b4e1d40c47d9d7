import { recipeSchema, type Recipe } from '../../../../shared/domain/recipe.ts';
import type { CalibrationPoint } from '../../../../shared/domain/recipe-calibration.ts';
import type { Delay } from '../../../../shared/domain/recipe-delay.ts';
import type { Span } from '../../../../shared/domain/recipe-span.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import type { TimedPhase } from '../electrochemistry/build-phases.ts';
import { fitGasStep, headspaceWashout, type StepResponse } from '../delay/fit-gas-step.ts';
import { fitLine, meanOf } from '../numerics/statistics.ts';
import { readCell, type CellStage } from './read-cell.ts';
import { readClocks, type RunClocks } from './read-clocks.ts';
import { readFlow } from './read-flow.ts';
import { readMasses, type MassStage } from './read-masses.ts';
import { applySync, certainSteps, synchroniseRun } from './synchronise.ts';
import { stampClock } from '../sync/source-times.ts';

/** The first hour after the cell was switched in belongs to air and glovebox gas, not to the background. */
const SETTLING_SECONDS = 3600;
/** A plateau begins so many washout times after the switch (science.md 1.4). */
const PLATEAU_WASHOUTS = 5;
const SHORTEST_REST_SPAN_SECONDS = 1800;

/**
 * The recipe a peer would begin with: clocks fitted where a shared voltage allows it, carrier, baseline in the OCV period
 * and the final rest, calibration plateaus, delays from changes of gas and from the headspace.
 */
export function proposeRecipe(input: AnalysisInput): Recipe {
  let recipe = recipeSchema.parse({});
  const steps = certainSteps(input);
  recipe = {
    ...recipe,
    sync: { ...recipe.sync, sources: steps.map((entry) => ({ ...stampClock(entry.sourceId), steps: entry.steps })) },
  };
  recipe = applySync(recipe, synchroniseRun(input, recipe));
  const carrierMz = chooseCarrier(input);
  recipe = {
    ...recipe,
    carrier: carrierMz === undefined ? { ...recipe.carrier, mode: 'none' } : { ...recipe.carrier, mz: carrierMz },
  };
  const clocks = readClocks(input, recipe.sync);
  const cell = readCell(input, recipe.electrochemistry, clocks);
  const masses = readMasses(input, recipe.carrier, recipe.vacuum, recipe.baseline.blockSeconds, clocks);
  const delay = proposeDelays(input, recipe, cell, masses, clocks);
  const slowest = Math.max(delay.standard.washoutSeconds, ...delay.species.map((entry) => entry.washoutSeconds));
  return {
    ...recipe,
    delay,
    baseline: { ...recipe.baseline, spans: baselineSpans(cell, masses, clocks, slowest) },
    calibration: { ...recipe.calibration, points: calibrationPoints(input, cell, masses, clocks) },
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

function toSpan(clocks: RunClocks, fromSeconds: number, toSeconds: number): Span {
  return { fromUs: clocks.referenceUs(fromSeconds), toUs: clocks.referenceUs(toSeconds) };
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
    spans.push(toSpan(clocks, Math.max(seconds[0], ocv.fromSeconds + settling), ocv.toSeconds));
  }
  const rest = cell.phases.findLast((phase) => phase.kind === 'rest');
  const lastActive = cell.phases.findLast((phase) => phase.kind === 'charge' || phase.kind === 'discharge');
  if (rest && lastActive && rest.fromSeconds >= lastActive.toSeconds - 1) {
    const from = rest.fromSeconds + Math.max(PLATEAU_WASHOUTS * washoutSeconds, 900);
    if (rest.toSeconds - from >= SHORTEST_REST_SPAN_SECONDS) spans.push(toSpan(clocks, from, rest.toSeconds));
  }
  return spans;
}

/** Plateaus of zero and calibration gas, before or after the first current. */
function calibrationPoints(
  input: AnalysisInput,
  cell: CellStage,
  masses: MassStage,
  clocks: RunClocks,
): CalibrationPoint[] {
  const bottle = input.gases.find((candidate) => candidate.components.length > 0);
  return cell.phases.flatMap((phase): CalibrationPoint[] => {
    if (phase.kind !== 'zero-gas' && phase.kind !== 'calibration-gas') return [];
    const isGas = phase.kind === 'calibration-gas';
    if (isGas && !bottle) return [];
    const settled = phase.fromSeconds + settlingSeconds(phase, masses);
    if (phase.toSeconds - settled < 120) return [];
    return [
      {
        span: toSpan(clocks, settled, phase.toSeconds - 5),
        kind: isGas ? 'gas' : 'zero',
        bottle: isGas ? bottle!.name : null,
        dilution: 1,
        dilutionRelativeUncertainty: 0,
        when: phase.fromSeconds < cell.firstCurrentSeconds ? 'pre' : 'post',
      },
    ];
  });
}

/** Time after the switch until every mass has settled: the last third of the phase is the plateau to compare with. */
function settlingSeconds(phase: TimedPhase, { grid }: MassStage): number {
  const length = phase.toSeconds - phase.fromSeconds;
  const inside = [...grid.seconds.keys()].filter(
    (i) => grid.seconds[i] >= phase.fromSeconds && grid.seconds[i] <= phase.toSeconds,
  );
  if (inside.length < 30) return length / 2;
  let settled = 60;
  for (const ratio of grid.ratio) {
    const tail = inside.slice(-Math.floor(inside.length / 3)).map((i) => ratio[i]);
    const level = meanOf(tail);
    const noise = fitLine(
      tail.map((_, i) => i),
      tail,
    ).residualSigma;
    // The last reading that is still clearly off the plateau.
    const last = inside.findLast((i) => Math.abs(ratio[i] - level) > Math.max(6 * noise, 0.002 * Math.abs(level)));
    if (last !== undefined) settled = Math.max(settled, 1.5 * (grid.seconds[last] - phase.fromSeconds));
  }
  return Math.min(settled, length / 2);
}

/** Delay and line washout from the step to calibration gas; the headspace's own where that gas went past the cell. */
function proposeDelays(
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

/** Share of a headspace's volume nobody knows better. */
const HEADSPACE_RELATIVE = 0.1;

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
  const baseMasses: Record<string, number> = {
    H2: 2,
    O2: 32,
    CO2: 44,
    CO: 28,
    N2: 28,
    SO2: 64,
    H2S: 34,
    CH4: 16,
    Ar: 40,
  };
  const inside = [...grid.seconds.keys()].filter(
    (i) => grid.seconds[i] > phase.fromSeconds - 300 && grid.seconds[i] < phase.toSeconds,
  );
  for (const species of components) {
    const column = grid.masses.findIndex((mz) => Math.round(mz) === baseMasses[species]);
    if (column < 0) continue;
    const response = fitGasStep(
      Float64Array.from(inside, (i) => grid.seconds[i] - phase.fromSeconds),
      Float64Array.from(inside, (i) => grid.ratio[column][i]),
    );
    if (response) out.set(species, response);
  }
  return out;
}

/** Per gram where the mass is known, else per cell; only gases that can be read. */
function proposeQuantify(
  input: AnalysisInput,
  recipe: Recipe,
  masses: MassStage,
): Pick<Recipe['quantify'], 'species' | 'per'> {
  const recorded = new Set(masses.grid.masses.map((mz) => Math.round(mz)));
  const usual: Record<string, number> = { H2: 2, O2: 32, CO2: 44, SO2: 64 };
  const species = recipe.quantify.species.filter((entry) => recorded.has(usual[entry.species] ?? 0));
  const sample = input.sample;
  const hasMass =
    sample !== null &&
    (sample.activeMassMilligram !== null ||
      (sample.compositeMassMilligram !== null && sample.activeMassPercent !== null));
  return { species, per: hasMass ? 'gram' : 'cell' };
}
