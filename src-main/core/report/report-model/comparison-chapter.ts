import type { ReportOptions } from '../../../../shared/api/report.ts';
import { formulasIn, powerText } from '../../../../shared/figure/figure-text.ts';
import { compareRuns } from '../compare-runs.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import { printedSentence } from './checks-section.ts';
import type { ReportFact, ReportLeaf } from './report-document.ts';
import { decimals, neutral, NOTHING, utcText } from './report-numbers.ts';
import { planFigures, reportFigure } from './report-figures.ts';
import { numbers, tableOf, words, type RawRow } from './table-parts.ts';

const GROUPS = { cell: 'Cell', amount: 'Amount', peak: 'Highest rate', onset: 'Onset' } as const;

/** First page of a comparison: the figure, what differs and by how much, and what one cell each cannot tell. */
export function comparisonChapter(
  runs: readonly EvaluatedRun[],
  species: readonly string[],
  label: string,
  paper: ReportOptions['paper'],
  nextFigure: () => number,
): { title: string; subtitle: string; facts: ReportFact[]; rows: { title: string; blocks: ReportLeaf[] }[][] } {
  const comparison = compareRuns(runs, label);
  const [rows] = planFigures(runs, species, label);
  const columns = [
    words(''),
    words('Quantity'),
    ...runs.map((_, i) => numbers(String(i + 1))),
    ...runs.slice(1).map((_, i) => numbers(`${i + 2} − 1`)),
  ];
  const shown = comparison.rows.filter((row) => row.species === null || species.includes(row.species));
  const table = tableOf(
    columns,
    shown.map((row, i): RawRow => {
      const unit = [powerText(row.exponent), row.unit].filter((part) => part !== '').join(' ');
      const isFirst = i === 0 || shown[i - 1]!.group !== row.group;
      return {
        begins: isFirst,
        cells: [
          isFirst ? { text: GROUPS[row.group], strong: true } : '',
          row.species === null
            ? `${row.quantity} / ${unit}`
            : { text: `${formulasIn(row.quantity)} / ${unit}`, key: row.species },
          ...row.values.map((value) => printedShort(value.printed)),
          ...row.differences.map((one) =>
            one === null ? NOTHING : { text: printedShort(one.printed), strong: one.isSignificant },
          ),
        ],
      };
    }),
    [
      'Bold: the difference exceeds its U (95.45 %), with what the runs share (bottle, flow controller) counted once. ≤ x: not detected, below x with 95 %.',
    ],
  );
  return {
    title: 'Comparison of calibrated gas evolution',
    subtitle: `${runs.length} cells · ${label}`,
    facts: runs.flatMap(({ run, results }, i): ReportFact[] => [
      { label: `Cell ${i + 1}`, value: formulasIn(run.sample?.name ?? run.name) },
      {
        label: 'Run, active mass',
        value: `${utcText(results.zeroTime).slice(0, 10)}, ${results.sample.activeMassGram === null ? NOTHING : `${decimals(1e3 * results.sample.activeMassGram, 3)} mg`}`,
      },
    ]),
    rows: [
      [
        {
          title: `Differences in ${label}`,
          blocks: [
            table,
            { kind: 'paragraphs', paragraphs: [comparison.sentences.map(printedSentence).join(' ')] },
            ...(rows ? reportFigure(runs, rows, label, nextFigure(), `first page, ${paper}`) : []),
          ],
        },
      ],
    ],
  };
}

const printedShort = (printed: string): string =>
  neutral(
    printed.replace('not detected, <= ', '≤ ').replace(' (95 %)', '').replace(' (below LOQ)', '').replace('+-', '±'),
  );
