import type { EvaluatedRun } from '../evaluate-run.ts';
import { bestModel, MODEL_FORMULAS, spansText } from './background-section.ts';
import { decimals, significant, withU } from './report-numbers.ts';

/** First page: background, clocks and delays, interference, one line or two each. */
export function shortBackground(run: EvaluatedRun, species: readonly string[]): string[] {
  const { results, evaluation } = run;
  const corrections = results.interference.origins.filter((line) => line.percent !== 100).length;
  return [
    backgroundText(run, species),
    [clockText(run), delayText(run, species)].filter((text) => text !== '').join(' '),
    results.interference.accepted && corrections > 0
      ? `Interference: ${corrections} lines of ${evaluation.recipe.interference.species.length} gases solved together.`
      : 'Interference: none taken out.',
  ];
}

function backgroundText({ results }: EvaluatedRun, species: readonly string[]): string {
  const mass = results.gases.find((gas) => species.includes(gas.species) && gas.quantity === 'amount')?.mz;
  const baseline = results.baselines.find((one) => one.mz === mass) ?? results.baselines[0];
  if (!baseline || baseline.models.length === 0) return 'No background was fitted.';
  const { model, weight } = bestModel(baseline);
  const share = `${decimals(100 * weight, 0)} % of ${baseline.models.length} candidates`;
  const extrapolated = baseline.extrapolated ? ', extrapolated' : '';
  return `m/z ${baseline.mz}: ${MODEL_FORMULAS[model]} (${share}), fitted ${spansText(baseline.spans)}${extrapolated}.`;
}

function clockText({ results }: EvaluatedRun): string {
  const clock = results.sync.pairs.find((pair) => pair.accepted && pair.offsetSeconds !== null);
  if (!clock) return 'Clocks taken by their stamps.';
  const expanded = clock.offsetUncertaintySeconds === null ? null : 2 * clock.offsetUncertaintySeconds;
  return `Clock ${withU(clock.offsetSeconds, expanded)} s.`;
}

function delayText({ results }: EvaluatedRun, species: readonly string[]): string {
  const delays = results.delays.filter((delay) => species.includes(delay.species));
  if (delays.length === 0) return '';
  const range = (values: number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => significant(value, 2));
    return low === high ? low : `${low} to ${high}`;
  };
  const delay = range(delays.map(({ delaySeconds }) => delaySeconds));
  const washout = range(delays.map(({ washoutSeconds }) => washoutSeconds));
  const assumed = delays.some(({ origin }) => origin === 'assumed') ? ', in part assumed' : '';
  return `Delay ${delay} s, washout ${washout} s${assumed}.`;
}
