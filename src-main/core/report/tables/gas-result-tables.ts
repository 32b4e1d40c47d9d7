import type { BudgetComponent, GasResult, IntervalResult } from '../../../../shared/domain/results-gas.ts';
import type { Results } from '../../../../shared/domain/results.ts';
import { flag, number, text, time, us } from './record-columns.ts';
import { recordTable, single, type TableFamily } from './table.ts';

interface GasInterval {
  gas: GasResult;
  interval: IntervalResult;
}

/** Every interval of every gas, the total last. */
function gasIntervals({ gases }: Results): GasInterval[] {
  return gases.flatMap((gas) => [
    ...gas.intervals.map((interval) => ({ gas, interval })),
    ...(gas.total ? [{ gas, interval: gas.total }] : []),
  ]);
}

/** Every gas in every interval. */
export function resultsTable(results: Results): TableFamily {
  return single(
    recordTable<GasInterval>(
      'results',
      'Results',
      [
        text('species', 'Species', 'Gas.', ({ gas }) => gas.species),
        number('mz', 'm/z', '1', 'Mass it is followed on.', ({ gas }) => gas.mz),
        text('quantity', 'Quantity', 'amount, normalised-ion-current or estimate.', ({ gas }) => gas.quantity),
        text('interval', 'Interval', 'Phase, declared window, or total.', ({ interval }) => interval.label),
        text('unit', 'Unit', 'Of amount, U and limits.', ({ gas }) => gas.unit),
        number(
          'amount',
          'Amount',
          'Unit',
          'Signed, never clipped; missing where refused.',
          (one) => one.interval.amount,
        ),
        number('u', 'U(Amount)', 'Unit', 'Expanded uncertainty, 95.45 %.', (one) => one.interval.U),
        number('coverage_factor', 'Coverage factor', '1', 'U over u.', (one) => one.interval.coverageFactor),
        number(
          'decision_threshold',
          'Decision threshold',
          'Unit',
          'Detected means above it; 0.135 % false detections.',
          (one) => one.interval.decisionThreshold,
        ),
        number('lod', 'LOD', 'Unit', 'Detected with 95 % if truly there.', (one) => one.interval.lod),
        number('loq', 'LOQ', 'Unit', 'Ten standard uncertainties at zero.', (one) => one.interval.loq),
        text('detected', 'Detected', 'yes or no.', (one) => flag(one.interval.detected)),
        number(
          'upper_limit',
          'Upper limit',
          'Unit',
          'max(amount, 0) + 1.645 u: below this with 95 %.',
          (one) => one.interval.upperLimit,
        ),
        text('printed', 'Printed', 'As a report prints it.', (one) => one.interval.printed),
        text('rate_unit', 'Rate unit', 'Of the peak rate.', ({ gas }) => gas.rateUnit),
        number('peak_rate', 'Peak rate', 'Rate unit', 'Highest block mean.', (one) => one.interval.peakRate),
        number('peak_rate_u', 'U(Peak rate)', 'Rate unit', 'Expanded, 95.45 %.', (one) => one.interval.peakRateU),
        number('peak_soc', 'Peak SOC', '%', 'State of charge at the peak.', (one) => one.interval.peakSoc),
        number('peak_voltage', 'Peak voltage', 'V', 'Cell voltage at the peak.', (one) => one.interval.peakVoltage),
        time('onset_time', 'Onset', 'When the gas began.', (one) => us(one.interval.onset?.time)),
        number('onset_seconds', 'Onset', 's', 'Since the run’s zero.', (one) => one.interval.onset?.seconds),
        number('onset_low_seconds', 'Onset, low', 's', '95 % interval.', (one) => one.interval.onset?.lowSeconds),
        number('onset_high_seconds', 'Onset, high', 's', '95 % interval.', (one) => one.interval.onset?.highSeconds),
        number('onset_soc', 'Onset SOC', '%', 'State of charge at onset.', (one) => one.interval.onset?.soc),
        number('onset_voltage', 'Onset voltage', 'V', 'Cell voltage at onset.', (one) => one.interval.onset?.voltage),
        number(
          'onset_level',
          'Onset level',
          'Rate unit',
          'The rate whose crossing is meant.',
          (one) => one.interval.onset?.level,
        ),
        time('from_time', 'From', 'Begin of the interval.', (one) => us(one.interval.fromTime)),
        time('to_time', 'To', 'End of the interval.', (one) => us(one.interval.toTime)),
        number('from_seconds', 'From', 's', 'Since the run’s zero.', (one) => one.interval.fromSeconds),
        number('to_seconds', 'To', 's', 'Since the run’s zero.', (one) => one.interval.toSeconds),
        number('bridged', 'Bridged', 's', 'Bridged where readings were missing.', (one) => one.interval.bridgedSeconds),
        text('suspect', 'Suspect', 'Carrier or flow stepped inside.', (one) => flag(one.interval.suspect)),
      ],
      gasIntervals(results),
    ),
    'Amount, uncertainty, limits, peak and onset of every gas in every interval: the numbers of the report.',
  );
}

/** What each amount’s U is made of. */
export function budgetTable(results: Results): TableFamily {
  interface Row extends GasInterval {
    part: BudgetComponent;
  }
  const rows = gasIntervals(results).flatMap((one) => one.interval.budget.map((part): Row => ({ ...one, part })));
  return single(
    recordTable<Row>(
      'budget',
      'Budget',
      [
        text('species', 'Species', 'Gas.', ({ gas }) => gas.species),
        text('interval', 'Interval', 'Phase, declared window, or total.', ({ interval }) => interval.label),
        text('component', 'Component', 'Where the uncertainty comes from.', ({ part }) => part.name),
        text('unit', 'Unit', 'Of the uncertainty.', ({ gas }) => gas.unit),
        number(
          'u',
          'u',
          'Unit',
          'Standard uncertainty; the sign is that of the effect.',
          (one) => one.part.standardUncertainty,
        ),
        number('degrees_of_freedom', 'Degrees of freedom', '1', 'Missing: many.', (one) => one.part.degreesOfFreedom),
        text(
          'shared_key',
          'Shared key',
          'Results with the same key have this part in common: it adds linearly and cancels in differences.',
          ({ part }) => part.sharedKey,
        ),
      ],
      rows,
    ),
    'Uncertainty budget: what each amount’s U is made of.',
  );
}
