import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { airMasses, airRatio, fragmentMisfit, oxygenOfAir, type Change } from '../interference/air-pattern.ts';
import { fitStepCourse, stepHeight, stepScores, stepWindow, type StepCourse } from '../interference/find-step.ts';
import type { CellStage } from './read-cell.ts';

/** Air (or nitrogen alone) that begins to come in during the run, and stays. */
export interface AirStep {
  kind: 'air' | 'nitrogen';
  course: StepCourse;
  /** Rise of nitrogen's base peak, and of each recorded mass air shows on, in the unit of the ratio. */
  nitrogen: Change;
  heights: ReadonlyMap<number, Change>;
}

/** A rise so many standard deviations of the scatter around it is no scatter. */
const LEAST_SCORE = 8;
/** Two heights agree within so many standard uncertainties. */
const AGREEMENT = 3;
/** After the cell is switched in its own gas changes fastest: nothing is told of air then. */
const SETTLING_SECONDS = 3600;

/**
 * Where air begins to leak in during the run: nitrogen's masses rise within minutes, together and in nitrogen's pattern.
 * CO and CO2 of a cell come over hours and hardly reach m/z 14. Knows nothing of backgrounds or of their spans.
 */
export function findAirStep(recipe: InterferenceRecipe, grid: MassGrid, cell: CellStage): AirStep | undefined {
  const masses = airMasses(recipe, grid.masses);
  const stretch = throughCell(grid, cell);
  if (!masses || !stretch) return undefined;
  const { blocks } = grid;
  const { fragment } = masses;
  const window = stepWindow(blocks);
  const base = blocks.mean[masses.nitrogen];
  const witness = blocks.mean[fragment?.column ?? masses.oxygen];
  const block = highestOfBoth(base, witness, stretch, window);
  const course = block === undefined ? undefined : fitStepCourse(base, blocks, block, window);
  if (block === undefined || !course) return undefined;
  const heights = new Map<number, Change>();
  for (const column of masses.all) {
    const height = stepHeight(blocks.mean[column], block, window, course);
    if (height) heights.set(grid.masses[column], height);
  }
  const nitrogen = heights.get(grid.masses[masses.nitrogen]);
  const oxygenMz = grid.masses[masses.oxygen];
  const ownOxygen = heights.get(oxygenMz);
  if (!nitrogen || !ownOxygen || !(nitrogen.height > AGREEMENT * nitrogen.standardUncertainty)) return undefined;
  if (fragment) {
    const own = heights.get(grid.masses[fragment.column]);
    if (!own || Math.abs(fragmentMisfit(fragment.line, nitrogen, own)) > AGREEMENT) return undefined;
  }
  const oxygen = weighOxygen(oxygenOfAir(airRatio(recipe), nitrogen), ownOxygen);
  // Without nitrogen's fragment only oxygen in air's share tells nitrogen from CO.
  if (!fragment && oxygen.misfit !== 'none') return undefined;
  if (oxygen.misfit === 'less') return { kind: 'nitrogen', course, nitrogen, heights };
  heights.set(oxygenMz, oxygen.height);
  return { kind: 'air', course, nitrogen, heights };
}

/** Blocks of the stream through the cell, its first hour left out; undefined where no phase is known. */
function throughCell({ blocks }: MassGrid, cell: CellStage): { first: number; end: number } | undefined {
  const own = cell.phases.filter((phase) => phase.kind !== 'zero-gas' && phase.kind !== 'calibration-gas');
  if (own.length === 0) return undefined;
  const at = (seconds: number) => (seconds - blocks.startSeconds) / blocks.widthSeconds;
  const first = Math.max(0, Math.ceil(at(own[0].fromSeconds + SETTLING_SECONDS)));
  return { first, end: Math.min(blocks.count, Math.floor(at(own.at(-1)!.toSeconds))) };
}

/** The block at which both channels rise most; undefined where that is no more than chance. */
function highestOfBoth(
  one: Float64Array,
  other: Float64Array,
  { first, end }: { first: number; end: number },
  window: number,
): number | undefined {
  const a = stepScores(one, first, end, window);
  const b = stepScores(other, first, end, window);
  let best: number | undefined;
  let highest = LEAST_SCORE;
  for (let i = 0; i < a.length; i++) {
    const score = Math.min(a[i], b[i]);
    if (score > highest) [highest, best] = [score, i];
  }
  return best;
}

/**
 * Oxygen that came with nitrogen: what m/z 32 says of itself and what air says of it, weighed. More of it than air brings is
 * the cell's own oxygen at that moment, and then air alone is asked; less is nitrogen without air.
 */
function weighOxygen(byAir: Change, own: Change): { misfit: 'none' | 'more' | 'less'; height: Change } {
  const sigma = Math.hypot(byAir.standardUncertainty, own.standardUncertainty);
  const excess = own.height - byAir.height;
  if (Math.abs(excess) > AGREEMENT * sigma) return { misfit: excess > 0 ? 'more' : 'less', height: byAir };
  return {
    misfit: 'none',
    height: {
      height: byAir.height + (byAir.standardUncertainty / sigma) ** 2 * excess,
      standardUncertainty: (byAir.standardUncertainty * own.standardUncertainty) / sigma,
    },
  };
}
