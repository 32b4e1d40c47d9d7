import type { Results } from '../../../../shared/domain/results.ts';
import { formulaText } from '../../../../shared/figure/figure-text.ts';
import type { ReportLeaf } from './report-document.ts';
import { decimals, significant, withU } from './report-numbers.ts';
import { numbers, sentence, tableOf, words, type RawRow } from './table-parts.ts';

/** Matrix of the ionisation patterns as used, and where each line comes from. */
export function interferenceBlocks({ interference }: Results): ReportLeaf[] {
  const { species, masses, percent, origins, conditionNumber, accepted } = interference;
  if (species.length === 0)
    return [
      {
        kind: 'paragraphs',
        paragraphs: ['Every gas was read from its own mass alone; no interference was taken out.'],
      },
    ];
  const matrix = masses.map((mz, m): RawRow => ({
    cells: [
      { text: String(mz), strong: true },
      ...species.map((_, s) => (percent[m]![s] === 0 ? '' : decimals(percent[m]![s], 2))),
    ],
  }));
  const lines = origins
    .filter((line) => line.percent !== 100)
    .map((line): RawRow => ({
      cells: [
        formulaText(line.species),
        String(line.mz),
        withU(line.percent, 2 * line.uncertaintyPercent),
        line.origin.replace('+-', '±'),
      ],
    }));
  return [
    tableOf([words('m/z'), ...species.map((name) => numbers(formulaText(name)))], matrix, [
      `Percent of the base peak. Condition number of the weighted matrix ${significant(conditionNumber, 3)}; ${accepted ? 'solved by unconstrained weighted least squares.' : 'refused: every gas was read from its own mass.'}`,
    ]),
    ...(lines.length > 0
      ? [tableOf([words('Gas'), numbers('m/z'), numbers('Line ± U', '%'), sentence('Origin')], lines)]
      : []),
  ];
}
