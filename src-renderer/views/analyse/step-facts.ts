import type { Recipe } from '../../../shared/domain/recipe.ts';
import type { Results } from '../../../shared/domain/results.ts';
import {
  formatCompact,
  formatFixed,
  formatScientific,
  formatSigned,
  formatSignificant,
  MISSING,
} from '../../format/numbers.ts';
import { formatFormula } from '../../format/rich-text.ts';
import type { PanelStep } from './recipe-steps.ts';

/** The one number a closed step shows. */
export function keyNumber(step: PanelStep, recipe: Recipe, results: Results, species: string): string {
  const gas = formatFormula(species);
  switch (step) {
    case 'sync': {
      // The pair that was measured says more than one that was not.
      const measured = results.sync.pairs.find((one) => one.residualVolt !== null && one.offsetSeconds !== null);
      const pair = measured ?? results.sync.pairs.find((one) => one.offsetSeconds !== null);
      if (!pair) return 'one clock';
      return `${formatSigned(pair.offsetSeconds, 2)} ± ${formatSignificant(pair.offsetUncertaintySeconds, 1)} s`;
    }
    case 'carrier':
      return results.carrier.mode === 'none'
        ? 'none'
        : `m/z ${recipe.carrier.mz} · ${formatScientific(results.carrier.medianAmpere, 2)} A`;
    case 'delay': {
      const delay = results.delays.find((one) => one.species === species) ?? recipe.delay.standard;
      return `${formatFixed(delay.delaySeconds, 0)} s · τ ${formatFixed(delay.washoutSeconds, 0)} s`;
    }
    case 'interference':
      return recipe.interference.enabled ? `κ ${formatSignificant(results.interference.conditionNumber, 2)}` : 'off';
    case 'baseline': {
      const mz = results.gases.find((one) => one.species === species)?.mz;
      const baseline = results.baselines.find((one) => Math.round(one.mz) === Math.round(mz ?? Number.NaN));
      if (!baseline) return 'no background';
      const k = results.sensitivities.find((one) => one.species === species)?.kEnd ?? null;
      if (k !== null) return `u(${gas}) ${formatSignificant((1e6 * baseline.uncertaintyAtEnd) / k, 2)} ppm`;
      const share = (100 * baseline.uncertaintyAtEnd) / baseline.levelAtEnd;
      return `u(${gas}) ${formatSignificant(Math.abs(share), 2)} %`;
    }
    case 'calibration': {
      const found = results.sensitivities.find((one) => one.species === species);
      if (!found || found.kStart === null) return `${gas} not calibrated`;
      return `k(${gas}) ${formatSignificant(found.kStart, 3)}${uncertaintyOf(found)}`;
    }
    case 'quantify': {
      const { activeMassGram } = results.sample;
      const mass = activeMassGram === null ? MISSING : `${formatSignificant(activeMassGram * 1e3, 3)} mg`;
      const flow = results.flow.molPerSecond;
      return `${mass} · ${flow === null ? MISSING : `${formatSignificant(flow * 1e6, 4)} µmol/s`}`;
    }
    case 'onset':
      return `${formatCompact(recipe.onset.sigmas, 2)}σ, ${recipe.onset.consecutiveBlocks} × ${formatCompact(recipe.baseline.blockSeconds / 60, 2)} min`;
  }
}

function uncertaintyOf({ kStart, relativeUncertainty }: Results['sensitivities'][number]): string {
  if (kStart === null || relativeUncertainty === null) return '';
  return ` ± ${formatSignificant(2 * relativeUncertainty * Math.abs(kStart), 2)}`;
}
