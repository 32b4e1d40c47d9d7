import type { Results } from '../../../shared/domain/results.ts';

const COLUMNS = [
  'gas',
  'stretch',
  'from_h',
  'to_h',
  'quantity',
  'unit',
  'amount',
  'U_95',
  'printed',
  'decision_threshold',
  'LOD',
  'LOQ',
  'upper_limit_95',
  'peak_rate',
  'peak_rate_U',
  'rate_unit',
  'peak_SOC_percent',
  'onset_h',
  'onset_SOC_percent',
  'onset_V',
] as const;

/** Every gas and stretch as tab-separated numbers with full digits, for a spreadsheet; missing numbers stay empty. */
export function resultsTable({ gases, recipeSha256, rawSha256 }: Results): string {
  const lines = gases.flatMap((gas) =>
    [...gas.intervals, ...(gas.total ? [gas.total] : [])].map((one) => [
      gas.species,
      one.label,
      one.fromSeconds / 3600,
      one.toSeconds / 3600,
      gas.quantity,
      gas.unit,
      one.amount,
      one.U,
      one.printed,
      one.decisionThreshold,
      one.lod,
      one.loq,
      one.upperLimit,
      one.peakRate,
      one.peakRateU,
      gas.rateUnit,
      one.peakSoc,
      one.onset && one.onset.seconds / 3600,
      one.onset?.soc,
      one.onset?.voltage,
    ]),
  );
  const text = (value: string | number | null | undefined) =>
    value === null || value === undefined ? '' : String(value);
  return [
    COLUMNS.join('\t'),
    ...lines.map((line) => line.map(text).join('\t')),
    `raw ${rawSha256}\trecipe ${recipeSha256}`,
    '',
  ].join('\n');
}
