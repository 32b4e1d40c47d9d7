import type { GasResult, IntervalResult } from '../../../../shared/domain/results-gas.ts';
import type { Results } from '../../../../shared/domain/results.ts';
import { UNIT_LABELS } from '../../../../shared/domain/units.ts';
import { displayExponent } from '../../../../shared/figure/figure-scales.ts';
import { formulaText, powerText } from '../../../../shared/figure/figure-text.ts';
import type { ReportLeaf, ReportTable } from './report-document.ts';
import { decimals, isMissing, NOTHING, significant } from './report-numbers.ts';
import { amountText } from './results-tables.ts';
import { numbers, sentence, tableOf, words, type RawRow } from './table-parts.ts';

interface Entry {
  gas: GasResult;
  interval: IntervalResult;
}

function entriesOf({ gases }: Results, species: readonly string[], label: string): Entry[] {
  return gases.flatMap((gas) => {
    const interval = gas.intervals.find((one) => one.label === label);
    return interval && species.includes(gas.species) && interval.standardUncertainty !== null
      ? [{ gas, interval }]
      : [];
  });
}

/** The gas the first page takes apart: the first calibrated one that was detected, else the first calibrated one. */
function chosen(entries: readonly Entry[]): Entry | undefined {
  const calibrated = entries.filter(({ gas }) => gas.quantity === 'amount');
  const order = ['O2', 'CO2'];
  const byImportance = [...calibrated].sort(
    (a, b) => ((order.indexOf(a.gas.species) + 9) % 9) - ((order.indexOf(b.gas.species) + 9) % 9),
  );
  return byImportance.find(({ interval }) => interval.detected === true) ?? byImportance[0] ?? entries[0];
}

/** Contributions named on the first page. */
const MOST_SHOWN = 3;

/** First page: where the uncertainty of one gas comes from. */
export function shortBudget(
  results: Results,
  species: readonly string[],
  label: string,
): { title: string; table: ReportTable } | null {
  const entry = chosen(entriesOf(results, species, label));
  if (!entry) return null;
  const { gas, interval } = entry;
  const u = interval.standardUncertainty!;
  const amount = amountText(interval);
  const share = (part: number) => (u > 0 ? 100 * (part / u) ** 2 : 0);
  const parts = [...interval.budget].sort((a, b) => Math.abs(b.standardUncertainty) - Math.abs(a.standardUncertainty));
  const shown = parts.slice(0, MOST_SHOWN);
  const rest = Math.hypot(...parts.slice(MOST_SHOWN).map((part) => part.standardUncertainty));
  const rows: RawRow[] = shown.map((part) => ({
    cells: [
      sentenceCase(part.name),
      significant(Math.abs(part.standardUncertainty), 2),
      decimals(share(part.standardUncertainty), 1),
    ],
  }));
  if (rest > 0) rows.push({ cells: ['All others', besideTotal(rest, u), decimals(share(rest), 1)] });
  rows.push({
    begins: true,
    cells: [{ text: 'Combined', strong: true }, { text: besideTotal(u, u), strong: true }, decimals(100, 1)],
  });
  return {
    title: `Uncertainty of N(${formulaText(gas.species)}) ${amount.startsWith('≤') ? amount : `= ${amount}`} ${UNIT_LABELS[gas.unit]}`,
    table: tableOf([words('Contribution'), numbers(`u / ${UNIT_LABELS[gas.unit]}`), numbers('Share of u² / %')], rows),
  };
}

/** A contribution to three digits of the whole, so that a column reads as one; less than that as a bound. */
function besideTotal(part: number, total: number): string {
  const size = Math.abs(part);
  const exponent = displayExponent(total);
  const places = Math.min(12, Math.max(0, 2 - Math.floor(Math.log10(total / 10 ** exponent))));
  const least = 10 ** -places;
  const scaled = size / 10 ** exponent;
  const text = scaled > 0 && scaled < least / 2 ? `< ${decimals(least, places)}` : decimals(scaled, places);
  return exponent === 0 ? text : `${text} × ${powerText(exponent)}`;
}

export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** In full: every contribution to every gas of the half-cycle, absolute. */
export function budgetBlocks(results: Results, species: readonly string[], label: string): ReportLeaf[] {
  const entries = entriesOf(results, species, label);
  const names = [...new Set(entries.flatMap(({ interval }) => interval.budget.map((part) => part.name)))];
  const partOf = (entry: Entry, name: string) => entry.interval.budget.find((part) => part.name === name);
  const rows = names.map((name): RawRow => {
    const parts = entries.map((entry) => partOf(entry, name));
    const shared = parts.some((part) => part?.sharedKey && !part.sharedKey.startsWith('run-'));
    const degrees = parts.find((part) => !isMissing(part?.degreesOfFreedom))?.degreesOfFreedom;
    return {
      cells: [
        sentenceCase(name),
        ...parts.map((part, i) =>
          part ? besideTotal(part.standardUncertainty, entries[i]!.interval.standardUncertainty!) : NOTHING,
        ),
        isMissing(degrees) ? '∞' : significant(degrees, 2),
        shared ? 'with other runs' : parts.some((part) => part?.sharedKey) ? 'within the run' : 'nothing',
      ],
    };
  });
  const summary = (title: string, read: (interval: IntervalResult) => string, begins = false): RawRow => ({
    begins,
    cells: [
      { text: title, strong: true },
      ...entries.map(({ interval }) => ({ text: read(interval), strong: true })),
      '',
      '',
    ],
  });
  rows.push(
    summary('Combined u', (interval) => significant(interval.standardUncertainty, 2), true),
    summary('Coverage factor', (interval) => significant(interval.coverageFactor, 3)),
    summary('U (95.45 %)', (interval) => significant(interval.U, 2)),
    summary('Decision threshold y*', (interval) => significant(interval.decisionThreshold, 2)),
    summary('LOD y#', (interval) => significant(interval.lod, 2)),
    summary('LOQ', (interval) => significant(interval.loq, 2)),
    summary('Signed amount N', (interval) => significant(interval.amount, 3)),
  );
  return [
    tableOf(
      [
        words('Standard uncertainty'),
        ...entries.map(({ gas }) => numbers(formulaText(gas.species), UNIT_LABELS[gas.unit])),
        numbers('ν'),
        sentence('Shared'),
      ],
      rows,
      [
        'Absolute, because an amount can be near zero. Noise grows with the root of time, the background with time. What is shared adds linearly between half-cycles and cancels in differences.',
      ],
    ),
  ];
}
