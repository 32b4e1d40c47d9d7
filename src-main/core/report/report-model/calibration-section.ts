import type { Results } from '../../../../shared/domain/results.ts';
import type { SensitivityResult } from '../../../../shared/domain/results-gas.ts';
import { formulaText } from '../../../../shared/figure/figure-text.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import type { ReportLeaf, ReportTable } from './report-document.ts';
import { decimals, hoursText, NOTHING, significant, withU } from './report-numbers.ts';
import { numbers, sentence, tableOf, words, type RawRow } from './table-parts.ts';

const calibratedOf = ({ sensitivities }: Results, species: readonly string[]) =>
  sensitivities.filter((entry) => species.includes(entry.species));

const meanK = ({ kStart, kEnd }: SensitivityResult) => (kStart === null || kEnd === null ? null : (kStart + kEnd) / 2);

function driftText({ kStart, kEnd }: SensitivityResult): string {
  return kStart === null || kEnd === null ? NOTHING : `${decimals(100 * (kEnd / kStart - 1), 2)}`;
}

/** First page: one line per gas. */
export function shortCalibration(run: EvaluatedRun, species: readonly string[]): ReportTable {
  const rows = calibratedOf(run.results, species).map((entry): RawRow => {
    const k = meanK(entry);
    const U = k === null || entry.relativeUncertainty === null ? null : 2 * k * entry.relativeUncertainty;
    const points = entry.fits.reduce((sum, fit) => sum + fit.points.length, 0);
    return {
      cells: [
        { text: formulaText(entry.species), key: entry.species },
        k === null ? NOTHING : withU(k, U),
        driftText(entry),
        entry.kind === 'none' ? 'no calibration' : String(points),
      ],
    };
  });
  return tableOf([words('Gas'), numbers('k ± U'), numbers('Drift / %'), numbers('Plateaus')], rows, [bottlesText(run)]);
}

/** Bottles in words: certificate, gases, balance, expiry. */
function bottlesText({ evaluation }: EvaluatedRun): string {
  const own = evaluation.recipe.calibration.bottles.map((bottle) => bottle.name);
  const bottles = [
    ...evaluation.recipe.calibration.bottles,
    ...evaluation.input.gases.filter((bottle) => !own.includes(bottle.name)),
  ].filter((bottle) => bottle.components.length > 0);
  return bottles
    .map((bottle) => {
      const gases = bottle.components
        .map(
          (one) =>
            `${formulaText(one.species)} ${significant(one.ppm, 4)} µmol mol⁻¹ ± ${one.expandedUncertaintyPercent} %`,
        )
        .join(', ');
      const until = bottle.validUntil === null ? 'expiry not recorded' : `valid until ${bottle.validUntil}`;
      return `Certificate ${bottle.certificate === '' ? 'not recorded' : bottle.certificate}: ${gases} (k = 2) in ${bottle.balance}, ${until}.`;
    })
    .join(' ');
}

/** In full: every fit and every plateau it was made from. */
export function calibrationBlocks(run: EvaluatedRun, species: readonly string[]): ReportLeaf[] {
  const entries = calibratedOf(run.results, species);
  const fits = entries.flatMap((entry) => {
    const name = { text: formulaText(entry.species), key: entry.species, strong: true };
    if (entry.fits.length === 0)
      return [{ begins: true, cells: [name, KINDS[entry.kind], ...Array<string>(9).fill(NOTHING)] }];
    return entry.fits.map((fit, i): RawRow => ({
      begins: i === 0,
      cells: [
        i === 0 ? name : '',
        fit.when === 'pre' ? 'before' : 'after',
        METHODS[fit.method],
        hoursText(fit.atSeconds),
        withU(fit.k, 2 * fit.kUncertainty),
        withU(fit.intercept, 2 * fit.interceptUncertainty),
        significant(fit.chiSquared, 3),
        String(fit.degreesOfFreedom),
        String(fit.points.length),
        fit.certificate === '' ? NOTHING : fit.certificate,
        `${fit.balance}${fit.validUntil === null ? '' : `, until ${fit.validUntil}`}`,
      ],
    }));
  });
  const points = entries.flatMap((entry) =>
    entry.fits.flatMap((fit, f) =>
      fit.points.map((point, p): RawRow => ({
        begins: f === 0 && p === 0,
        cells: [
          f === 0 && p === 0 ? { text: formulaText(entry.species), key: entry.species, strong: true } : '',
          p === 0 ? (fit.when === 'pre' ? 'before' : 'after') : '',
          significant(point.ppm, 4),
          withU(point.ratio, 2 * point.ratioUncertainty),
        ],
      })),
    ),
  );
  const used = entries.map((entry): RawRow => ({
    cells: [
      { text: formulaText(entry.species), key: entry.species, strong: true },
      String(entry.mz),
      KINDS[entry.kind],
      significant(entry.kStart, 4),
      significant(entry.kEnd, 4),
      driftText(entry),
      entry.relativeUncertainty === null ? NOTHING : significant(100 * entry.relativeUncertainty, 2),
      significant(entry.coulombPerMol, 4),
    ],
  }));
  return [
    tableOf(
      [
        words('Gas'),
        numbers('m/z'),
        words('Calibrated by'),
        numbers('k at start'),
        numbers('k at end'),
        numbers('Drift', '%'),
        numbers('u(k)/k', '%'),
        numbers('Sensitivity F', 'C mol⁻¹'),
      ],
      used,
      [
        'k = dr/dξ, with r = I(m/z)/I(carrier) and ξ the amount of gas over the amount of carrier. Between the calibrations k is taken as linear in time; F = k I(carrier)/F_c.',
      ],
    ),
    ...(fits.length > 0
      ? [
          tableOf(
            [
              words('Gas'),
              words('When'),
              words('Fit'),
              numbers('At', 'h'),
              numbers('k ± U'),
              numbers('a ± U'),
              numbers('χ²'),
              numbers('ν'),
              numbers('n'),
              words('Certificate'),
              sentence('Balance'),
            ],
            fits,
            [`r = a + k ξ; U of the fit alone, k = 2. ${bottlesText(run)}`],
          ),
        ]
      : []),
    ...(points.length > 0
      ? [
          tableOf([words('Gas'), words('When'), numbers('Amount fraction', 'µmol mol⁻¹'), numbers('r ± U')], points, [
            'Plateau means with U (k = 2) from their own scatter.',
          ]),
        ]
      : []),
  ];
}

const METHODS = { 'one-point': 'one point', weighted: 'weighted', 'errors-in-both': 'errors in both' } as const;
const KINDS = {
  gas: 'calibration gas',
  direct: 'given sensitivity',
  electrochemical: 'charge of a reaction',
  estimate: 'estimate',
  none: 'not calibrated',
} as const;
