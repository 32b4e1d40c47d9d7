import type { EvaluatedRun } from './evaluate-run.ts';

/** What puts normalised ion currents of several runs on one scale. */
export interface NormalisedScale {
  /** Per run; 1 for the first. */
  factors: number[];
  /** Relative standard uncertainty of each factor; 0 for the first. */
  relative: number[];
  /** False where a run has no calibrated CO2: then nothing is scaled and nothing may be compared. */
  isComparable: boolean;
}

/**
 * The carrier ratio does not cancel how the spectrometer is tuned for mass: a normalised ion current is divided by
 * k_CO2(run)/k_CO2(first run) (science.md 8). The uncertainty counts both sensitivities as independent, which is an upper
 * bound where they share a bottle.
 */
export function normalisedScale(runs: readonly EvaluatedRun[]): NormalisedScale {
  const known = runs.map(({ results }) => {
    const own = results.sensitivities.find((entry) => entry.species === 'CO2' && entry.kind === 'gas');
    if (!own || own.kStart === null || own.kEnd === null) return undefined;
    return { k: (own.kStart + own.kEnd) / 2, relative: own.relativeUncertainty ?? 0 };
  });
  const first = known[0];
  if (runs.length === 1 || !first || known.includes(undefined))
    return { factors: runs.map(() => 1), relative: runs.map(() => 0), isComparable: runs.length === 1 };
  return {
    factors: known.map((one, index) => (index === 0 ? 1 : first.k / one!.k)),
    relative: known.map((one, index) => (index === 0 ? 0 : Math.hypot(one!.relative, first.relative))),
    isComparable: true,
  };
}
