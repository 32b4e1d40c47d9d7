import type { BudgetComponent, GasResult, IntervalResult } from '../../../../shared/domain/results-gas.ts';
import type { Results } from '../../../../shared/domain/results.ts';
import { usFromIso } from '../../../../shared/domain/time.ts';
import { column, recordTable, single, type RecordColumn, type TableFamily } from './table.ts';

const us = (iso: string | null | undefined): number | null =>
  iso === null || iso === undefined ? null : usFromIso(iso);
const flag = (value: boolean | null | undefined): string | null =>
  value === null || value === undefined ? null : value ? 'yes' : 'no';
const text = <Row>(id: string, title: string, description: string, of: RecordColumn<Row>['of']): RecordColumn<Row> => ({
  ...column(id, title, 'text', '', description),
  of,
});
const number = <Row>(
  id: string,
  title: string,
  unit: string,
  description: string,
  of: RecordColumn<Row>['of'],
): RecordColumn<Row> => ({ ...column(id, title, 'number', unit, description), of });
const integer = <Row>(
  id: string,
  title: string,
  description: string,
  of: RecordColumn<Row>['of'],
): RecordColumn<Row> => ({ ...column(id, title, 'integer', '1', description), of });
const time = <Row>(id: string, title: string, description: string, of: RecordColumn<Row>['of']): RecordColumn<Row> => ({
  ...column(id, title, 'time', 'UTC', description),
  of,
});

/** The document of `opendems analyse` as tables. */
export function resultTables(results: Results): TableFamily[] {
  return [
    resultsTable(results),
    budgetTable(results),
    phasesTable(results),
    cyclesTable(results),
    ...calibrationTables(results),
    backgroundsTable(results),
    checksTable(results),
    findingsTable(results),
  ];
}

interface GasInterval {
  gas: GasResult;
  interval: IntervalResult;
}

/** Every interval of every gas, the total last. */
export function gasIntervals({ gases }: Results): GasInterval[] {
  return gases.flatMap((gas) => [
    ...gas.intervals.map((interval) => ({ gas, interval })),
    ...(gas.total ? [{ gas, interval: gas.total }] : []),
  ]);
}

function resultsTable(results: Results): TableFamily {
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

function budgetTable(results: Results): TableFamily {
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

function phasesTable({ phases }: Results): TableFamily {
  const rows = phases.map((phase, i) => ({ ...phase, row: i + 1 }));
  type Row = (typeof rows)[number];
  return single(
    recordTable<Row>(
      'phases',
      'Phases',
      [
        integer('phase', 'Phase', 'Number, as in the table of the cell.', (one) => one.row),
        text('label', 'Label', 'Name of the phase.', (one) => one.label),
        text('kind', 'Kind', 'What the cell or the gas did.', (one) => one.kind),
        time('from_time', 'From', 'Begin.', (one) => us(one.fromTime)),
        time('to_time', 'To', 'End.', (one) => us(one.toTime)),
        number('from_seconds', 'From', 's', 'Since the run’s zero.', (one) => one.fromSeconds),
        number('to_seconds', 'To', 's', 'Since the run’s zero.', (one) => one.toSeconds),
        number('charge', 'Charge', 'C', 'That passed, charging positive.', (one) => one.chargeCoulomb),
        number('capacity', 'Specific capacity', 'mAh/g', 'That passed.', (one) => one.capacityMilliampHourPerGram),
        number('c_rate', 'C-rate', '1/h', 'Mean current over that of 1 C.', (one) => one.cRate),
        number('soc_from', 'SOC, begin', '%', 'State of charge.', (one) => one.socFrom),
        number('soc_to', 'SOC, end', '%', 'State of charge.', (one) => one.socTo),
        number('voltage_from', 'Voltage, begin', 'V', 'Cell voltage.', (one) => one.voltageFrom),
        number('voltage_to', 'Voltage, end', 'V', 'Cell voltage.', (one) => one.voltageTo),
      ],
      rows,
    ),
    'Phases: OCV, charges, discharges, rests, zero and calibration gas.',
  );
}

function cyclesTable({ cycles }: Results): TableFamily {
  return single(
    recordTable<Results['cycles'][number]>(
      'cycles',
      'Cycles',
      [
        integer('cycle', 'Cycle', 'Number.', (one) => one.number),
        number('charge', 'Charge', 'mAh/g', 'Specific capacity.', (one) => one.chargeMilliampHourPerGram),
        number('discharge', 'Discharge', 'mAh/g', 'Specific capacity.', (one) => one.dischargeMilliampHourPerGram),
        number(
          'coulombic_efficiency',
          'Coulombic efficiency',
          '%',
          'Discharge over charge.',
          (one) => one.coulombicEfficiencyPercent,
        ),
      ],
      cycles,
    ),
    'Cycles: a charge and the discharge after it.',
  );
}

function calibrationTables({ sensitivities, delays }: Results): TableFamily[] {
  const delayOf = (species: string) => delays.find((delay) => delay.species === species);
  const fits = sensitivities.flatMap(({ species, mz, fits: all }) => all.map((fit) => ({ species, mz, fit })));
  const points = fits.flatMap((one) => one.fit.points.map((point) => ({ ...one, point })));
  type Sensitivity = (typeof sensitivities)[number];
  type Fit = (typeof fits)[number];
  type Point = (typeof points)[number];
  return [
    single(
      recordTable<Sensitivity>(
        'sensitivities',
        'Sensitivities',
        [
          text('species', 'Species', 'Gas.', (one) => one.species),
          number('mz', 'm/z', '1', 'Mass.', (one) => one.mz),
          text('kind', 'Kind', 'gas, direct, electrochemical, estimate or none.', (one) => one.kind),
          number('k_start', 'k, begin', '1', 'Ratio per mole fraction over the carrier’s.', (one) => one.kStart),
          number('k_end', 'k, end', '1', 'The same at the end of the last phase.', (one) => one.kEnd),
          number('u_relative', 'u(k)/k', '1', 'Relative standard uncertainty.', (one) => one.relativeUncertainty),
          number('coulomb_per_mol', 'F', 'C/mol', 'The same in the convention of ixdat.', (one) => one.coulombPerMol),
          number('delay', 'Delay', 's', 'Transport delay.', (one) => delayOf(one.species)?.delaySeconds),
          number('delay_u', 'u(Delay)', 's', 'Standard.', (one) => delayOf(one.species)?.delayUncertaintySeconds),
          number('washout', 'Washout', 's', 'Time constant.', (one) => delayOf(one.species)?.washoutSeconds),
          number('washout_u', 'u(Washout)', 's', 'Standard.', (one) => delayOf(one.species)?.washoutUncertaintySeconds),
          text('delay_origin', 'Delay from', 'How delay and washout are known.', (one) => delayOf(one.species)?.origin),
        ],
        sensitivities,
      ),
      'Sensitivity, delay and washout of every gas as used.',
    ),
    single(
      recordTable<Fit>(
        'calibration',
        'Calibration',
        [
          text('species', 'Species', 'Gas.', (one) => one.species),
          text('when', 'When', 'Before (pre) or after (post) the measurement.', (one) => one.fit.when),
          text('method', 'Method', 'one-point, weighted or errors-in-both.', (one) => one.fit.method),
          number('k', 'k', '1', 'Slope.', (one) => one.fit.k),
          number('k_u', 'u(k)', '1', 'Standard.', (one) => one.fit.kUncertainty),
          number('intercept', 'a', '1', 'Intercept.', (one) => one.fit.intercept),
          number('intercept_u', 'u(a)', '1', 'Standard.', (one) => one.fit.interceptUncertainty),
          number('covariance', 'cov(k, a)', '1', 'Covariance.', (one) => one.fit.covariance),
          number('chi_squared', 'Chi squared', '1', 'Of the fit.', (one) => one.fit.chiSquared),
          number('degrees_of_freedom', 'Degrees of freedom', '1', 'Of the fit.', (one) => one.fit.degreesOfFreedom),
          number('at_seconds', 'At', 's', 'Middle of the plateaus, since the run’s zero.', (one) => one.fit.atSeconds),
          text('certificate', 'Certificate', 'Number of the gas bottle’s.', (one) => one.fit.certificate),
          text('valid_until', 'Valid until', 'Of the certificate.', (one) => one.fit.validUntil),
          text('balance', 'Balance', 'Gas of the balance.', (one) => one.fit.balance),
        ],
        fits,
      ),
      'Calibration: fits of plateaus of known gas.',
    ),
    single(
      recordTable<Point>(
        'calibration_points',
        'Calibration points',
        [
          text('species', 'Species', 'Gas.', (one) => one.species),
          text('when', 'When', 'pre or post.', (one) => one.fit.when),
          number('ppm', 'Amount fraction', 'ppm', 'By the certificate.', (one) => one.point.ppm),
          number('ratio', 'Ratio', '1', 'Mean of the plateau.', (one) => one.point.ratio),
          number('ratio_u', 'u(Ratio)', '1', 'Standard.', (one) => one.point.ratioUncertainty),
        ],
        points,
      ),
      'Plateaus behind the calibration.',
    ),
  ];
}

function backgroundsTable({ baselines }: Results): TableFamily {
  const rows = baselines.flatMap((baseline) => baseline.models.map((model) => ({ baseline, model })));
  type Row = (typeof rows)[number];
  return single(
    recordTable<Row>(
      'backgrounds',
      'Backgrounds',
      [
        number('mz', 'm/z', '1', 'Mass.', ({ baseline }) => baseline.mz),
        text('model', 'Model', 'Form of the curve.', ({ model }) => model.model),
        number('weight', 'Weight', '1', 'Share in the average.', ({ model }) => model.weight),
        number('aicc', 'AICc', '1', 'Smaller is likelier.', ({ model }) => model.aicc),
        number(
          'chi_squared_per_degree',
          'Chi squared per degree',
          '1',
          'Of the fit.',
          (one) => one.model.chiSquaredPerDegree,
        ),
        text('parameters', 'Parameters', 'As JSON.', ({ model }) => JSON.stringify(model.parameters)),
        text('windows', 'Windows', 'Fitted stretches, seconds since the run’s zero.', ({ baseline }) =>
          baseline.spans.map(({ fromSeconds, toSeconds }) => `${fromSeconds} to ${toSeconds}`).join('; '),
        ),
        text('extrapolated', 'Extrapolated', 'Fitted on one side only.', ({ baseline }) => flag(baseline.extrapolated)),
        integer('blocks', 'Blocks', 'Block means it was fitted to.', ({ baseline }) => baseline.blocks),
        number(
          'level_end',
          'Level, end',
          '1',
          'At the end of the last phase, unit of the ratio.',
          (one) => one.baseline.levelAtEnd,
        ),
        number('u_end', 'u(Level), end', '1', 'Standard.', (one) => one.baseline.uncertaintyAtEnd),
      ],
      rows,
    ),
    'Backgrounds: candidates of each mass with their share in the average.',
  );
}

function checksTable({ sanity }: Results): TableFamily {
  return single(
    recordTable<Results['sanity'][number]>(
      'checks',
      'Checks',
      [
        text('code', 'Check', 'Which.', (one) => one.code),
        text('species', 'Species', 'Gas.', (one) => one.species),
        text('interval', 'Interval', 'Phase.', (one) => one.interval),
        number('value', 'Value', 'Unit', 'What was found.', (one) => one.value),
        number('limit', 'Limit', 'Unit', 'What it is held against.', (one) => one.limit),
        text('unit', 'Unit', 'Of both.', (one) => one.unit),
        text('passed', 'Passed', 'yes or no; missing where it cannot be told.', (one) => flag(one.passed)),
        text('sentence', 'Sentence', 'In words.', (one) => one.sentence),
      ],
      sanity,
    ),
    'Sanity checks.',
  );
}

function findingsTable({ findings }: Results): TableFamily {
  return single(
    recordTable<Results['findings'][number]>(
      'findings',
      'Findings',
      [
        text('severity', 'Severity', 'info, warning or refusal.', (one) => one.severity),
        text('step', 'Step', 'Step of the recipe.', (one) => one.step),
        text('species', 'Species', 'Gas.', (one) => one.species),
        text('sentence', 'Finding', 'What was found.', (one) => one.sentence),
        text('next', 'Next', 'What to do.', (one) => one.next),
        text('code', 'Code', 'Stable name.', (one) => one.code),
      ],
      findings,
    ),
    'Findings: what the evaluation wants known.',
  );
}
