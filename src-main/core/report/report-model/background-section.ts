import type { BaselineResult, Results } from '../../../../shared/domain/results.ts';
import type { BaselineModel } from '../../../../shared/domain/recipe-baseline.ts';
import type { ReportLeaf } from './report-document.ts';
import { decimals, hoursText, NOTHING, significant } from './report-numbers.ts';
import { numbers, tableOf, words, type RawRow } from './table-parts.ts';

/** Formulas of the candidates, as science writes them. */
export const MODEL_FORMULAS: Record<BaselineModel, string> = {
  constant: 'a',
  linear: 'a + d t',
  exponential: 'a + b exp(−t/τ)',
  'exponential-linear': 'a + b exp(−t/τ) + d t',
  'two-exponentials-linear': 'a + b exp(−t/τ₁) + c exp(−t/τ₂) + d t',
  'power-linear': 'a + b/(1 + t/t₀)^p + d t',
};

const PARAMETERS: Record<string, string> = {
  tauHours: 'τ/h',
  tau1Hours: 'τ₁/h',
  tau2Hours: 'τ₂/h',
  power: 'p',
  t0Hours: 't₀/h',
};

export const spansText = (spans: BaselineResult['spans']): string =>
  spans.map((span) => `${hoursText(span.fromSeconds)} to ${hoursText(span.toSeconds)} h`).join(', ');

/** The candidate with the largest share. */
export const bestModel = (baseline: BaselineResult) =>
  baseline.models.reduce((best, model) => (model.weight > best.weight ? model : best), baseline.models[0]!);

/** Models with their weights and parameters, the windows they were fitted in, and what is left uncertain. */
export function backgroundBlocks({ baselines }: Results): ReportLeaf[] {
  const models = baselines.flatMap((baseline) =>
    baseline.models.map((model, i): RawRow => ({
      begins: i === 0,
      cells: [
        // In every row: the candidates of one mass may stand on two pages.
        { text: String(baseline.mz), strong: i === 0 },
        MODEL_FORMULAS[model.model],
        decimals(model.aicc, 1),
        decimals(100 * model.weight, 1),
        decimals(model.chiSquaredPerDegree, 2),
        Object.entries(model.parameters)
          .map(([name, value]) => `${PARAMETERS[name] ?? name} ${significant(value, 3)}`)
          .join(', ') || NOTHING,
      ],
    })),
  );
  const levels = baselines.map((baseline): RawRow => ({
    cells: [
      { text: String(baseline.mz), strong: true },
      spansText(baseline.spans) || NOTHING,
      String(baseline.blocks),
      significant(baseline.blockSigma, 2),
      significant(baseline.walkSigmaPerRootHour, 2),
      significant(baseline.levelAtEnd, 4),
      significant(baseline.uncertaintyAtEnd, 2),
      baseline.extrapolated ? 'extrapolated' : NOTHING,
    ],
  }));
  return [
    tableOf(
      [
        words('m/z'),
        words('Fitted in'),
        numbers('Blocks'),
        numbers('σ of a block', 'r'),
        numbers('Wander', 'r per √h'),
        numbers('Level at end', 'r'),
        numbers('u_b at end', 'r'),
        words('Flag'),
      ],
      levels,
      [
        'r = I(m/z)/I(carrier). The background is the average of the candidates by their weights; their spread and the wander are part of u_b.',
      ],
    ),
    tableOf(
      [words('m/z'), words('Candidate'), numbers('AICc'), numbers('Weight', '%'), numbers('χ²/ν'), words('Parameters')],
      models,
    ),
  ];
}
