import type { Comparison, ComparisonRow } from '../../../shared/domain/comparison.ts';
import { formulaText } from '../../../shared/figure/figure-text.ts';
import { commonOnsets, type CommonOnsets } from './common-onsets.ts';
import { amountRow } from './comparison-amounts.ts';
import { peakRow } from './comparison-peaks.ts';
import { independentRow, type Known, type PlainRow } from './comparison-row.ts';
import { comparisonSentences } from './comparison-sentences.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import { findGas, phaseOf } from './half-cycle.ts';
import { normalisedScale } from './normalised-scale.ts';
import { printValue } from './print-value.ts';
import { LEAST_REPLICATES, replicateGroups, spreadOf } from './replicates.ts';

/**
 * The difference table of one half-cycle: each sample against the first, with uncertainty and whether it exceeds it
 * (science.md 6.3). @throws AppError `no-half-cycle`
 */
export function compareRuns(runs: readonly EvaluatedRun[], halfCycle: string): Comparison {
  const scale = normalisedScale(runs);
  const species = [...new Set(runs.flatMap((run) => run.results.gases.map((gas) => gas.species)))];
  const gases = new Map(species.map((name) => [name, runs.map((run) => findGas(run, name, halfCycle))]));
  const replicates = replicateGroups(runs).filter(({ indices }) => indices.length >= LEAST_REPLICATES);
  const rows = [
    ...cellRows(runs, halfCycle),
    ...species.flatMap((name) => amountRow(name, gases.get(name)!, scale)),
    ...species.flatMap((name) => peakRow(name, gases.get(name)!, scale)),
    ...species.flatMap((name) => onsetRow(name, runs, commonOnsets(runs, name, halfCycle, scale))),
  ].map((row) => ({ ...row, spreads: replicates.map(({ indices }) => spreadOfRow(row, indices)) }));
  return {
    version: 1,
    softwareVersion: runs[0].results.softwareVersion,
    halfCycle,
    samples: runs.map(({ run, results }, i) => ({
      name: run.sample?.name ?? run.name,
      run: run.name,
      rawSha256: results.rawSha256,
      recipeSha256: results.recipeSha256,
      normalisedScale: scale.factors[i],
    })),
    replicates,
    rows,
    sentences: comparisonSentences(rows, scale, gases, replicates),
  };
}

function spreadOfRow({ values, exponent }: PlainRow, indices: readonly number[]): ComparisonRow['spreads'][number] {
  const known = indices.flatMap((index) => values[index].value ?? []);
  const spread = spreadOf(known);
  return spread ? { ...spread, printed: `${printValue(spread.mean, spread.s, exponent)} (${spread.n})` } : null;
}

/** Capacity and end of the state of charge; their U is that of the active mass. */
function cellRows(runs: readonly EvaluatedRun[], halfCycle: string): PlainRow[] {
  const read = (pick: (phase: ReturnType<typeof phaseOf>) => number | null) =>
    runs.map((run): Known | undefined => {
      const value = pick(phaseOf(run, halfCycle));
      return value === null
        ? undefined
        : { value, U: 2 * Math.abs(value) * (run.results.sample.activeMassRelativeUncertainty ?? 0) };
    });
  return [
    independentRow(
      { group: 'cell', species: null, quantity: 'q', unit: 'mAh g⁻¹' },
      read((phase) => phase.capacityMilliampHourPerGram),
    ),
    independentRow(
      { group: 'cell', species: null, quantity: 'End SOC', unit: '%' },
      read((phase) => phase.socTo),
    ),
  ];
}

/** Onsets at the common R*, in SOC with half of their 95 % bootstrap interval. */
function onsetRow(species: string, runs: readonly EvaluatedRun[], { onsets }: CommonOnsets): PlainRow[] {
  const values = runs.map((run, i): Known | undefined => {
    const onset = onsets[i];
    if (!onset || onset.soc === null) return undefined;
    const low = run.numbers.socAt(onset.lowSeconds);
    const high = run.numbers.socAt(onset.highSeconds);
    return { value: onset.soc, U: low === null || high === null ? Number.NaN : Math.abs(high - low) / 2 };
  });
  if (values.every((value) => value === undefined)) return [];
  return [independentRow({ group: 'onset', species, quantity: formulaText(species), unit: '% SOC' }, values)];
}
