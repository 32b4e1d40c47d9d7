import type { SanityCheck } from '../../../../shared/domain/results.ts';
import { shortNumber } from '../findings.ts';
import { plainUnmixing } from '../interference/unmix.ts';
import { blockIntegral, blockIntegralUncertainty } from './build-signals.ts';
import type { BaselineStage } from './fit-baselines.ts';
import type { MassStage } from './read-masses.ts';
import { speciesSignal } from './species-signal.ts';

/** Two lines of one gas whose ratio confirms it, with the range that does (science.md 3). */
const RATIOS = [
  { species: 'SO2', over: 48, under: 64, low: 0.35, high: 0.65 },
  { species: 'SO2', over: 66, under: 64, low: 0.035, high: 0.065 },
  { species: 'CO2', over: 22, under: 44, low: 0.012, high: 0.026 },
  { species: 'CO2', over: 45, under: 44, low: 0.0095, high: 0.0138 },
];

/** Masses that such checks need beside those of the matrix. */
export const CHECK_MASSES: readonly number[] = [...new Set(RATIOS.map((ratio) => ratio.over))];

/**
 * Ratios of lines in every interval where the stronger line is clearly there; judged only where the ratio is known well
 * enough to be outside its range.
 */
export function lineRatios(
  massStage: MassStage,
  baselines: BaselineStage,
  intervals: readonly { label: string; fromSeconds: number; toSeconds: number }[],
): SanityCheck[] {
  const { grid } = massStage;
  const signalOf = (mz: number) => {
    const column = grid.masses.findIndex((candidate) => Math.round(candidate) === mz);
    const fit = column < 0 ? undefined : baselines.fits.get(grid.masses[column]);
    if (!fit) return undefined;
    const unmix = plainUnmixing([`m/z ${mz}`], [grid.masses[column]]);
    return speciesSignal(grid, unmix, 0, baselines.fits, baselines.frames, undefined);
  };
  const known = new Map<number, ReturnType<typeof signalOf>>();
  const cached = (mz: number) => {
    if (!known.has(mz)) known.set(mz, signalOf(mz));
    return known.get(mz);
  };
  const checks: SanityCheck[] = [];
  for (const { species, over, under, low, high } of RATIOS) {
    const upper = cached(over);
    const lower = cached(under);
    if (!upper || !lower) continue;
    for (const { label, fromSeconds, toSeconds } of intervals) {
      const strong = blockIntegral(lower, fromSeconds, toSeconds);
      const strongU = blockIntegralUncertainty(lower, fromSeconds, toSeconds);
      if (!(strong > 5 * strongU)) continue;
      const weak = blockIntegral(upper, fromSeconds, toSeconds);
      const value = weak / strong;
      const u = Math.hypot(
        blockIntegralUncertainty(upper, fromSeconds, toSeconds) / strong,
        (value * strongU) / strong,
      );
      if (!(2 * u < high - low)) continue;
      const passed = value + 2 * u >= low && value - 2 * u <= high;
      checks.push({
        code: `ratio-${over}-${under}`,
        species,
        interval: label,
        value,
        limit: value > high ? high : low,
        unit: '1',
        passed,
        sentence: `I(${over})/I(${under}) is ${shortNumber(value)} in ${label}; ${species} gives ${low} to ${high}.`,
      });
    }
  }
  return checks;
}
