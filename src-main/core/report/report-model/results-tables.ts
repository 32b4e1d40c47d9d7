import type { GasResult, IntervalResult } from '../../../../shared/domain/results-gas.ts';
import type { Results } from '../../../../shared/domain/results.ts';
import { UNIT_LABELS } from '../../../../shared/domain/units.ts';
import { displayExponent } from '../../../../shared/figure/figure-scales.ts';
import { formulaText, powerText } from '../../../../shared/figure/figure-text.ts';
import type { ReportTable } from './report-document.ts';
import { decimals, hoursText, neutral, NOTHING, withU } from './report-numbers.ts';
import { numbers, sentence, tableOf, words, type RawRow } from './table-parts.ts';

/** Gases and half-cycles a report speaks of. */
export interface ReportScope {
  species: readonly string[];
  labels: readonly string[];
}

/** An amount as `opendems analyse` prints it, without the words that stand in the column of flags. */
export function amountText({ printed, amount }: IntervalResult): string {
  if (amount === null) return NOTHING;
  const short = printed
    .replace('not detected, <= ', '≤ ')
    .replace(' (95 %)', '')
    .replace(' (below LOQ)', '')
    .replace('+-', '±')
    .replace(/e([+-]\d+)/g, (_, exponent) => ` × ${powerText(Number(exponent))}`);
  return neutral(short);
}

/** A limit with two digits, without zeros at its end. */
export function limitText(value: number | null): string {
  if (value === null) return NOTHING;
  const exponent = displayExponent(value);
  const digits = neutral(String(Number((value / 10 ** exponent).toPrecision(2))));
  return exponent === 0 ? digits : `${digits} × ${powerText(exponent)}`;
}

/** What a reader must know before he uses the number. */
export function flagsOf(gas: GasResult, interval: IntervalResult, isAmongOthers: boolean): string {
  const flags = [
    interval.amount === null ? 'refused' : '',
    interval.detected === false ? 'not detected' : '',
    interval.detected === true && interval.amount !== null && interval.loq !== null && interval.amount < interval.loq
      ? '< LOQ'
      : '',
    gas.quantity === 'normalised-ion-current' && isAmongOthers ? 'no calibration' : '',
    gas.quantity === 'estimate' ? 'estimate' : '',
    interval.suspect ? 'suspect' : '',
    interval.bridgedSeconds > 0 ? `${Math.round(interval.bridgedSeconds)} s bridged` : '',
  ].filter((flag) => flag !== '');
  return flags.length === 0 ? NOTHING : flags.join(', ');
}

/** Units of a table's heading; a gas in another unit carries it in its cells. */
interface Units {
  amount: string;
  rate: string;
}

const unitsOf = (gas: GasResult): Units => ({ amount: UNIT_LABELS[gas.unit], rate: UNIT_LABELS[gas.rateUnit] });

/** Cells of one gas in one interval, as both tables print them. */
function cellsOf(gas: GasResult, interval: IntervalResult, { sample }: Results, heading: Units): string[] {
  const own = unitsOf(gas);
  const inUnit = (text: string, unit: string, headed: string) =>
    text === NOTHING || unit === headed ? text : `${text} ${unit}`;
  const { onset } = interval;
  const offset = sample.referenceOffsetVolt ?? 0;
  return [
    inUnit(amountText(interval), own.amount, heading.amount),
    inUnit(limitText(interval.lod), own.amount, heading.amount),
    inUnit(withU(interval.peakRate, interval.peakRateU), own.rate, heading.rate),
    decimals(interval.peakSoc, 1),
    onset === null ? NOTHING : decimals(onset.soc, 1),
    onset === null || onset.voltage === null ? NOTHING : decimals(onset.voltage + offset, 3),
    onset === null ? NOTHING : `${hoursText(onset.lowSeconds)} to ${hoursText(onset.highSeconds)}`,
    flagsOf(gas, interval, own.amount !== heading.amount),
  ];
}

function columnsOf({ sample }: Results, heading: Units) {
  const against =
    sample.referenceOffsetVolt === null ? `V vs ${sample.referenceElectrode ?? 'reference'}` : 'V vs Li⁺/Li';
  return [
    numbers('Amount N ± U', heading.amount),
    numbers('LOD', heading.amount),
    numbers('Peak rate ± U', heading.rate),
    numbers('Peak at', '% SOC'),
    numbers('Onset', '% SOC'),
    numbers('at', against),
    numbers('Onset, 95 %', 'h'),
    sentence('Flag'),
  ];
}

/** What the columns mean, with the conventions by name (science.md 6). */
const CONVENTIONS =
  'U: expanded uncertainty, 95.45 % (GUM). LOD: detection limit of ISO 11843 and Currie 1995, detected with 95 % at 0.135 % false detections. ≤ x: not detected, the amount is below x with 95 %. LOQ = 10 u₀.';

/** Every gas in the half-cycle of the first page. */
export function headlineTable(results: Results, species: readonly string[], label: string): ReportTable {
  const gases = results.gases.filter((gas) => species.includes(gas.species));
  const heading = gases[0] ? unitsOf(gases[0]) : { amount: '', rate: '' };
  const rows = gases.flatMap((gas): RawRow[] => {
    const interval = gas.intervals.find((one) => one.label === label);
    const name = { text: formulaText(gas.species), key: gas.species };
    return interval ? [{ cells: [name, ...cellsOf(gas, interval, results, heading)] }] : [];
  });
  const normalised = gases.filter((gas) => gas.quantityLabel !== '');
  const labels = normalised.map((gas) => `${formulaText(gas.species)}: ${gas.quantityLabel}`).join('; ');
  return tableOf([words('Gas'), ...columnsOf(results, heading)], rows, [
    labels === '' ? CONVENTIONS : `${CONVENTIONS} ${labels}.`,
  ]);
}

/** Every gas in every half-cycle, with its sum: one table for each unit. */
export function halfCycleTables(results: Results, { species, labels }: ReportScope): ReportTable[] {
  const gases = results.gases.filter((gas) => species.includes(gas.species));
  const keyOf = (gas: GasResult) => `${gas.unit}/${gas.rateUnit}`;
  const groups = [...new Set(gases.map(keyOf))].map((key) => gases.filter((gas) => keyOf(gas) === key));
  return groups.map((group, g) =>
    tableOf(
      [words('Gas'), words('Half-cycle'), ...columnsOf(results, unitsOf(group[0]!))],
      group.flatMap((gas) => gasRows(gas, labels, results)),
      [
        group[0]!.quantityLabel === '' ? '' : `Normalised ion current: ${group[0]!.quantityLabel}, never an amount.`,
        g < groups.length - 1
          ? ''
          : 'Total: the sum of all phases from the first current on, with shared contributions added linearly. The signed amounts, also of what was not detected, and the other onset methods are in the attached results.',
      ],
    ),
  );
}

function gasRows(gas: GasResult, labels: readonly string[], results: Results): RawRow[] {
  const wanted = gas.intervals.filter((interval) => labels.includes(interval.label));
  const all = gas.total && wanted.length === gas.intervals.length ? [...wanted, gas.total] : wanted;
  return all.map((interval, i): RawRow => ({
    begins: i === 0,
    cells: [
      i === 0 ? { text: formulaText(gas.species), key: gas.species, strong: true } : '',
      interval.label,
      ...cellsOf(gas, interval, results, unitsOf(gas)),
    ],
  }));
}

/** What the cell did: capacity, rate, state of charge, voltage, efficiency. */
export function cellTable(results: Results, labels: readonly string[]): ReportTable {
  const electrode = results.sample.referenceElectrode;
  const rows = results.phases
    .filter((phase) => labels.includes(phase.label))
    .map((phase): RawRow => {
      const cycle = results.cycles.find((one) => one.number === phase.number);
      return {
        cells: [
          phase.label,
          hoursText(phase.fromSeconds),
          hoursText(phase.toSeconds),
          decimals(phase.capacityMilliampHourPerGram, 1),
          decimals(phase.cRate, 3),
          `${decimals(phase.socFrom, 1)} to ${decimals(phase.socTo, 1)}`,
          decimals(phase.voltageFrom, 3),
          decimals(phase.voltageTo, 3),
          phase.kind === 'discharge' ? decimals(cycle?.coulombicEfficiencyPercent, 1) : NOTHING,
        ],
      };
    });
  return tableOf(
    [
      words('Half-cycle'),
      numbers('From', 'h'),
      numbers('To', 'h'),
      numbers('Capacity', 'mAh g⁻¹'),
      numbers('Rate', 'C'),
      numbers('State of charge', '%'),
      numbers('E at start', electrode === null ? 'V' : `V vs ${electrode}`),
      numbers('E at end', electrode === null ? 'V' : `V vs ${electrode}`),
      numbers('Efficiency', '%'),
    ],
    rows,
    [
      `Hours count from ${results.zeroTime === null ? 'the run’s first sample' : `${results.zeroTime.slice(0, 19).replace('T', ' ')} UTC`}.`,
    ],
  );
}
