import { UNIT_LABELS } from '../../../shared/domain/units.ts';
import type { FigureContent } from '../../../shared/figure/figure-model.ts';
import { WHOLE_RUN, type FigureRequest } from '../../../shared/figure/figure-request.ts';
import { formulasIn, formulaText, powerText } from '../../../shared/figure/figure-text.ts';
import { displayExponent } from '../../../shared/figure/figure-scales.ts';
import { commonMaximum } from './common-maximum.ts';
import { commonOnsets } from './common-onsets.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import { findGas, phaseOf } from './half-cycle.ts';
import type { NormalisedScale } from './normalised-scale.ts';
import { shortDigits } from './print-value.ts';
import { LEAST_REPLICATES, replicateGroups } from './replicates.ts';
import { sampleLabels } from './sample-labels.ts';

/** One wording where all samples agree, else one for each. */
function perSample(labels: readonly string[], texts: readonly (string | null)[]): string | null {
  if (texts.every((text) => text === texts[0])) return texts[0];
  return texts.map((text, i) => `${text ?? 'not known'} (${labels[i].split(' ')[0]})`).join(', ');
}

type Sentence = FigureContent['caption'][number];

/**
 * Method and parameters of a figure (science.md 8): cycle, rate, 1 C, temperature, carrier and flow with its reference,
 * delays, smoothing, bands, limits, onsets and the normalisation.
 */
export function figureCaption(
  runs: readonly EvaluatedRun[],
  request: FigureRequest,
  scale: NormalisedScale,
): Sentence[] {
  const labels = sampleLabels(runs);
  const same = (text: (run: EvaluatedRun) => string | null): string | null => perSample(labels, runs.map(text));
  const gases = request.rows.filter((row) => row.kind === 'cumulative' || row.kind === 'rate');
  const species = [...new Set(gases.map((row) => row.species))];
  const blockMinutes = same(({ evaluation }) => shortDigits(evaluation.recipe.baseline.blockSeconds / 60));
  const sentences: (Sentence | string | null)[] = [
    `${formulasIn(labels.join('; '))}.`,
    firstSentence(request, same),
    socSentence(request, same),
    delaySentence(request, species, same),
    smoothingSentence(request, blockMinutes),
    ...ratioSentences(request),
    ...(gases.length > 0 ? markSentences(gases, blockMinutes) : []),
    onsetSentence(runs, species, request, scale, same),
    ...normalisation(runs, request, scale, species),
    runs.length > 1 ? cellsSentence(runs) : null,
  ];
  return sentences
    .filter((sentence) => sentence !== null)
    .map((sentence) => (typeof sentence === 'string' ? { text: sentence } : sentence));
}

type Same = (text: (run: EvaluatedRun) => string | null) => string | null;

function socSentence({ x }: FigureRequest, same: Same): string | null {
  if (x !== 'soc') return null;
  const capacity = same(({ numbers }) =>
    numbers.theoreticalCapacity === null ? null : `${numbers.theoreticalCapacity.toFixed(2)} mAh g⁻¹`,
  );
  return capacity === null ? null : `SOC from the theoretical capacity, ${capacity}.`;
}

function delaySentence({ rows }: FigureRequest, species: readonly string[], same: Same): string | null {
  const delays = species.flatMap((name) => {
    const text = same(({ results }) => {
      const own = results.delays.find((delay) => delay.species === name);
      return own ? `${shortDigits(own.delaySeconds)} s, washout ${shortDigits(own.washoutSeconds)} s` : null;
    });
    return text === null ? [] : [`${formulaText(name)} ${text}`];
  });
  if (delays.length > 0) return `Delay corrected: ${delays.join('; ')}.`;
  return rows.some((row) => row.kind === 'ratio') ? 'Delay corrected where it is known.' : null;
}

function smoothingSentence({ rows }: FigureRequest, minutes: string | null): string {
  const hasRate = rows.some((row) => row.kind === 'rate');
  return hasRate ? `Rates are ${minutes}-min means; amounts are integrated without smoothing.` : 'Nothing is smoothed.';
}

function ratioSentences({ rows }: FigureRequest): Sentence[] {
  if (!rows.some((row) => row.kind === 'ratio')) return [];
  return [
    { text: 'Ion currents as measured, with their fitted background.' },
    { text: 'Band of a background: ± 2u.', about: 'bands' },
  ];
}

function markSentences(gases: readonly { kind: 'cumulative' | 'rate' }[], minutes: string | null): Sentence[] {
  const amounts = gases.some(({ kind }) => kind === 'cumulative') ? 'of the whole half-cycle (amounts)' : '';
  const rates = gases.some(({ kind }) => kind === 'rate') ? `of one ${minutes}-min mean (rates)` : '';
  const of = [amounts, rates].filter((part) => part !== '').join(' or ');
  return [
    { text: 'Bands: U (95.45 %).', about: 'bands' },
    { text: `Dashed: LOD ${of}, a true value that is detected with 95 %.`, about: 'limits' },
  ];
}

/** How an onset is found and at which R*: without it, onsets of two samples say nothing about each other. */
function onsetSentence(
  runs: readonly EvaluatedRun[],
  species: readonly string[],
  { halfCycle }: FigureRequest,
  scale: NormalisedScale,
  same: Same,
): Sentence | null {
  if (species.length === 0 || halfCycle === WHOLE_RUN) return null;
  const levels = species.flatMap((name) => {
    const { level } = commonOnsets(runs, name, halfCycle, scale);
    const unit = findGas(runs[0], name, halfCycle)?.reported.rateUnit;
    if (level === null || unit === undefined) return [];
    const exponent = displayExponent(level);
    const power = exponent === 0 ? '' : ` × ${powerText(exponent)}`;
    return [`${formulaText(name)} ${shortDigits(level / 10 ** exponent)}${power} ${UNIT_LABELS[unit]}`.trimEnd()];
  });
  const rule = same(({ evaluation: { recipe } }) => `${recipe.onset.consecutiveBlocks}`);
  const shared = runs.length > 1 ? 'the common ' : '';
  const at = levels.length === 0 ? 'a level' : `${shared}R* (${levels.join('; ')})`;
  return { text: `Triangles: onset, the first of ${rule} consecutive means above ${at}.`, about: 'onsets' };
}

function cellsSentence(runs: readonly EvaluatedRun[]): string {
  return replicateGroups(runs).some(({ indices }) => indices.length >= LEAST_REPLICATES)
    ? 'Several cells of a sample are shown each for itself.'
    : 'One cell each: difference between these cells; cell-to-cell spread not assessed.';
}

function firstSentence(request: FigureRequest, same: Same): string {
  const rate = same((run) => {
    const { cRate } = phaseOf(run, request.halfCycle);
    const oneC = run.results.sample.oneCMilliampPerGram;
    if (cRate === null || oneC === null) return null;
    return `${shortDigits(Math.abs(cRate), 2)} C (1 C = ${shortDigits(oneC)} mA g⁻¹)`;
  });
  const temperature = same(({ run }) =>
    typeof run.setup?.cellTemperatureCelsius === 'number' ? `${run.setup.cellTemperatureCelsius} °C` : null,
  );
  const flow = same(({ run, results: { flow } }) => {
    if (flow.meanMillilitrePerMinute === null) return null;
    const reference = `${flow.temperatureCelsius} °C, ${flow.pressurePascal} Pa`;
    return `${run.setup?.carrierGas ?? 'carrier'} ${flow.meanMillilitrePerMinute.toFixed(2)} ml/min (${reference})`;
  });
  const cycle =
    request.halfCycle === WHOLE_RUN
      ? 'Whole run'
      : request.halfCycle.charAt(0).toUpperCase() + request.halfCycle.slice(1);
  const parts = [rate === null ? cycle : `${cycle} at ${rate}`, temperature, flow].filter((part) => part !== null);
  return `${parts.join(', ')}.`;
}

function normalisation(
  runs: readonly EvaluatedRun[],
  request: FigureRequest,
  scale: NormalisedScale,
  species: readonly string[],
): string[] {
  return species.flatMap((name) => {
    const gases = runs.map((run) => findGas(run, name, request.halfCycle)).filter((gas) => gas !== undefined);
    const first = gases[0];
    if (first?.reported.quantity !== 'normalised-ion-current' || gases.length < runs.length) return [];
    const definition = `${formulaText(name)}: ${first.reported.quantityLabel}`;
    const common =
      runs.length === 1
        ? ''
        : scale.isComparable
          ? ', brought to one scale by the sensitivity to CO₂, same scale for all samples'
          : '; not comparable between runs without a calibration of CO₂';
    if (request.normalisation !== 'C') return [`${definition}${common}.`];
    const maximum = commonMaximum(gases, scale);
    const exponent = displayExponent(maximum);
    const power = exponent === 0 ? '' : ` × ${powerText(exponent)}`;
    return [`${definition}${common}, over the common maximum ${shortDigits(maximum / 10 ** exponent, 4)}${power}.`];
  });
}
