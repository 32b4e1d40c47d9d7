import { formulasIn, formulaText, powerText } from '../../../shared/figure/figure-text.ts';
import { displayExponent } from '../../../shared/figure/figure-scales.ts';
import type { CompareFigureOptions } from './compare-options.ts';
import { commonMaximum } from './common-maximum.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import { findGas, phaseOf } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';
import { sampleLabels } from './sample-labels.ts';

/** Short digits for prose. */
const short = (value: number, digits = 3): string => String(Number(value.toPrecision(digits)));

/** One wording where all samples agree, else one for each. */
function perSample(labels: readonly string[], texts: readonly (string | null)[]): string | null {
  if (texts.every((text) => text === texts[0])) return texts[0];
  return texts.map((text, i) => `${text ?? 'not known'} (${labels[i].split(' ')[0]})`).join(', ');
}

/**
 * Method and parameters of a figure (science.md 8): cycle, rate, 1 C, temperature, carrier and flow with its reference,
 * delays, smoothing, bands, limits, onsets and the normalisation.
 */
export function figureCaption(
  runs: readonly EvaluatedRun[],
  options: CompareFigureOptions,
  scale: NormalisedScale,
): string {
  const labels = sampleLabels(runs);
  const same = (text: (run: EvaluatedRun) => string | null): string | null => perSample(labels, runs.map(text));
  const sentences = [`${formulasIn(labels.join('; '))}.`, firstSentence(options, same)];
  const soc = same(({ numbers }) =>
    numbers.theoreticalCapacity === null ? null : `${numbers.theoreticalCapacity.toFixed(2)} mAh g⁻¹`,
  );
  if (options.x === 'soc' && soc !== null) sentences.push(`SOC from q_th = ${soc}.`);
  const species = [...new Set(options.rows.flatMap((row) => (row.kind === 'voltage' ? [] : [row.species])))];
  const delays = species.map((name) => {
    const text = same(({ results }) => {
      const own = results.delays.find((delay) => delay.species === name);
      return own ? `${short(own.delaySeconds)} s, washout ${short(own.washoutSeconds)} s` : null;
    });
    return text === null ? null : `${formulaText(name)} ${text}`;
  });
  const known = delays.filter((text) => text !== null);
  if (known.length > 0) sentences.push(`Delay corrected: ${known.join('; ')}.`);
  const minutes = same(({ evaluation }) => `${short(evaluation.recipe.baseline.blockSeconds / 60)}-min`);
  const hasRate = options.rows.some((row) => row.kind === 'rate');
  sentences.push(
    hasRate ? `Rates are ${minutes} means; amounts are integrated without smoothing.` : 'No smoothing.',
    'Bands: U (95.45 %). Dashed: LOD of the whole half-cycle (amounts) or of one mean (rates), detected with 95 %.',
  );
  const onset = same(
    ({ evaluation: { recipe } }) => `${recipe.onset.consecutiveBlocks} consecutive means above a level`,
  );
  sentences.push(`Triangles: onset, first of ${onset}.`);
  sentences.push(...normalisation(runs, options, scale, species));
  if (runs.length > 1)
    sentences.push('One cell each: difference between these cells; cell-to-cell spread not assessed.');
  return sentences.join(' ');
}

function firstSentence(
  options: CompareFigureOptions,
  same: (text: (run: EvaluatedRun) => string | null) => string | null,
): string {
  const rate = same((run) => {
    const { cRate } = phaseOf(run, options.halfCycle);
    const oneC = run.results.sample.oneCMilliampPerGram;
    if (cRate === null || oneC === null) return null;
    return `${short(Math.abs(cRate), 2)} C (1 C = ${short(oneC)} mA g⁻¹)`;
  });
  const temperature = same(({ run }) =>
    typeof run.setup?.cellTemperatureCelsius === 'number' ? `${run.setup.cellTemperatureCelsius} °C` : null,
  );
  const flow = same(({ run, results: { flow } }) => {
    if (flow.meanMillilitrePerMinute === null) return null;
    const reference = `${flow.temperatureCelsius} °C, ${flow.pressurePascal} Pa`;
    return `${run.setup?.carrierGas ?? 'carrier'} ${flow.meanMillilitrePerMinute.toFixed(2)} ml/min (${reference})`;
  });
  const cycle = options.halfCycle.charAt(0).toUpperCase() + options.halfCycle.slice(1);
  const parts = [rate === null ? cycle : `${cycle} at ${rate}`, temperature, flow].filter((part) => part !== null);
  return `${parts.join(', ')}.`;
}

function normalisation(
  runs: readonly EvaluatedRun[],
  options: CompareFigureOptions,
  scale: NormalisedScale,
  species: readonly string[],
): string[] {
  return [...new Set(species)].flatMap((name) => {
    const gases = runs.map((run) => findGas(run, name, options.halfCycle)).filter((gas) => gas !== undefined);
    const first = gases[0];
    if (first?.reported.quantity !== 'normalised-ion-current' || gases.length < runs.length) return [];
    const definition = `${formulaText(name)}: ${first.reported.quantityLabel}`;
    const common =
      runs.length === 1
        ? ''
        : scale.isComparable
          ? ', brought to one scale by the sensitivity to CO₂, same scale for all samples'
          : '; not comparable between runs without a calibration of CO₂';
    if (options.normalisation !== 'C') return [`${definition}${common}.`];
    const maximum = commonMaximum(gases, scale);
    const exponent = displayExponent(maximum);
    const power = exponent === 0 ? '' : ` × ${powerText(exponent)}`;
    return [`${definition}${common}, over the common maximum ${short(maximum / 10 ** exponent, 4)}${power}.`];
  });
}
