/**
 * Moves label positions apart so that neighbours are at least `gap` away and all stay within [low, high], with the least
 * total movement of touching groups (each group is centred on the mean of its wishes).
 * @returns positions in the order of `wished`
 */
export function pushApart(wished: readonly number[], gap: number, low: number, high: number): number[] {
  const order = wished.map((_, index) => index).sort((a, b) => wished[a]! - wished[b]! || a - b);
  // A group is a run of labels that touch; `offset` is the wish of its first label if all wishes are averaged.
  const groups: { first: number; count: number; start: number; sum: number }[] = [];
  const place = (group: { count: number; sum: number; start: number }) => {
    const length = (group.count - 1) * gap;
    group.start = Math.max(low, Math.min(high - length, group.sum / group.count));
  };
  for (const [position, index] of order.entries()) {
    let group = { first: position, count: 1, start: 0, sum: wished[index]! };
    place(group);
    for (let last = groups.at(-1); last && last.start + last.count * gap > group.start; last = groups.at(-1)) {
      groups.pop();
      group = {
        first: last.first,
        count: last.count + group.count,
        start: 0,
        // Each label's wish, counted back to the first label of the joined group.
        sum: last.sum + group.sum - group.count * last.count * gap,
      };
      place(group);
    }
    groups.push(group);
  }
  const placed: number[] = wished.map(() => low);
  for (const group of groups)
    for (let step = 0; step < group.count; step++) placed[order[group.first + step]!] = group.start + step * gap;
  return placed;
}
