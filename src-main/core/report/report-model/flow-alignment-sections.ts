import type { Results } from '../../../../shared/domain/results.ts';
import { formulaText } from '../../../../shared/figure/figure-text.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import type { ReportFact, ReportLeaf } from './report-document.ts';
import { decimals, neutral, NOTHING, significant, withU } from './report-numbers.ts';
import { numbers, tableOf, words, type RawRow } from './table-parts.ts';

/** What a millilitre means, in words. */
export function referenceText({ flow }: Results): string {
  return flow.temperatureCelsius === null || flow.pressurePascal === null
    ? 'reference condition not recorded'
    : neutral(`${flow.temperatureCelsius} °C, ${flow.pressurePascal} Pa`);
}

export const isNormal = ({ flow }: Results): boolean =>
  flow.temperatureCelsius === 0 && flow.pressurePascal === 101_325;

/** `2.500 ± 0.004 mlₙ/min`, mean and standard deviation. */
export function flowText(results: Results): string {
  const { meanMillilitrePerMinute: mean, standardDeviation } = results.flow;
  if (mean === null) return NOTHING;
  const spread = standardDeviation === null ? '' : ` ± ${decimals(standardDeviation, 3)}`;
  return `${decimals(mean, 3)}${spread} ${isNormal(results) ? 'mlₙ' : 'ml'}/min`;
}

export function flowFacts({ results, evaluation }: EvaluatedRun): ReportFact[] {
  const { flow, carrier } = results;
  const own = evaluation.recipe.quantify.flow;
  return [
    { label: 'Flow, mean ± s', value: flowText(results) },
    { label: 'Reference condition', value: referenceText(results) },
    { label: 'Conversion factor CF', value: significant(flow.conversionFactor, 3) },
    { label: 'Molar volume V_m', value: `${significant(flow.molarVolumeLitrePerMol, 7)} l mol⁻¹` },
    {
      label: 'Carrier F_c = CF Q/V_m',
      value: flow.molPerSecond === null ? NOTHING : `${significant(1e6 * flow.molPerSecond, 5)} µmol s⁻¹`,
    },
    {
      label: 'u(F_c)/F_c',
      value: flow.relativeUncertainty === null ? NOTHING : `${significant(100 * flow.relativeUncertainty, 2)} %`,
    },
    {
      label: 'Controller, half-widths',
      value: `${own.readingPercent} % of reading, ${own.fullScalePercent} % of ${own.fullScaleMillilitrePerMinute} ml/min`,
    },
    {
      label: 'Carrier ion current',
      value:
        carrier.mode === 'none'
          ? 'not used'
          : `m/z ${carrier.mz}, median ${significant(carrier.medianAmpere, 4)} A, ${carrier.spikesLeftOut} spikes left out`,
    },
  ];
}

const ORIGINS = {
  given: 'given',
  'gas-step': 'fitted to a gas step',
  headspace: 'volume over flow',
  assumed: 'assumed',
};

/** Clocks and delays. */
export function alignmentBlocks({ results, evaluation }: EvaluatedRun): ReportLeaf[] {
  const nameOf = (id: string) => evaluation.input.sources.find((source) => source.id === id)?.name ?? id;
  const methods = new Map(evaluation.recipe.sync.sources.map((source) => [source.sourceId, source.method]));
  const how = { stamps: 'its stamps', manual: 'set by hand', 'voltage-fit': 'fit of one voltage recorded twice' };
  const clocks = results.sync.pairs.map((pair): RawRow => ({
    cells: [
      nameOf(pair.moved),
      how[methods.get(pair.moved) ?? 'stamps'],
      pair.offsetSeconds === null
        ? NOTHING
        : withU(pair.offsetSeconds, pair.offsetUncertaintySeconds === null ? null : 2 * pair.offsetUncertaintySeconds),
      decimals(pair.driftPpm, 2),
      pair.residualVolt === null ? NOTHING : significant(1e3 * pair.residualVolt, 2),
    ],
  }));
  const delays = results.delays.map((delay): RawRow => ({
    cells: [
      { text: formulaText(delay.species), key: delay.species, strong: true },
      withU(delay.delaySeconds, 2 * delay.delayUncertaintySeconds),
      withU(delay.washoutSeconds, 2 * delay.washoutUncertaintySeconds),
      ORIGINS[delay.origin],
    ],
  }));
  return [
    ...(clocks.length > 0
      ? [
          tableOf(
            [
              words('Clock'),
              words('Moved by'),
              numbers('δ ± U', 's'),
              numbers('Drift', 'ppm'),
              numbers('Residual', 'mV'),
            ],
            clocks,
            [
              `δ is added to reach the clock of ${results.sync.reference === null ? 'the reference' : nameOf(results.sync.reference)}.`,
            ],
          ),
        ]
      : []),
    tableOf([words('Gas'), numbers('Delay t_d ± U', 's'), numbers('Washout τ ± U', 's'), words('Origin')], delays, [
      't_cell = t_MS − δ − t_d; the washout adds F_c τ (ξ_end − ξ_start) to an amount and is subtracted from an onset.',
    ]),
  ];
}
