import type { ClockPair } from '../../../shared/api/import.ts';

type Curve = ClockPair['referenceCurve'];

/** Range in which two voltages are drawn, seconds since the zero of the reference clock. */
export interface CurveRange {
  fromSeconds: number;
  toSeconds: number;
}

/** What both curves cover, the moved one shifted. */
export function commonRange(reference: Curve, moved: Curve, offsetSeconds: number): CurveRange {
  const from = Math.max(reference.seconds[0] ?? 0, (moved.seconds[0] ?? 0) + offsetSeconds);
  const to = Math.min(reference.seconds.at(-1) ?? 0, (moved.seconds.at(-1) ?? 0) + offsetSeconds);
  return to > from ? { fromSeconds: from, toSeconds: to } : { fromSeconds: from, toSeconds: from + 1 };
}

/**
 * A stretch around the steepest place of the reference within a range, where an offset shows best.
 * @param widthSeconds of the stretch
 */
export function steepestRange(curve: Curve, range: CurveRange, widthSeconds: number): CurveRange {
  let steepest = 0;
  let at = (range.fromSeconds + range.toSeconds) / 2;
  for (let i = 1; i < curve.seconds.length; i++) {
    const seconds = curve.seconds[i]!;
    if (seconds < range.fromSeconds + widthSeconds / 2 || seconds > range.toSeconds - widthSeconds / 2) continue;
    const slope = Math.abs(curve.volt[i]! - curve.volt[i - 1]!) / (seconds - curve.seconds[i - 1]!);
    if (!(slope > steepest) || !Number.isFinite(slope)) continue;
    steepest = slope;
    at = seconds;
  }
  return { fromSeconds: at - widthSeconds / 2, toSeconds: at + widthSeconds / 2 };
}

/** Smallest and largest volt of several curves within a range, a little apart where they are one. */
export function voltRange(curves: readonly { curve: Curve; shiftSeconds: number }[], range: CurveRange) {
  let low = Infinity;
  let high = -Infinity;
  for (const { curve, shiftSeconds } of curves)
    for (let i = 0; i < curve.seconds.length; i++) {
      const seconds = curve.seconds[i]! + shiftSeconds;
      const volt = curve.volt[i]!;
      if (seconds < range.fromSeconds || seconds > range.toSeconds || Number.isNaN(volt)) continue;
      low = Math.min(low, volt);
      high = Math.max(high, volt);
    }
  if (!(low <= high)) return { low: 0, high: 1 };
  const pad = Math.max((high - low) * 0.06, 1e-4);
  return { low: low - pad, high: high + pad };
}

/** A curve as an SVG path; missing values break it. @param x, y pixels of seconds and volt */
export function curvePath(
  curve: Curve,
  shiftSeconds: number,
  range: CurveRange,
  x: (seconds: number) => number,
  y: (volt: number) => number,
): string {
  let text = '';
  let isBroken = true;
  // One point beyond each end, so that the line reaches the edge.
  const first = Math.max(0, curve.seconds.findIndex((seconds) => seconds + shiftSeconds >= range.fromSeconds) - 1);
  for (let i = first; i < curve.seconds.length; i++) {
    const seconds = curve.seconds[i]! + shiftSeconds;
    const volt = curve.volt[i]!;
    if (Number.isNaN(volt) || Number.isNaN(seconds)) isBroken = true;
    else {
      text += `${isBroken ? 'M' : 'L'}${x(seconds).toFixed(1)} ${y(volt).toFixed(1)}`;
      isBroken = false;
    }
    if (seconds > range.toSeconds) break;
  }
  return text;
}
