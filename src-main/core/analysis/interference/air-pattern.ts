import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import { patternsOf, percentOn, type PatternLine } from './pattern-table.ts';

/** How much the ratio of a mass rises or falls, in its unit. */
export interface Change {
  height: number;
  standardUncertainty: number;
}

/** O2's base peak over N2's in air, with its relative standard uncertainty (science.md 6.5). */
export interface AirRatio {
  ratio: number;
  relativeUncertainty: number;
}

/** Masses, among those recorded, on which air is recognised; columns of the grid. */
export interface AirMasses {
  nitrogen: number;
  oxygen: number;
  /** Nitrogen's strongest other line that is recorded: it tells nitrogen from CO. */
  fragment: { column: number; line: PatternLine } | undefined;
  /** All that air shows on. */
  all: number[];
}

/** The gases of air that are looked at. */
const AIR = ['N2', 'O2', 'Ar'];

export function airRatio({ airLeak }: InterferenceRecipe): AirRatio {
  return {
    ratio: airLeak.oxygenPerNitrogen / airLeak.nitrogenSensitivityRatio,
    relativeUncertainty: Math.hypot(
      airLeak.oxygenPerNitrogenHalfWidth / Math.sqrt(3) / airLeak.oxygenPerNitrogen,
      airLeak.nitrogenSensitivityRatioUncertainty / airLeak.nitrogenSensitivityRatio,
    ),
  };
}

/** Undefined where the base peak of nitrogen or of oxygen was not recorded. */
export function airMasses(recipe: InterferenceRecipe, recorded: readonly number[]): AirMasses | undefined {
  const patterns = patternsOf(recipe);
  const air = AIR.flatMap((species) => patterns.get(species) ?? []);
  const columnOf = (mz: number) => recorded.findIndex((mass) => Math.round(mass) === Math.round(mz));
  const nitrogen = columnOf(patterns.get('N2')!.baseMz);
  const oxygen = columnOf(patterns.get('O2')!.baseMz);
  if (nitrogen < 0 || oxygen < 0) return undefined;
  const fragments = patterns
    .get('N2')!
    .lines.map((line) => ({ column: columnOf(line.mz), line }))
    .filter(({ column }) => column >= 0 && column !== nitrogen)
    .sort((a, b) => b.line.percent - a.line.percent);
  const all = [...recorded.keys()].filter((column) => air.some((pattern) => percentOn(pattern, recorded[column]) > 0));
  return { nitrogen, oxygen, fragment: fragments[0], all };
}

/** How far a fragment is from what the base peak lets expect, in standard uncertainties. */
export function fragmentMisfit(line: PatternLine, base: Change, own: Change): number {
  const share = line.percent / 100;
  const sigma = Math.hypot(
    own.standardUncertainty,
    (line.uncertaintyPercent / 100) * base.height,
    share * base.standardUncertainty,
  );
  return (own.height - share * base.height) / sigma;
}

/** Oxygen that air brings along with nitrogen. */
export function oxygenOfAir({ ratio, relativeUncertainty }: AirRatio, nitrogen: Change): Change {
  const height = ratio * nitrogen.height;
  return {
    height,
    standardUncertainty: Math.hypot(relativeUncertainty * height, ratio * nitrogen.standardUncertainty),
  };
}
