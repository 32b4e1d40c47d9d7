import type { Finding } from '../../../../shared/domain/finding.ts';
import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import type { Unmixing } from '../interference/unmix.ts';
import type { BaselineStage } from './fit-baselines.ts';
import type { CellStage } from './read-cell.ts';
import type { AirStage } from './find-air.ts';
import { judgeAir, type LeakResult } from './judge-air.ts';
import { speciesSignal, type SpeciesSignal } from './species-signal.ts';

/** Signals of all gases of the matrix that have a background, and what was found about air. */
export interface SignalStage {
  signals: Map<string, SpeciesSignal>;
  /** What the signals were made with: the matrix, in O2's row less air where a leak was found. */
  unmix: Unmixing;
  /** The backgrounds below them. */
  baselines: BaselineStage;
  /** Masses whose background was asked with a slope that may be any. */
  freeSlopeMasses: readonly number[];
  leak: LeakResult | undefined;
  findings: Finding[];
}

/**
 * @param air what begins to leak in, part of the backgrounds already
 * @param withFreeSlope backgrounds of some masses with slopes that may be any: once air is known to be drawn in, all masses
 *   it shows on are asked alike, so that what their backgrounds take of it drops out of O2 - s N2
 */
export function buildSignals(
  recipe: InterferenceRecipe,
  grid: MassGrid,
  unmix: Unmixing,
  reported: readonly string[],
  baselines: BaselineStage,
  cell: CellStage,
  air: AirStage,
  withFreeSlope: (masses: readonly number[]) => BaselineStage,
): SignalStage {
  const signals = signalsOf(grid, unmix, reported, baselines);
  const { leak, findings } = judgeAir(recipe, signals, cell, air);
  if (!leak?.subtractsNitrogen) return { signals, unmix, baselines, freeSlopeMasses: [], leak, findings };
  const corrected = withoutAir(unmix, leak.oxygenPerNitrogen);
  const masses = unmix.masses.filter((_, m) =>
    ['O2', 'N2'].some((species) => unmix.percent[m * unmix.species.length + unmix.species.indexOf(species)] > 0),
  );
  const fits = new Map([...baselines.fits, ...withFreeSlope(masses).fits]);
  const free = { ...baselines, fits };
  return {
    signals: signalsOf(grid, corrected, reported, free),
    unmix: corrected,
    baselines: free,
    freeSlopeMasses: masses,
    leak,
    findings,
  };
}

/** Signals of all gases of the matrix whose masses have a background; values at the common times of reported ones only. */
function signalsOf(
  grid: MassGrid,
  unmix: Unmixing,
  reported: readonly string[],
  { fits, frames }: BaselineStage,
): Map<string, SpeciesSignal> {
  const signals = new Map<string, SpeciesSignal>();
  unmix.species.forEach((species, row) => {
    const signal = speciesSignal(grid, unmix, row, fits, frames, reported.includes(species));
    if (signal) signals.set(species, signal);
  });
  return signals;
}

/**
 * O2 less what came with nitrogen, as one row of the matrix: y(O2) - s y(N2). Noise, backgrounds and uncertain patterns of
 * every mass nitrogen is read from then reach oxygen by themselves, and what both have in common counts once.
 */
function withoutAir(unmix: Unmixing, ratio: number): Unmixing {
  const columns = unmix.masses.length;
  const oxygen = unmix.species.indexOf('O2') * columns;
  const nitrogen = unmix.species.indexOf('N2') * columns;
  const gain = unmix.gain.slice();
  for (let m = 0; m < columns; m++) gain[oxygen + m] -= ratio * unmix.gain[nitrogen + m];
  return { ...unmix, gain };
}
