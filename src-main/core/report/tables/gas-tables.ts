import type { ReportedGas } from '../../analysis/pipeline/build-quantifiers.ts';
import { blockIntegral } from '../../analysis/pipeline/block-integral.ts';
import { expandedRateUncertainty } from '../../analysis/pipeline/describe-gas.ts';
import { rateBlocks } from '../../analysis/pipeline/phase-onsets.ts';
import { baselineSeries } from '../../analysis/pipeline/species-signal.ts';
import { describeAmount } from '../../analysis/quantify/describe-interval.ts';
import { quantify, type Quantifier } from '../../analysis/quantify/quantifier.ts';
import { integralAt } from '../../analysis/quantify/rate-series.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { column, columnTable, complete, type Column, type Constant, type Table, type TableFamily } from './table.ts';
import { SECONDS, TIME, calendarUs, roundedSeconds } from './time-columns.ts';

const CELL_SECONDS: Column = {
  ...SECONDS,
  description: 'Seconds since the run’s zero on the cell’s time: the transport delay of the gas is taken out.',
};
const SOC = column('soc', 'SOC', 'number', '%', 'State of charge, 0 as assembled; runs on over half-cycles.');

/** What a run says of its gases, reading by reading and as block means with uncertainty: one table per gas each. */
export function gasTables(run: EvaluatedRun): TableFamily[] {
  const gases = run.evaluation.gases.flatMap((gas) => (gas.quantifier ? [{ gas, quantifier: gas.quantifier }] : []));
  return [
    {
      id: 'gas_readings',
      description:
        'Calibrated gas at every reading of the mass spectrometer: ratio to the carrier, background, rate, and the ' +
        'amount by trapezoids since the first current. Nothing is smoothed or clipped; single readings scatter.',
      members: gases.map(({ gas, quantifier }) => readingsTable(run, gas, quantifier)),
    },
    {
      id: 'gas_blocks',
      description:
        'Means of the rate over blocks of time with expanded uncertainty (95.45 %); the washout is taken out.',
      members: gases.map(({ gas, quantifier }) => blocksTable(run, gas, quantifier)),
    },
    {
      id: 'gas_amounts',
      description:
        'Amount since the first current at the ends of the blocks, with the whole budget behind U (95.45 %).',
      members: gases.map(({ gas, quantifier }) => amountsTable(run, gas, quantifier)),
    },
  ];
}

function constantsOf(gas: ReportedGas): Constant[] {
  return [
    { column: complete(column('species', 'Species', 'text', '', 'Gas.')), value: gas.species },
    { column: complete(column('mz', 'm/z', 'number', '1', 'Mass it is followed on.')), value: gas.mz },
    { column: complete(column('rate_unit', 'Rate unit', 'text', '', 'Unit of the rate.')), value: gas.rateUnit },
    { column: complete(column('amount_unit', 'Amount unit', 'text', '', 'Unit of the amount.')), value: gas.unit },
  ];
}

const head = (gas: ReportedGas, columns: Column[]): Pick<Table, 'id' | 'title' | 'columns' | 'constants'> => ({
  id: gas.species,
  title: `${gas.species} (m/z ${gas.mz})`,
  columns,
  constants: constantsOf(gas),
});

const socOf = ({ numbers }: EvaluatedRun, seconds: Float64Array): Float64Array =>
  seconds.map((at) => numbers.socAt(at) ?? Number.NaN);

/** The table is made when it is read: its columns would lie in memory otherwise. */
function lazily(gas: ReportedGas, columns: Column[], rows: number, make: () => Float64Array[]): Table {
  const plain = head(gas, columns);
  return { ...plain, rows, chunks: (rowsAtATime) => columnTable(plain, make()).chunks(rowsAtATime) };
}

function readingsTable(run: EvaluatedRun, gas: ReportedGas, quantifier: Quantifier): Table {
  const { massStage, baselines, cell } = run.evaluation;
  const { grid } = massStage;
  const place = grid.masses.findIndex((mz) => Math.round(mz) === Math.round(gas.mz));
  const ratioUnit = massStage.hasCarrier ? '1' : 'A';
  const columns = [
    TIME,
    CELL_SECONDS,
    SOC,
    column('ratio', 'Ratio', 'number', ratioUnit, 'Ion current over that of the carrier, or ampere without a carrier.'),
    column('background', 'Background', 'number', ratioUnit, 'Fitted background of this mass.'),
    column('net', 'Net', 'number', ratioUnit, 'What the gas itself causes, other gases on its masses taken out.'),
    column('rate', 'Rate', 'number', gas.rateUnit, 'Evolution rate of this single reading.'),
    column('amount', 'Amount', 'number', gas.unit, 'Integral of the rate since the first current; missing before it.'),
  ];
  return lazily(gas, columns, grid.seconds.length, () => {
    const { series, signal, delay } = quantifier;
    const seconds = grid.seconds.map((at) => at - delay.delaySeconds);
    const fit = baselines.fits.get(grid.masses[place]);
    const missing = () => new Float64Array(grid.seconds.length).fill(Number.NaN);
    const zero = integralAt(series, cell.firstCurrentSeconds + delay.delaySeconds);
    return [
      calendarUs(run, seconds),
      roundedSeconds(seconds),
      socOf(run, seconds),
      grid.ratio[place] ?? missing(),
      fit ? baselineSeries(grid, fit) : missing(),
      signal.values,
      series.rate.map((rate) => rate * gas.ratePerSecond),
      series.cumulative.map((sum, i) =>
        Number.isNaN(series.rate[i]) || !(seconds[i] >= cell.firstCurrentSeconds) ? Number.NaN : sum - zero,
      ),
    ];
  });
}

function blocksTable(run: EvaluatedRun, gas: ReportedGas, quantifier: Quantifier): Table {
  const columns = [
    TIME,
    { ...CELL_SECONDS, description: 'Middle of the block on the cell’s time: delay and washout are taken out.' },
    SOC,
    column('rate', 'Rate', 'number', gas.rateUnit, 'Mean evolution rate of the block.'),
    column('rate_u', 'U(Rate)', 'number', gas.rateUnit, 'Expanded uncertainty, 95.45 %.'),
  ];
  return lazily(gas, columns, quantifier.signal.frame.blocks.count, () => {
    const blocks = rateBlocks(gas, quantifier, run.evaluation.cell);
    const seconds = blocks.seconds.map((at) => at - quantifier.delay.washoutSeconds);
    return [
      calendarUs(run, seconds),
      roundedSeconds(seconds),
      socOf(run, seconds),
      blocks.rate,
      blocks.rate.map((_, b) => expandedRateUncertainty(quantifier, blocks, b)),
    ];
  });
}

function amountsTable(run: EvaluatedRun, gas: ReportedGas, quantifier: Quantifier): Table {
  const columns = [
    TIME,
    { ...CELL_SECONDS, description: 'End of the block on the cell’s time, then the end of the last phase.' },
    SOC,
    column('amount', 'Amount', 'number', gas.unit, 'Signed, never clipped.'),
    column('amount_u', 'U(Amount)', 'number', gas.unit, 'Expanded uncertainty, 95.45 %.'),
    column('lod', 'LOD', 'number', gas.unit, 'Detection limit of the stretch since the first current.'),
  ];
  const seconds = amountSeconds(run, quantifier);
  let made: Float64Array[] | undefined;
  // Short, and every row costs a whole budget: kept for the next file.
  return lazily(gas, columns, seconds.length, () => (made ??= make()));
  function make(): Float64Array[] {
    const { signals } = run.evaluation.signals;
    const integralOf = (species: string, from: number, to: number): number => {
      const signal = signals.get(species);
      return signal ? blockIntegral(signal, from, to) : 0;
    };
    const amounts = Array.from(seconds, (at) =>
      describeAmount(quantify(quantifier, run.evaluation.cell.firstCurrentSeconds, at, integralOf)),
    );
    const pick = (of: (one: (typeof amounts)[number]) => number | null) =>
      Float64Array.from(amounts, (one) => of(one) ?? Number.NaN);
    return [
      calendarUs(run, seconds),
      roundedSeconds(seconds),
      socOf(run, seconds),
      pick((one) => one.amount),
      pick((one) => one.U),
      pick((one) => one.lod),
    ];
  }
}

/** Ends of the blocks between the first current and the end of the last phase, and that end itself. */
function amountSeconds({ evaluation }: EvaluatedRun, { signal, delay }: Quantifier): Float64Array {
  const { firstCurrentSeconds, lastPhaseSeconds } = evaluation.cell;
  if (!(lastPhaseSeconds > firstCurrentSeconds)) return new Float64Array(0);
  const { startSeconds, widthSeconds, count } = signal.frame.blocks;
  const ends = Array.from({ length: count }, (_, b) => startSeconds + (b + 1) * widthSeconds - delay.delaySeconds);
  const inside = ends.filter(
    (at, b) => at > firstCurrentSeconds && at < lastPhaseSeconds && !Number.isNaN(signal.blockMeans[b]),
  );
  return Float64Array.from([...inside, lastPhaseSeconds]);
}
