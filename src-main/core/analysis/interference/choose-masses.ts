import { percentOn, type Pattern } from './pattern-table.ts';

/**
 * Which gases and masses go into the matrix: every listed gas whose base peak is recorded, that peak, and for every gas
 * that shares its peak with another the one further mass that tells it apart best. Further lines are left for checks: a
 * ratio of two lines of one gas is known to 20 % only and would pull a strong line's result.
 */
export function chooseMasses(
  patterns: ReadonlyMap<string, Pattern>,
  wanted: readonly string[],
  recorded: readonly number[],
  reported: readonly string[],
): { species: Pattern[]; masses: number[] } {
  const available = new Set(recorded.map((mz) => Math.round(mz)));
  const readable = wanted
    .map((name) => patterns.get(name))
    .filter((pattern) => pattern !== undefined)
    .filter((pattern) => pattern.enabled && available.has(Math.round(pattern.baseMz)));
  const species = connected(readable, reported, available);
  const masses = new Set(species.map((pattern) => Math.round(pattern.baseMz)));
  // The bases as they are now: the loop adds masses to the set.
  const bases = Array.from(masses);
  for (const base of bases) {
    const sharing = species.filter((pattern) => Math.round(pattern.baseMz) === base);
    const telling = sharing
      .map((pattern) => bestLine(pattern, species, available, masses))
      .filter((line) => line !== undefined);
    telling.sort((a, b) => b.contrast - a.contrast);
    for (const line of telling.slice(0, sharing.length - 1)) masses.add(line.mz);
  }
  const inUse = recorded.filter((mz) => masses.has(Math.round(mz)));
  return { species, masses: inUse.sort((a, b) => a - b) };
}

/** Gases that share a recorded mass with a reported gas, directly or through others; the rest cannot touch the result. */
function connected(
  readable: readonly Pattern[],
  reported: readonly string[],
  available: ReadonlySet<number>,
): Pattern[] {
  const massesOf = (pattern: Pattern) =>
    pattern.lines.map((line) => Math.round(line.mz)).filter((mz) => available.has(mz));
  const reached = new Set(readable.filter((pattern) => reported.includes(pattern.species)));
  for (let size = -1; size !== reached.size;) {
    size = reached.size;
    const touched = new Set([...reached].flatMap(massesOf));
    for (const pattern of readable) if (massesOf(pattern).some((mz) => touched.has(mz))) reached.add(pattern);
  }
  return readable.filter((pattern) => reached.has(pattern));
}

/** The line on which a gas stands out most from the others, in percent of its base peak; masses in use do not count. */
function bestLine(
  pattern: Pattern,
  species: readonly Pattern[],
  available: ReadonlySet<number>,
  used: ReadonlySet<number>,
): { mz: number; contrast: number } | undefined {
  let best: { mz: number; contrast: number } | undefined;
  for (const line of pattern.lines) {
    const mz = Math.round(line.mz);
    if (!available.has(mz) || used.has(mz)) continue;
    const others = species.filter((other) => other !== pattern).map((other) => percentOn(other, mz));
    const contrast = line.percent - Math.max(0, ...others);
    if (contrast > (best?.contrast ?? 0)) best = { mz, contrast };
  }
  return best;
}
