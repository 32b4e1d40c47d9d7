/** Exits within this time count together. */
const WINDOW_MS = 60_000;
/** More exits than this within the time: something is broken that starting again will not mend. */
const MOST_EXITS = 5;

/**
 * Pure: what a host does when its core process has ended by itself: start it again, at once the first time, later and
 * later while it keeps dying, and no more after five times a minute.
 * @param exitsAtMs times of all exits so far, the newest last
 */
export function decideCoreRestart(exitsAtMs: number[]): { restartAfterMs: number } | { giveUp: true } {
  const newest = exitsAtMs.at(-1) ?? 0;
  const recent = exitsAtMs.filter((at) => newest - at < WINDOW_MS).length;
  if (recent > MOST_EXITS) return { giveUp: true };
  return { restartAfterMs: recent <= 1 ? 0 : 250 * 2 ** (recent - 1) };
}
