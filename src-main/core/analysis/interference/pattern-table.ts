import table from '../../../../assets/ionisation-patterns.json' with { type: 'json' };
import type { InterferenceRecipe, PatternEdit } from '../../../../shared/domain/recipe-interference.ts';

/** One line of a pattern, percent of the base peak; standard uncertainty likewise. */
export interface PatternLine {
  mz: number;
  percent: number;
  uncertaintyPercent: number;
  origin: string;
}

/** Pattern of one gas. */
export interface Pattern {
  species: string;
  baseMz: number;
  /** False where the table's values are recalled only and nobody has entered better ones. */
  enabled: boolean;
  lines: PatternLine[];
}

interface TableLine {
  mz: number;
  percent: number;
  origin: string;
  uncertaintyPercent?: number;
}

/**
 * The table of assets/ionisation-patterns.json with the recipe's edits. A tolerance of 20 % is a rectangle, its standard
 * uncertainty 20 % / sqrt(3) (science.md 3). An edit of a disabled gas enables it.
 */
export function patternsOf(recipe: Pick<InterferenceRecipe, 'edits'>): Map<string, Pattern> {
  const share = table.tolerancePercent / 100 / Math.sqrt(3);
  const patterns = new Map<string, Pattern>();
  for (const entry of table.species) {
    const lines = (entry.fragments as TableLine[]).map(({ mz, percent, origin, uncertaintyPercent }) => ({
      mz,
      percent,
      uncertaintyPercent: uncertaintyPercent ?? share * percent,
      origin,
    }));
    patterns.set(entry.species, { species: entry.species, baseMz: entry.baseMz, enabled: entry.enabled, lines });
  }
  for (const edit of recipe.edits) applyEdit(patterns, edit, share);
  return patterns;
}

function applyEdit(patterns: Map<string, Pattern>, edit: PatternEdit, share: number): void {
  const pattern = patterns.get(edit.species) ?? { species: edit.species, baseMz: edit.mz, enabled: true, lines: [] };
  const uncertaintyPercent = edit.uncertaintyPercent ?? (edit.percent === 100 ? 0 : share * edit.percent);
  const line = { mz: edit.mz, percent: edit.percent, uncertaintyPercent, origin: edit.origin };
  patterns.set(edit.species, {
    ...pattern,
    enabled: true,
    baseMz: edit.percent === 100 ? edit.mz : pattern.baseMz,
    lines: [...pattern.lines.filter((other) => other.mz !== edit.mz), line],
  });
}

/** Percent of the base peak of a gas on a mass; 0 where the table has none. */
export function percentOn(pattern: Pattern, mz: number): number {
  return pattern.lines.find((line) => Math.round(line.mz) === Math.round(mz))?.percent ?? 0;
}
