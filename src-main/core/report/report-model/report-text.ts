import { splitRuns } from '../../../../shared/figure/split-runs.ts';

export type TextRun = ReturnType<typeof splitRuns>[number];

/** Symbols with an index, as the sections write them: `F_c`. Anything else with an underscore is a name and stays. */
const INDEXED =
  /\b(?<symbol>[FVqtum])_(?<index>charge|discharge|cell|MS|th|c|m|b|d)\b|ξ_(?<end>end|start)|(?<part>[₀-₉]+\.[₀-₉]+)/u;

/** Text in runs of one height: Unicode sub- and superscripts and indices of symbols become shifted ordinary characters. */
export function textRuns(content: string): TextRun[] {
  const runs: TextRun[] = [];
  let rest = content;
  for (let found = INDEXED.exec(rest); found; found = INDEXED.exec(rest)) {
    const { symbol, index, end, part } = found.groups!;
    const before = rest.slice(0, found.index);
    // `₀.₈₅`: the point is lowered with its digits.
    const lowered =
      part === undefined
        ? (index ?? end!)
        : part
            .split('.')
            .map((digits) => splitRuns(digits)[0]!.text)
            .join('.');
    runs.push(...splitRuns(before + (symbol ?? (end === undefined ? '' : 'ξ'))), { text: lowered, position: 1 });
    rest = rest.slice(found.index + found[0].length);
  }
  return [...runs, ...splitRuns(rest)];
}
