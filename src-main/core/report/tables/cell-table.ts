import { maximumStepSeconds } from '../../../../shared/domain/state-of-charge.ts';
import { resample } from '../../analysis/numerics/interpolation.ts';
import { findChannel } from '../../analysis/pipeline/read-cell.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { column, columnTable, single, type Column, type Table, type TableFamily } from './table.ts';
import { SECONDS, TIME, calendarUs, roundedSeconds } from './time-columns.ts';

/** What the cell did, at every reading of its current; undefined where the run has none. */
export function cellTable(run: EvaluatedRun): TableFamily | undefined {
  const { evaluation, results, numbers } = run;
  const current = findChannel(evaluation.input, evaluation.recipe.electrochemistry.currentChannelId, ['current']);
  const { record } = evaluation.cell;
  if (!current || !record) return undefined;
  const { referenceElectrode, referenceOffsetVolt } = results.sample;
  const columns: Column[] = [
    TIME,
    SECONDS,
    column(
      'voltage',
      'Voltage',
      'number',
      'V',
      `Cell voltage${referenceElectrode === null ? '' : ` vs ${referenceElectrode}`}; between two readings a straight line where it was recorded at other times than the current.`,
    ),
    column('voltage_vs_li', 'Voltage vs Li+/Li', 'number', 'V', 'Cell voltage plus the offset of the other electrode.'),
    column('current', 'Current', 'number', 'A', 'Charging positive.'),
    column('charge', 'Charge', 'number', 'C', 'Net charge since the first reading of the current.'),
    column('capacity', 'Specific capacity', 'number', 'mAh/g', 'Net charge per active mass.'),
    column('soc', 'SOC', 'number', '%', 'Specific capacity over the theoretical one; 0 as assembled.'),
    column('phase', 'Phase', 'integer', '1', 'Number in the table of phases; missing between phases.'),
    column('cycle', 'Cycle', 'integer', '1', 'Charges begun so far.'),
  ];
  const head: Pick<Table, 'id' | 'title' | 'columns' | 'constants'> = {
    id: 'cell',
    title: 'Cell',
    columns,
    constants: [],
  };
  const make = (): Float64Array[] => {
    const capacity = perGram(record.charge.values, numbers.massGram);
    const seconds = evaluation.clocks.secondsOf(current);
    const voltage = voltageAt(run, seconds);
    const { phase, cycle } = phaseColumns(run, seconds);
    return [
      calendarUs(run, seconds),
      roundedSeconds(seconds),
      voltage,
      voltage.map((volt) => volt + (referenceOffsetVolt ?? Number.NaN)),
      record.current.values,
      record.charge.values,
      capacity,
      capacity.map((value) => (100 * value) / (numbers.theoreticalCapacity ?? Number.NaN)),
      phase,
      cycle,
    ];
  };
  const table: Table = {
    ...head,
    rows: current.timeUs.length,
    chunks: (rowsAtATime) => columnTable(head, make()).chunks(rowsAtATime),
  };
  return single(table, 'The cell at every reading of its current: voltage, current, charge, state of charge.');
}

/** Cell voltage at other times: a reading where there is one, else a straight line, never across a hole. */
function voltageAt({ evaluation }: EvaluatedRun, seconds: Float64Array): Float64Array {
  const { input, recipe, clocks } = evaluation;
  const channel = findChannel(input, recipe.electrochemistry.voltageChannelId, ['voltage', 'auxiliary-voltage']);
  if (!channel) return new Float64Array(seconds.length).fill(Number.NaN);
  const at = clocks.secondsOf(channel);
  const usable = channel.value.map((value, i) => (Number.isNaN(at[i]) ? Number.NaN : value));
  return resample(at, usable, seconds, maximumStepSeconds(channel.timeUs));
}

/** mAh/g of coulombs. */
function perGram(coulomb: Float64Array, massGram: number | null): Float64Array {
  return coulomb.map((value) => value / (3.6 * (massGram ?? Number.NaN)));
}

/** Number of the phase (from 1) and of the cycle at every time. */
export function phaseColumns(
  { evaluation }: Pick<EvaluatedRun, 'evaluation'>,
  seconds: Float64Array,
): { phase: Float64Array; cycle: Float64Array } {
  const { phases } = evaluation.cell;
  const phase = new Float64Array(seconds.length).fill(Number.NaN);
  const cycle = new Float64Array(seconds.length).fill(Number.NaN);
  const begins = phases.map(({ fromSeconds }) => fromSeconds);
  const charges = phases.map((_, p) => phases.slice(0, p + 1).filter(({ kind }) => kind === 'charge').length);
  let begun = 0;
  for (let i = 0; i < seconds.length; i++) {
    const at = seconds[i];
    if (at !== at) continue;
    // Readings follow each other, phases too: the last one that has begun is seldom another than before.
    while (begun > 0 && begins[begun - 1] > at) begun -= 1;
    while (begun < begins.length && begins[begun] <= at) begun += 1;
    cycle[i] = begun === 0 ? 0 : charges[begun - 1];
    // Phases given by hand may overlap: the last one begun may be over while one before it goes on.
    let last = begun;
    while (last > 0 && phases[last - 1].toSeconds < at) last -= 1;
    if (last > 0) phase[i] = last;
  }
  return { phase, cycle };
}
