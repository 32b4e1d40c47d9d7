import type { Pattern } from './pattern-table.ts';

/**
 * Which gases and masses go into the matrix: every listed gas whose base peak is recorded, that peak, and where two gases
 * share a peak the other recorded masses they have lines on, which tell them apart. Further lines are left for checks:
 * a ratio of two lines of one gas is known to 20 % only and would pull a strong line's result.
 */
export function chooseMasses(
  patterns: ReadonlyMap<string, Pattern>,
  wanted: readonly string[],
  recorded: readonly number[],
): { species: Pattern[]; masses: number[] } {
  const available = new Set(recorded.map((mz) => Math.round(mz)));
  const species = wanted
    .map((name) => patterns.get(name))
    .filter((pattern) => pattern !== undefined)
    .filter((pattern) => pattern.enabled && available.has(Math.round(pattern.baseMz)));
  const masses = new Set(species.map((pattern) => Math.round(pattern.baseMz)));
  for (const base of [...masses]) {
    const sharing = species.filter((pattern) => Math.round(pattern.baseMz) === base);
    if (sharing.length < 2) continue;
    for (const pattern of sharing) {
      for (const line of pattern.lines) {
        if (available.has(Math.round(line.mz)) && line.percent > 0.5) masses.add(Math.round(line.mz));
      }
    }
  }
  const inUse = recorded.filter((mz) => masses.has(Math.round(mz)));
  return { species, masses: inUse.sort((a, b) => a - b) };
}
