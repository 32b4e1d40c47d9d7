/** A stretch without data, in units of x. */
export interface GapMark {
  from: number;
  to: number;
  cause: string;
}

/**
 * Stretches in which every one of the channels is missing: these are hatched. Where only some are missing their lines
 * break, but the row still shows data. Causes come from the channel whose gap starts last.
 */
export function commonGaps(
  gaps: readonly { channelId: string; from: number; to: number; cause: string }[],
  channelIds: ReadonlySet<string>,
): GapMark[] {
  if (channelIds.size === 0) return [];
  const edges = gaps
    .filter((gap) => channelIds.has(gap.channelId) && gap.to > gap.from)
    .flatMap((gap) => [
      { at: gap.from, opens: true, gap },
      { at: gap.to, opens: false, gap },
    ])
    // At the same place an end comes before a start: touching gaps do not overlap.
    .sort((a, b) => a.at - b.at || Number(a.opens) - Number(b.opens));
  const open = new Map<string, number>();
  const marks: GapMark[] = [];
  let current: GapMark | undefined;
  for (const { at, opens, gap } of edges) {
    const count = (open.get(gap.channelId) ?? 0) + (opens ? 1 : -1);
    if (count > 0) open.set(gap.channelId, count);
    else open.delete(gap.channelId);
    if (open.size === channelIds.size) current ??= { from: at, to: at, cause: gap.cause };
    else if (current) {
      current.to = at;
      if (current.to > current.from) marks.push(current);
      current = undefined;
    }
  }
  return marks;
}
