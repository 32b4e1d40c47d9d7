import type { Results } from '../../../../shared/domain/results.ts';
import { flag, integer, number, text } from './record-columns.ts';
import { recordTable, single, type TableFamily } from './table.ts';

/** Sensitivities as used, the fits behind them, and their plateaus. */
export function calibrationTables({ sensitivities, delays }: Results): TableFamily[] {
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

/** Candidates of every background. */
export function backgroundsTable({ baselines }: Results): TableFamily {
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
