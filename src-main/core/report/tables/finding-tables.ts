import type { Results } from '../../../../shared/domain/results.ts';
import { flag, number, text } from './record-columns.ts';
import { recordTable, single, type TableFamily } from './table.ts';

/** Sanity checks. */
export function checksTable({ sanity }: Results): TableFamily {
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

/** What the evaluation wants known. */
export function findingsTable({ findings }: Results): TableFamily {
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
