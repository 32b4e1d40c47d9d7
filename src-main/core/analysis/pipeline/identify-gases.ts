import type { Results } from '../../../../shared/domain/results.ts';
import { nonNegativeLeastSquares } from '../interference/non-negative.ts';
import { leastSquares } from '../numerics/dense.ts';
import { plainUnmixing, type Unmixing } from '../interference/unmix.ts';
import { blockIntegral, blockIntegralUncertainty } from './block-integral.ts';
import type { BaselineStage } from './fit-baselines.ts';
import type { MassStage } from './read-masses.ts';
import { speciesSignal } from './species-signal.ts';

type Identified = NonNullable<Results['interference']['identified']>;

/** What chance brings forth is not named. */
const FEWEST_SIGMAS = 2;

/**
 * Gases that explain what every mass gained over its background in each interval, none of them negative (science.md 3).
 * Empty where the matrix was refused or a mass in it has no background.
 */
export function identifyGases(
  { grid }: MassStage,
  unmix: Unmixing,
  { fits, frames }: BaselineStage,
  intervals: readonly { label: string; fromSeconds: number; toSeconds: number }[],
): Identified {
  const rows = unmix.masses.length;
  const columns = unmix.species.length;
  if (unmix.refusal !== 'none' || columns === 0) return [];
  const masses = unmix.masses.flatMap(
    (mz) => speciesSignal(grid, plainUnmixing([`m/z ${mz}`], [mz]), 0, fits, frames, false) ?? [],
  );
  if (masses.length < rows) return [];
  return intervals.map(({ label, fromSeconds, toSeconds }) => {
    const weights = masses.map((mass) => 1 / blockIntegralUncertainty(mass, fromSeconds, toSeconds));
    const weight = (m: number) => (Number.isFinite(weights[m]) ? weights[m] : 0);
    const gained = Float64Array.from(masses, (mass, m) => weight(m) * blockIntegral(mass, fromSeconds, toSeconds));
    const patterns = unmix.species.map((_, s) =>
      Float64Array.from({ length: rows }, (__, m) => (weight(m) * unmix.percent[m * columns + s]) / 100),
    );
    return { interval: label, gases: significant(unmix.species, patterns, gained) };
  });
}

/** Gases with a part, the surest first. Without one of them chi squared would grow by sigmas^2. */
function significant(species: readonly string[], patterns: readonly Float64Array[], gained: Float64Array) {
  const parts = nonNegativeLeastSquares(patterns, gained);
  const present = [...parts.keys()].filter((s) => parts[s] > 0);
  const fit = leastSquares(
    present.map((s) => patterns[s]),
    gained,
  );
  const gases = present.map((s, k) => ({
    species: species[s],
    sigmas: fit ? parts[s] / Math.sqrt(fit.covariance[k * (present.length + 1)]) : 0,
  }));
  return gases.filter(({ sigmas }) => sigmas >= FEWEST_SIGMAS).sort((a, b) => b.sigmas - a.sigmas);
}
