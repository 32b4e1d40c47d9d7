import { recipeSchema, type Recipe } from '../../../../shared/domain/recipe.ts';
import type { EvaluatedRun } from '../evaluate-run.ts';
import type { ReportLeaf } from './report-document.ts';

/** Names of the files inside the report; numbered where it speaks of several runs. */
export const attachmentName = (kind: 'results' | 'recipe', index: number, runs: number): string =>
  runs === 1 ? `${kind}.json` : `${kind}-${index + 1}.json`;

/** Hashes, versions, and the commands that give the same numbers. */
export function originBlocks({ results, run }: EvaluatedRun, index: number, runs: number): ReportLeaf[] {
  const recipe = attachmentName('recipe', index, runs);
  return [
    {
      kind: 'facts',
      columns: 1,
      facts: [
        { label: 'Run', value: run.name },
        { label: 'Raw data, SHA-256', value: results.rawSha256 },
        { label: 'Recipe, SHA-256', value: results.recipeSha256 },
        { label: 'Software', value: `OpenDEMS ${results.softwareVersion}; recorded with ${run.softwareVersion}` },
      ],
    },
    {
      kind: 'paragraphs',
      paragraphs: [
        'Results are a function of the raw samples and the recipe alone. Both documents are inside this report. With the run file, each of these lines recomputes them:',
      ],
    },
    {
      kind: 'code',
      columns: 1,
      lines: [
        '# compares every number of this report with the recomputed one',
        'opendems verify REPORT --run RUN.dems',
        '# prints the results themselves',
        `opendems analyse RUN.dems --recipe ${recipe} --json`,
      ],
    },
    {
      kind: 'paragraphs',
      paragraphs: [
        'The hash of the raw data is over the samples in channel and time order (docs/run-file.md); it finds damage by itself, and tampering by comparison with a published value such as this one.',
      ],
    },
  ];
}

/** Longest line of printed JSON, characters: half the width of the text. */
const LINE_LENGTH = 66;

/** JSON that keeps short members together on a line, so that a recipe fits one page. */
export function compactJson(value: unknown, indent = '', before = 0): string {
  const flat = spaced(JSON.stringify(value));
  if (value === null || typeof value !== 'object' || before + flat.length < LINE_LENGTH) return flat;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const parts = Array.isArray(value)
    ? value.map((one) => compactJson(one, inner, inner.length))
    : Object.entries(value).map(([key, one]) => {
        const name = `${JSON.stringify(key)}: `;
        return name + compactJson(one, inner, inner.length + name.length);
      });
  return `${open}\n${filled(parts, inner)}\n${indent}${close}`;
}

/** As many members to a line as it holds; one that takes several lines stands alone. */
function filled(parts: readonly string[], indent: string): string {
  const lines: string[] = [];
  parts.forEach((part, i) => {
    const text = i < parts.length - 1 ? `${part},` : part;
    const last = lines.at(-1);
    const isAlone = part.includes('\n') || last === undefined || last.includes('\n');
    if (!isAlone && last.length + 1 + text.length <= LINE_LENGTH) lines[lines.length - 1] = `${last} ${text}`;
    else lines.push(indent + text);
  });
  return lines.join('\n');
}

/** A blank behind commas and colons outside of strings. */
const spaced = (flat: string): string =>
  flat.replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (_, quoted: string | undefined, mark: string) => quoted ?? `${mark} `);

/** The recipe with its members in the order of its schema, wherever it was read from: so it is printed and attached. */
export const orderedRecipe = ({ evaluation: { recipe } }: EvaluatedRun): Recipe => recipeSchema.parse(recipe);

/** The recipe as it stands in the attachment. */
export function recipeBlocks(run: EvaluatedRun): ReportLeaf[] {
  return [{ kind: 'code', columns: 2, lines: compactJson(orderedRecipe(run)).split('\n').flatMap(folded) }];
}

/** A line too long for its column goes on below, further in. */
function folded(line: string): string[] {
  if (line.length <= LINE_LENGTH) return [line];
  const indent = `${/^ */.exec(line)![0]}    `;
  return [line.slice(0, LINE_LENGTH), ...folded(indent + line.slice(LINE_LENGTH))];
}
