import { formulaText } from '../../../../shared/figure/figure-text.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { MODEL_FORMULAS } from './background-section.ts';
import { referenceText } from './flow-alignment-sections.ts';
import type { ReportLeaf } from './report-document.ts';
import { significant } from './report-numbers.ts';

/** What was done, in the order it was done, for someone who was not there. Numbers come from the recipe. */
export function methodBlocks({ results, evaluation, numbers }: EvaluatedRun, species: readonly string[]): ReportLeaf[] {
  const { recipe } = evaluation;
  const minutes = significant(recipe.baseline.blockSeconds / 60, 3);
  const carrier =
    results.carrier.mode === 'none'
      ? 'Ion currents were used as they are, without a carrier channel.'
      : `Every ion current was brought to common times and divided by that of the carrier (m/z ${results.carrier.mz}), which takes out drift of pressure, capillary and emission.`;
  const vacuum = {
    regressor:
      'The share of the background that does not come through the capillary is carried as a term in 1/I(carrier).',
    measured: 'The residual signal with the inlet shut was subtracted first.',
    none: 'All of the background is taken to follow the carrier.',
  }[recipe.vacuum.mode];
  const models = recipe.baseline.models.map((model) => MODEL_FORMULAS[model]).join('; ');
  const normalised = results.gases.filter(
    (gas) => gas.quantity === 'normalised-ion-current' && species.includes(gas.species),
  );
  const estimates = results.gases.filter((gas) => gas.quantity === 'estimate' && species.includes(gas.species));
  const onset = recipe.onset;
  const paragraphs = [
    `Signal. ${carrier} ${vacuum} Single readings more than ${recipe.carrier.spikeSigmas} robust standard deviations from both neighbours were left out (${results.carrier.spikesLeftOut}).`,
    `Background. The background of each mass was fitted to ${minutes}-min means where no gas is evolved, with ${models}, averaged by their weights from AICc; ${recipe.baseline.walk ? 'it may wander between the windows by as much as it wanders inside them; ' : ''}the band, with the spread of the candidates, is part of every uncertainty. Negative values are kept: clipping would invent gas.`,
    recipe.interference.enabled && results.interference.accepted
      ? 'Interference. Contributions of other gases to a mass were solved for all masses together by weighted least squares with the ionisation patterns of the table; amounts may come out negative within their uncertainty.'
      : 'Interference. Every gas was read from its own mass alone.',
    'Calibration. The sensitivity k of each gas comes from plateaus of certified gas and zero gas; between calibrations before and after the measurement it is linear in time, and the drift is part of the uncertainty. The uncertainty of the certificate is common to all plateaus of a bottle and is added after the fit.',
    `Amounts. The rate is F_c (r − b)/(k m) with the molar flow of the carrier F_c (${referenceText(results)}) and the active mass m. Amounts are integrals over the half-cycles on the readings’ own times, without smoothing, with the washout term F_c τ (ξ_end − ξ_start); gaps are bridged linearly and flagged.`,
    `Uncertainty and limits. U is the expanded uncertainty at 95.45 % by the GUM (JCGM 100), with Student’s factor for the effective degrees of freedom (Welch and Satterthwaite). Decision threshold y* (0.135 % false detections) and detection limit y#, printed as LOD (a true y# is detected with 95 %), follow Currie 1995 and ISO 11843; LOQ is ten times the standard uncertainty at zero. What is not detected is given as an upper limit at 95 %, never as zero.`,
    `Onset. The first of ${onset.consecutiveBlocks} consecutive ${minutes}-min means above the level and above ${onset.sigmas} standard deviations of noise and background together; its interval (95 %) is from ${onset.draws} bootstrap draws of residuals, background and delays.`,
    numbers.theoreticalCapacity === null
      ? ''
      : `State of charge. 100 (q_charge − q_discharge)/q_th, zero as assembled; q_th = ${numbers.theoreticalCapacity.toFixed(2)} mAh g⁻¹. Charge of side reactions inflates it.`,
    normalised.length === 0
      ? ''
      : `Without calibration. ${normalised.map((gas) => formulaText(gas.species)).join(', ')}: the normalised ion current is given (${normalised[0]!.quantityLabel}), never an amount of substance.`,
    estimates.length === 0
      ? ''
      : `Estimates. ${estimates.map((gas) => formulaText(gas.species)).join(', ')}: sensitivity estimated from another gas, within a factor; not a calibrated amount.`,
  ];
  return [{ kind: 'paragraphs', paragraphs: paragraphs.filter((text) => text !== '') }];
}
