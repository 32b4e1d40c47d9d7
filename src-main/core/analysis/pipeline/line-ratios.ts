import type { SanityCheck } from '../../../../shared/domain/results.ts';
import { shortNumber } from '../findings.ts';
import { plainUnmixing } from '../interference/unmix.ts';
import { blockIntegral, blockIntegralUncertainty } from './block-integral.ts';
import type { BaselineStage } from './fit-baselines.ts';
import type { MassStage } from './read-masses.ts';
import { speciesSignal, type SpeciesSignal } from './species-signal.ts';

/** Two lines of one gas whose ratio confirms it, with the range that does (science.md 3). */
const RATIOS = [
  { species: 'SO2', over: 48, under: 64, low: 0.35, high: 0.65 },
  { species: 'SO2', over: 66, under: 64, low: 0.035, high: 0.065 },
  { species: 'CO2', over: 22, under: 44, low: 0.012, high: 0.026 },
  { species: 'CO2', over: 45, under: 44, low: 0.0095, high: 0.0138 },
];

/**
 * Ratios of lines in every interval where the stronger line is clearly there; judged only where the ratio is known well
 * enough to be outside its range.
 */
export function lineRatios(
  massStage: MassStage,
  backgroundsOf: (mz: number) => BaselineStage,
  intervals: readonly { label: string; fromSeconds: number; toSeconds: number }[],
): SanityCheck[] {
  const { grid } = massStage;
  const signalOf = (nominal: number) => {
    const mz = grid.masses.find((candidate) => Math.round(candidate) === nominal);
    if (mz === undefined) return undefined;
    const { fits, frames } = backgroundsOf(mz);
    return speciesSignal(grid, plainUnmixing([`m/z ${nominal}`], [mz]), 0, fits, frames, false);
  };
  const known = new Map<number, SpeciesSignal | undefined>();
  const cached = (mz: number) => {
    if (!known.has(mz)) known.set(mz, signalOf(mz));
    return known.get(mz);
  };
  const checks: SanityCheck[] = [];
  for (const { species, over, under, low, high } of RATIOS) {
    const lower = cached(under);
    if (!lower || !grid.masses.some((mz) => Math.round(mz) === over)) continue;
    for (const { label, fromSeconds, toSeconds } of intervals) {
      const strong = blockIntegral(lower, fromSeconds, toSeconds);
      const strongU = blockIntegralUncertainty(lower, fromSeconds, toSeconds);
      // Backgrounds of lines that only serve this check are fitted when a check becomes possible.
      const upper = strong > 5 * strongU ? cached(over) : undefined;
      if (!upper) continue;
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
