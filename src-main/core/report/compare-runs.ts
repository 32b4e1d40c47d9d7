import type { Comparison, ComparisonRow } from '../../../shared/domain/comparison.ts';
import type { BudgetComponent, IntervalResult } from '../../../shared/domain/results-gas.ts';
import { UNIT_LABELS } from '../../../shared/domain/units.ts';
import { displayExponent } from '../../../shared/figure/figure-scales.ts';
import { formulasIn, formulaText } from '../../../shared/figure/figure-text.ts';
import { coverageFactor, printedAmount } from '../analysis/quantify/limits.ts';
import { commonOnsets, type CommonOnsets } from './common-onsets.ts';
import { amountDifference, independentDifference, type Difference } from './difference.ts';
import type { EvaluatedRun } from './evaluate-run.ts';
import { findGas, phaseOf, type GasOfRun } from './half-cycle.ts';
import { normalisedScale, type NormalisedScale } from './normalised-scale.ts';
import { printDifference, printValue } from './print-value.ts';
import { LEAST_REPLICATES, replicateGroups, spreadOf, type ReplicateGroup } from './replicates.ts';

/** A value with U, before it is printed. */
interface Known {
  value: number;
  U: number;
}

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
    sentences: sentencesOf(rows, scale, gases, replicates),
  };
}

/** A row before anything is said of several cells of one sample. */
type PlainRow = Omit<ComparisonRow, 'spreads'>;

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

type Head = Pick<ComparisonRow, 'group' | 'species' | 'quantity' | 'unit'>;

function independentRow(head: Head, values: readonly (Known | undefined)[]): PlainRow {
  const differences = values.slice(1).map((other) => {
    const first = values[0];
    return first && other ? independentDifference(first, other) : null;
  });
  return row(
    head,
    values,
    values.map(() => undefined),
    differences,
  );
}

/** Amounts with their budgets: what two results share cancels. */
function amountRow(species: string, gases: readonly (GasOfRun | undefined)[], scale: NormalisedScale): PlainRow[] {
  const first = gases.find((gas) => gas !== undefined);
  if (!first) return [];
  const isNormalised = first.reported.quantity === 'normalised-ion-current';
  const sameUnit = gases.every((gas) => !gas || gas.reported.unit === first.reported.unit);
  const scaled = gases.map(
    (gas, i) => gas && scaledInterval(gas.interval, isNormalised ? scale : undefined, i, species),
  );
  const differences = scaled.slice(1).map((other) => {
    const [reference] = scaled;
    if (!sameUnit || (isNormalised && !scale.isComparable)) return null;
    return reference && other ? amountDifference(reference, other) : null;
  });
  const printed = scaled.map((one) => one?.printed);
  const quantity = isNormalised ? `${formulaText(species)} norm., integrated` : formulaText(species);
  return [
    row(
      { group: 'amount', species, quantity, unit: UNIT_LABELS[first.reported.unit] },
      scaled.map((one) => one && { value: one.amount, U: one.U }),
      printed,
      differences,
    ),
  ];
}

interface ScaledAmount {
  amount: number;
  U: number;
  budget: BudgetComponent[];
  printed: string;
}

function scaledInterval(
  interval: IntervalResult,
  scale: NormalisedScale | undefined,
  index: number,
  species: string,
): ScaledAmount | undefined {
  const { amount, U, budget, printed } = interval;
  if (amount === null || U === null) return undefined;
  const factor = scale?.factors[index] ?? 1;
  const relative = scale?.relative[index] ?? 0;
  const expanded = Math.hypot(U * factor, 2 * relative * amount * factor);
  const own = budget.map((part) => ({ ...part, standardUncertainty: part.standardUncertainty * factor }));
  const common: BudgetComponent = {
    name: 'common scale',
    standardUncertainty: relative * amount * factor,
    degreesOfFreedom: null,
    sharedKey: `scale/${index}/${species}`,
  };
  return {
    amount: amount * factor,
    U: expanded,
    budget: relative > 0 ? [...own, common] : own,
    printed: factor === 1 ? printed : printedScaled(interval, factor, expanded),
  };
}

/** The interval's own form on another scale. */
function printedScaled({ amount, decisionThreshold, loq }: IntervalResult, factor: number, U: number): string {
  if (amount === null || decisionThreshold === null || loq === null) return 'refused';
  return printedAmount(amount * factor, U / 2, U, decisionThreshold * factor, loq * factor);
}

/** Highest block means: what two results share of their relative parts cancels, noise and background do not. */
function peakRow(species: string, gases: readonly (GasOfRun | undefined)[], scale: NormalisedScale): PlainRow[] {
  const first = gases.find((gas) => gas !== undefined);
  if (!first) return [];
  const isNormalised = first.reported.quantity === 'normalised-ion-current';
  const peaks = gases.map((gas, i) => gas && peakOf(gas, isNormalised ? scale : undefined, i));
  const sameUnit = gases.every((gas) => !gas || gas.reported.rateUnit === first.reported.rateUnit);
  const isComparable = sameUnit && (!isNormalised || scale.isComparable);
  const [reference] = peaks;
  const differences = peaks
    .slice(1)
    .map((other) => (isComparable && reference && other ? amountDifference(reference, other) : null));
  const quantity = isNormalised ? `${formulaText(species)} norm.` : formulaText(species);
  return [
    row(
      { group: 'peak', species, quantity, unit: UNIT_LABELS[first.reported.rateUnit] },
      peaks.map((one) => one && { value: one.amount, U: one.U }),
      peaks.map(() => undefined),
      differences,
    ),
  ];
}

function peakOf(
  { interval, quantifier }: GasOfRun,
  scale: NormalisedScale | undefined,
  index: number,
): Omit<ScaledAmount, 'printed'> | undefined {
  const { peakRate, peakRateU, peakSeconds } = interval;
  if (peakRate === null || peakRateU === null || peakSeconds === null) return undefined;
  const factor = scale?.factors[index] ?? 1;
  const relative = scale?.relative[index] ?? 0;
  const amount = peakRate * factor;
  const parts = quantifier.relativeParts(peakSeconds);
  const degreesOfFreedom = quantifier.signal.degreesOfFreedom;
  const u = (peakRateU * factor) / coverageFactor(degreesOfFreedom);
  const common = parts.reduce((sum, part) => sum + (part.relative * amount) ** 2, 0);
  return {
    amount,
    U: Math.hypot(peakRateU * factor, 2 * relative * amount),
    budget: [
      // What is left of u is of this block alone.
      component('noise and background', Math.sqrt(Math.max(0, u ** 2 - common)), degreesOfFreedom, null),
      ...parts.map(({ name, relative: part, sharedKey }) => component(name, part * amount, null, sharedKey)),
      component('common scale', relative * amount, null, null),
    ],
  };
}

const component = (
  name: string,
  standardUncertainty: number,
  degreesOfFreedom: number | null,
  sharedKey: string | null,
): BudgetComponent => ({
  name,
  standardUncertainty,
  degreesOfFreedom: Number.isFinite(degreesOfFreedom) ? degreesOfFreedom : null,
  sharedKey,
});

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

function row(
  head: Head,
  values: readonly (Known | undefined)[],
  printed: readonly (string | undefined)[],
  differences: readonly (Difference | null)[],
): PlainRow {
  const exponent = displayExponent(
    Math.max(0, ...values.map((one) => (one ? Math.max(Math.abs(one.value), one.U) : 0)).filter(Number.isFinite)),
  );
  const orNull = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
  return {
    ...head,
    exponent,
    values: values.map((one, i) => ({
      value: orNull(one?.value),
      U: orNull(one?.U),
      printed: one
        ? ((exponent === 0 ? printed[i] : undefined) ?? printValue(one.value, one.U, exponent))
        : missing(head),
    })),
    differences: differences.map((one) =>
      one && Number.isFinite(one.U) ? { ...one, printed: printDifference(one.value, one.U, exponent) } : null,
    ),
  };
}

const missing = ({ group }: Head): string => (group === 'onset' ? 'none' : '–');

/** What the amounts say, and the limits of saying it. */
function sentencesOf(
  rows: readonly PlainRow[],
  scale: NormalisedScale,
  gases: ReadonlyMap<string, readonly (GasOfRun | undefined)[]>,
  replicates: readonly ReplicateGroup[],
): string[] {
  const sentences: string[] = [];
  const amounts = rows.filter((one) => one.group === 'amount');
  for (let other = 0; other < (rows[0]?.differences.length ?? 0); other++) {
    const names = (isSignificant: boolean) =>
      amounts
        .filter((one) => one.differences[other]?.isSignificant === isSignificant)
        .map((one) => formulaText(one.species!));
    const [more, less] = [names(true), names(false)];
    const pair = `${other + 2} from 1`;
    if (more.length > 0)
      sentences.push(`${listed(more)} ${more.length === 1 ? 'differs' : 'differ'} by more than U (${pair}).`);
    if (less.length > 0)
      sentences.push(`${listed(less)} ${less.length === 1 ? 'does' : 'do'} not differ within U (${pair}).`);
  }
  const isNormalised = [...gases.values()].some((all) =>
    all.some((gas) => gas?.reported.quantity === 'normalised-ion-current'),
  );
  if (isNormalised && !scale.isComparable)
    sentences.push('Normalised ion currents are not comparable between runs: calibrate CO₂ in each of them.');
  for (const { name, indices } of replicates)
    sentences.push(`${formulasIn(name)}: mean and standard deviation s of n = ${indices.length} cells.`);
  if (replicates.length === 0)
    sentences.push('This is the difference between these cells; cell-to-cell spread not assessed.');
  return sentences;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
