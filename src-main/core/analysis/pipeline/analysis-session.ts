import type { Recipe } from '../../../../shared/domain/recipe.ts';
import type { BaselineRecipe } from '../../../../shared/domain/recipe-baseline.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import { FREE_SLOPE_SIGMA } from '../baseline/fit-family.ts';
import type { Unmixing } from '../interference/unmix.ts';
import { buildQuantifiers } from './build-quantifiers.ts';
import { buildSignals } from './build-signals.ts';
import type { Evaluation } from './evaluation.ts';
import { fitBaselines } from './fit-baselines.ts';
import { findAir } from './find-air.ts';
import type { AirStep } from './find-air-step.ts';
import { readCell, type CellStage } from './read-cell.ts';
import { readClocks, type RunClocks } from './read-clocks.ts';
import { readFlow } from './read-flow.ts';
import { readMasses, type MassStage } from './read-masses.ts';
import { findSensitivities } from './sensitivities.ts';
import { sketchGas } from './sketch-gas.ts';
import { planMasses, solveInterference, type MassPlan } from './solve-interference.ts';
import { StageCache } from './stage-cache.ts';

/**
 * One run under evaluation. Keeps what the last recipe gave, stage by stage, so that the next one recomputes only what
 * its changes touch. The input must not change under it: a longer live run is a new session.
 */
export class AnalysisSession {
  readonly input: AnalysisInput;
  readonly #cache = new StageCache();
  #evaluated: Evaluation | undefined;

  constructor(input: AnalysisInput) {
    this.input = input;
  }

  /** Stages the last evaluation really computed, in order. */
  get computedStages(): readonly string[] {
    return this.#cache.computed;
  }

  /** What was recorded, on common times: the first stages of an evaluation. */
  read(recipe: Recipe): { clocks: RunClocks; cell: CellStage; masses: MassStage } {
    const { clocks, cell, masses } = this.#readStages(recipe);
    return { clocks: clocks.value, cell: cell.value, masses: masses.value };
  }

  #readStages(recipe: Recipe) {
    const { input } = this;
    const cache = this.#cache;
    const clocks = cache.stage('clocks', [recipe.sync], () => readClocks(input, recipe.sync));
    const cell = cache.stage('cell', [recipe.electrochemistry, clocks.token], () =>
      readCell(input, recipe.electrochemistry, clocks.value),
    );
    const { blockSeconds } = recipe.baseline;
    const masses = cache.stage('masses', [recipe.carrier, recipe.vacuum, blockSeconds, clocks.token], () =>
      readMasses(input, recipe.carrier, recipe.vacuum, blockSeconds, clocks.value),
    );
    return { clocks, cell, masses };
  }

  /** Of the last evaluation, one gas over a baseline that is being changed; undefined where that is not enough. */
  sketch(recipe: Recipe, species: string): Evaluation | undefined {
    return this.#evaluated && sketchGas(this.#evaluated, recipe, species);
  }

  evaluate(recipe: Recipe): Evaluation {
    this.#evaluated = this.#evaluate(recipe);
    return this.#evaluated;
  }

  #evaluate(recipe: Recipe): Evaluation {
    const { input } = this;
    const cache = this.#cache;
    cache.clearLog();
    const ownKey = `run-${input.rawSha256.slice(0, 12)}`;
    const { clocks, cell, masses } = this.#readStages(recipe);
    const { grid } = masses.value;
    const plan = cache.stage('plan', [recipe.interference, recipe.quantify.species, masses.token], () =>
      planMasses(recipe.interference, recipe.quantify.species, grid.masses),
    );
    const wanted = wantedMasses(plan.value, grid.masses);
    const air = cache.stage('air', [recipe.interference, phaseKey(cell.value), masses.token], () =>
      findAir(recipe.interference, grid, cell.value),
    );
    const below = airBelow(recipe.interference, plan.value, air.value.step);
    const fit = (baseline: BaselineRecipe, wantedHere: readonly number[]) =>
      fitBaselines(baseline, recipe.vacuum, wantedHere, masses.value, cell.value, clocks.value, below);
    const fitMasses = (name: string, wantedHere: readonly number[]) =>
      cache.stage(
        name,
        [
          recipe.baseline,
          recipe.vacuum.mode,
          wantedHere,
          phaseKey(cell.value),
          airKey(below),
          clocks.token,
          masses.token,
        ],
        () => fit(recipe.baseline, wantedHere),
      );
    const baselines = fitMasses('baselines', wanted);
    const solved = cache.stage('interference', [plan.token, baselines.token], () =>
      solveInterference(
        recipe.interference,
        plan.value,
        (mz) => baselines.value.fits.get(mz)?.blockSigma ?? Number.NaN,
      ),
    );
    const { unmix } = solved.value;
    const signals = cache.stage('signals', [phaseKey(cell.value), air.token, baselines.token, solved.token], () =>
      buildSignals(
        recipe.interference,
        grid,
        unmix,
        plan.value.reported.map((gas) => gas.species),
        baselines.value,
        cell.value,
        air.value,
        (some) => fit({ ...recipe.baseline, slopePriorPercentPer10Hours: 100 * FREE_SLOPE_SIGMA }, some),
      ),
    );
    const { flowDeviationPercent } = recipe.carrier;
    const flow = cache.stage('flow', [recipe.quantify.flow, flowDeviationPercent, clocks.token, masses.token], () =>
      readFlow(input, recipe.quantify.flow, flowDeviationPercent, grid.blocks, clocks.value),
    );
    const reported = plan.value.reported.flatMap((gas) =>
      gas.mz === null ? [] : [{ species: gas.species, mz: gas.mz }],
    );
    const sensitivities = cache.stage(
      'calibration',
      [
        recipe.calibration,
        recipe.delay,
        reported,
        cell.token,
        masses.token,
        matrixKey(unmix),
        // Plateaus of gas have their own zero: only the charge of a known reaction is read over a background.
        recipe.calibration.electrochemical.length > 0 ? signals.token : null,
        flow.token,
      ],
      () =>
        findSensitivities(
          {
            input,
            recipe: recipe.calibration,
            delay: recipe.delay,
            unmix,
            massStage: masses.value,
            signals: signals.value,
            flow: flow.value,
            cell: cell.value,
            clocks: clocks.value,
            ownKey,
          },
          reported.map((gas) => gas.species),
        ),
    );
    const clockUncertainty = cellClockUncertainty(input, cell.value, clocks.value);
    const quantifiers = cache.stage(
      'quantify',
      [recipe.quantify, recipe.delay, cell.token, sensitivities.token, signals.token, flow.token, clockUncertainty],
      () =>
        buildQuantifiers(
          reported,
          input.sample,
          recipe.quantify,
          recipe.delay,
          masses.value,
          signals.value,
          flow.value,
          sensitivities.value.calibrated,
          cell.value,
          clockUncertainty,
          ownKey,
        ),
    );
    return {
      input,
      recipe,
      clocks: clocks.value,
      cell: cell.value,
      massStage: masses.value,
      plan: plan.value,
      airBelow: below,
      baselines: signals.value.baselines,
      backgroundsOf: (mz) =>
        wanted.includes(mz) ? signals.value.baselines : fitMasses(`background of m/z ${mz}`, [mz]).value,
      unmix,
      unmixFindings: solved.value.findings,
      signals: signals.value,
      flow: flow.value,
      sensitivities: sensitivities.value,
      gases: quantifiers.value.gases,
      gasFindings: quantifiers.value.findings,
    };
  }
}

/** Masses whose background is needed: those of the matrix and of reported gases, as recorded. */
function wantedMasses(plan: MassPlan, recorded: readonly number[]): number[] {
  const nominal = new Set([
    ...plan.masses.map(Math.round),
    ...plan.reported.flatMap((gas) => (gas.mz === null ? [] : [Math.round(gas.mz)])),
  ]);
  return recorded.filter((mz) => nominal.has(Math.round(mz)));
}

/** Backgrounds look at the phases only, not at the current behind them. */
function phaseKey(cell: CellStage): unknown {
  return cell.phases.map((phase) => [phase.kind, phase.fromSeconds, phase.toSeconds]);
}

/** Air that is taken as background: where it is to be corrected, and nitrogen and oxygen are told from their neighbours. */
function airBelow(
  { airLeak }: Recipe['interference'],
  { species }: MassPlan,
  step: AirStep | undefined,
): AirStep | undefined {
  const isTold = ['N2', 'O2'].every((name) => species.some((pattern) => pattern.species === name));
  return step?.kind === 'air' && airLeak.mode === 'correct' && isTold ? step : undefined;
}

/** Backgrounds depend on the air below them, not on how it was looked for. */
function airKey(step: AirStep | undefined): unknown {
  return step ? [step.course.fromSeconds, step.course.riseSeconds, [...step.heights]] : null;
}

/** Sensitivities are read through the gains, whatever the weights were by which they came out. */
function matrixKey({ species, masses, gain, refusal }: Unmixing): unknown {
  return [species, masses, [...gain], refusal];
}

/** Standard uncertainty of the cycler's clock against the reference; none where they are one. */
function cellClockUncertainty(input: AnalysisInput, cell: CellStage, clocks: RunClocks): number {
  const current = input.channels.find((channel) => channel.role === 'current');
  const sourceId = current?.sourceId ?? cell.voltageSourceId;
  if (sourceId === undefined || sourceId === clocks.referenceSourceId) return 0;
  return clocks.clockOf(sourceId).offsetUncertaintySeconds;
}
