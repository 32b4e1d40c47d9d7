import type { Finding } from '../../../../shared/domain/finding.ts';
import { FARADAY } from '../../../../shared/domain/constants.ts';
import type { CalibrationPoint, CalibrationRecipe } from '../../../../shared/domain/recipe-calibration.ts';
import type { DelayRecipe } from '../../../../shared/domain/recipe-delay.ts';
import type { AnalysisInput } from '../analysis-input.ts';
import { chargeAt } from '../electrochemistry/cell-record.ts';
import { refusal, shortHours, shortNumber, warning } from '../findings.ts';
import type { Unmixing } from '../interference/unmix.ts';
import { blockIntegral, blockIntegralUncertainty } from './block-integral.ts';
import type { SignalStage } from './build-signals.ts';
import { calibrateFromGas, type Calibrated } from './calibrate.ts';
import { spansInSeconds } from './fit-baselines.ts';
import type { CellStage } from './read-cell.ts';
import type { RunClocks } from './read-clocks.ts';
import type { FlowStage } from './read-flow.ts';
import type { MassStage } from './read-masses.ts';
import { delayOf } from '../delay/delay-of.ts';

/** Sensitivities of the reported gases; a gas without one is missing from the map. */
export interface SensitivityStage {
  calibrated: Map<string, Calibrated>;
  findings: Finding[];
}

/** What every way of calibrating may look at. */
export interface CalibrationContext {
  input: AnalysisInput;
  recipe: CalibrationRecipe;
  delay: DelayRecipe;
  unmix: Unmixing;
  massStage: MassStage;
  signals: SignalStage;
  flow: FlowStage;
  cell: CellStage;
  clocks: RunClocks;
  ownKey: string;
}

/** Gas plateaus first, then the charge of a known reaction, then a direct sensitivity, then an estimate if asked for. */
export function findSensitivities(context: CalibrationContext, species: readonly string[]): SensitivityStage {
  const { recipe } = context;
  const calibrated = new Map<string, Calibrated>();
  const findings = overlaps(recipe.points, context.clocks);
  for (const name of new Set([...species, ...recipe.estimates.map((estimate) => estimate.relativeTo)])) {
    const gas = calibrateFromGas(
      context.input,
      recipe,
      name,
      context.unmix,
      context.massStage.grid,
      context.cell,
      context.clocks,
      context.ownKey,
    );
    findings.push(...gas.findings);
    const found = gas.calibrated ?? electrochemical(context, name, findings) ?? direct(context, name);
    if (found) calibrated.set(name, found);
  }
  for (const estimate of recipe.estimates) {
    const base = calibrated.get(estimate.relativeTo);
    if (!base || calibrated.has(estimate.species)) continue;
    calibrated.set(estimate.species, {
      kind: 'estimate',
      label: `estimate, x/: ${estimate.spread}`,
      at: (seconds) => estimate.factor * base.at(seconds),
      fits: [],
      parts: (seconds) => [
        ...base.parts(seconds),
        // A factor of 2 either way, taken as two standard deviations of the logarithm.
        {
          name: 'estimated sensitivity',
          relative: Math.log(estimate.spread) / 2,
          sharedKey: `estimate/${estimate.species}`,
        },
      ],
    });
    findings.push(
      warning(
        'calibration',
        'sensitivity-estimated',
        `${estimate.species} is an estimate from the sensitivity of ${estimate.relativeTo}: right within a factor of ${estimate.spread}.`,
        'Calibrate it with its own gas before printing mol.',
        { species: estimate.species },
      ),
    );
  }
  return { calibrated, findings };
}

/** Readings of two plateaus at once would stand for two amounts of gas. */
function overlaps(points: readonly CalibrationPoint[], clocks: RunClocks): Finding[] {
  const spans = spansInSeconds(
    points.map((point) => point.span),
    clocks,
  );
  return spans
    .slice(1)
    .flatMap((span, i) =>
      span.fromSeconds < spans[i].toSeconds
        ? [
            warning(
              'calibration',
              'calibration-spans-overlap',
              `Two calibration spans overlap at ${shortHours(span.fromSeconds)}: the same readings stand for both.`,
              'Separate them.',
            ),
          ]
        : [],
    );
}

/** k = F F_c / I(carrier), F in C/mol (science.md 1.4); k = F F_c where ion currents are not divided by a carrier. */
function direct(context: CalibrationContext, species: string): Calibrated | undefined {
  const entry = context.recipe.direct.find((candidate) => candidate.species === species);
  if (!entry || !(context.flow.molPerSecond > 0)) return undefined;
  const carrier = context.massStage.hasCarrier ? context.massStage.grid.carrierMedian : 1;
  const k = (entry.coulombPerMol * context.flow.molPerSecond) / carrier;
  return {
    kind: 'direct',
    label: '',
    at: () => k,
    fits: [],
    parts: () => [{ name: 'direct sensitivity', relative: entry.relativeUncertainty, sharedKey: `direct/${species}` }],
  };
}

/** k from the charge of a known reaction: n = eta Q / (z F), k = F_c integral(y) / n. */
function electrochemical(context: CalibrationContext, species: string, findings: Finding[]): Calibrated | undefined {
  const entry = context.recipe.electrochemical.find((candidate) => candidate.species === species);
  const signal = context.signals.signals.get(species);
  if (!entry || !signal || !context.cell.record || !(context.flow.molPerSecond > 0)) return undefined;
  const [span] = spansInSeconds([entry.span], context.clocks);
  const { delaySeconds } = delayOf(context.delay, species);
  const charge = Math.abs(
    chargeAt(context.cell.record, span.toSeconds) - chargeAt(context.cell.record, span.fromSeconds),
  );
  const amount = ((entry.efficiencyPercent / 100) * charge) / (entry.electronsPerMolecule * FARADAY);
  const integral = blockIntegral(signal, span.fromSeconds + delaySeconds, span.toSeconds + delaySeconds);
  const u = blockIntegralUncertainty(signal, span.fromSeconds + delaySeconds, span.toSeconds + delaySeconds);
  const k = (integral * context.flow.molPerSecond) / amount;
  if (!(integral > 3 * u) || !Number.isFinite(k)) {
    findings.push(
      refusal(
        'calibration',
        'electrochemical-insignificant',
        `The ${species} made by ${shortNumber(charge)} C gives a signal of ${shortNumber(integral)} s with an uncertainty of ${shortNumber(u)} s.`,
        'Choose the span in which the known reaction ran.',
        { species },
      ),
    );
    return undefined;
  }
  const relative = Math.hypot(u / integral, entry.efficiencyUncertaintyPercent / entry.efficiencyPercent);
  return {
    kind: 'electrochemical',
    label: '',
    at: () => k,
    fits: [],
    // The flow enters k and the rate alike and drops out of the amount; it stays in the budget as an upper bound.
    parts: () => [
      { name: 'electrochemical calibration', relative, sharedKey: `${context.ownKey}/electrochemical/${species}` },
    ],
  };
}
