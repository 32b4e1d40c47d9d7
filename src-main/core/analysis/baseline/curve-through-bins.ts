import type { BaselineFrame } from './prepare-baseline.ts';

/**
 * A curve without jumps whose mean over each bin is the bin's value: amounts are integrals, and straight lines between
 * middles of unequal bins would change them. Parabolas, meeting where straight lines between the middles cross the edges.
 */
export function curveThroughBins(frame: BaselineFrame, values: Float64Array): Float64Array {
  const { bins, blocks } = frame;
  const out = new Float64Array(blocks.count);
  /** Value where a bin meets the next one, in proportion to the other's width. */
  const edge = (left: number): number => {
    const right = left + 1;
    if (left < 0) return values[0];
    if (right >= bins.length) return values[left];
    const [own, next] = [bins[left].end - bins[left].first, bins[right].end - bins[right].first];
    return (values[left] * next + values[right] * own) / (own + next);
  };
  bins.forEach(({ first, end }, bin) => {
    const [from, to] = [edge(bin - 1), edge(bin)];
    const bulge = 6 * (values[bin] - (from + to) / 2);
    const blocksInside = end - first;
    for (let i = 0; i < blocksInside; i++) {
      const share = (i + 0.5) / blocksInside;
      // Mean of s (1 - s) over the block.
      const round = share * (1 - share) - 1 / (12 * blocksInside ** 2);
      out[first + i] = from + (to - from) * share + bulge * round;
    }
  });
  return out;
}
