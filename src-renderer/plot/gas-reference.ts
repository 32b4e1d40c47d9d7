import type { PhaseView, ViewSeries } from '../../shared/api/views.ts';
import type { Range } from './range.ts';

/** Stretch of the run to which the change of a gas is referred. */
export interface ReferenceWindow extends Range {
  /** How it reads in the row: `end of OCV`. */
  label: string;
  /** It moves on while the run has no end of OCV yet. */
  provisional: boolean;
}

/**
 * Where the reference of "change of I(m/z)/I(carrier)" is taken: the last hour before the first current; while there is
 * none yet, the newest half hour.
 */
export function referenceWindow(phases: readonly PhaseView[], startHours: number, nowHours: number): ReferenceWindow {
  const firstCurrent = phases.find((phase) => phase.kind === 'charge' || phase.kind === 'discharge');
  if (!firstCurrent || firstCurrent.fromHours - startHours < 1 / 60) {
    // Quarter hours: a reference that moves with every sample would move the whole curve.
    const to = Math.max(startHours + 1 / 60, Math.floor(nowHours * 4) / 4);
    if (firstCurrent) return { from: startHours, to: startHours + 0.25, label: 'first 15 min', provisional: false };
    return { from: Math.max(startHours, to - 0.5), to, label: 'newest half hour', provisional: true };
  }
  const to = firstCurrent.fromHours;
  return { from: Math.max(startHours, to - 1), to, label: 'end of OCV', provisional: false };
}

/** Median of the samples of a series; undefined where there is none. */
export function referenceValue(series: ViewSeries): number | undefined {
  const values = series.min
    .map((low, index) => (low + series.max[index]!) / 2)
    .filter((value) => Number.isFinite(value));
  if (values.length === 0) return undefined;
  values.sort();
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}
