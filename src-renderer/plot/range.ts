/** A stretch of an axis, in its units; `from` is below `to`. */
export interface Range {
  from: number;
  to: number;
}

/** Share of the plot kept free at the right while following, so that the newest sample is not at the edge. */
export const FOLLOW_FREE_SHARE = 0.08;
/** Shortest range that can be zoomed to: a tenth of a second in hours. */
const SHORTEST = 0.1 / 3600;

/** Range scaled by `factor` around `centre`: below 1 zooms in. */
export function zoomAt(range: Range, centre: number, factor: number, full: Range): Range {
  const width = Math.max(SHORTEST, (range.to - range.from) * factor);
  const share = range.to > range.from ? (centre - range.from) / (range.to - range.from) : 0.5;
  const from = centre - share * width;
  return keepInside({ from, to: from + width }, full);
}

/** Range moved by `share` of its width. */
export function panBy(range: Range, share: number, full: Range): Range {
  const shift = share * (range.to - range.from);
  return keepInside({ from: range.from + shift, to: range.to + shift }, full);
}

/** A range no wider than the whole and not beyond its ends; its width is kept where it can be. */
export function keepInside(range: Range, full: Range): Range {
  const width = range.to - range.from;
  if (width >= full.to - full.from) return { ...full };
  if (range.from < full.from) return { from: full.from, to: full.from + width };
  if (range.to > full.to) return { from: full.to - width, to: full.to };
  return range;
}

/**
 * The range shown while following: the last `windowHours` (null is the whole run) and 8 % free space after now.
 * A run shorter than the window starts at its own beginning.
 */
export function followRange(startHours: number, nowHours: number, windowHours: number | null): Range {
  const share = 1 - FOLLOW_FREE_SHARE;
  if (windowHours === null) {
    const span = Math.max(nowHours - startHours, 1 / 60);
    return { from: startHours, to: startHours + span / share };
  }
  const before = windowHours * share;
  const from = Math.max(startHours, nowHours - before);
  return { from, to: from + windowHours };
}
