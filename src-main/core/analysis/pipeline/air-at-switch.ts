import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { airMasses, airRatio, fragmentMisfit, oxygenOfAir, type Change } from '../interference/air-pattern.ts';
import { DETECTOR_WANDERING } from '../interference/find-step.ts';
import { lowerBound } from '../numerics/interpolation.ts';
import type { CellStage } from './read-cell.ts';

/** What fell when the stream left the cell for zero gas after the last phase. */
export interface AirAtSwitch {
  /** `perhaps`: nitrogen and oxygen both fall, but not in the ratio of air, or as what comes off surfaces does. */
  isAir: 'yes' | 'perhaps' | 'no';
  /** Share of the level before. */
  nitrogenFall: number;
  oxygenFall: number;
}

/** Seconds before the switch, and behind it until line and capillary hold the other gas. */
const BEFORE_SECONDS = 1800;
const EDGE_SECONDS = 60;
const SETTLING_SECONDS = 300;
const LEAST_SECONDS = 300;
/** The cell's last phase and the zero gas follow one another within so long. */
const NEXT_SECONDS = 60;
const LEAST_SIGMAS = 5;
/** Surfaces give off gas that falls too, in shares of its own: what counts as air is held against it closely. */
const AGREEMENT = 2;

/**
 * Air drawn in all the time looks like background, but it comes through the cell: on zero gas it is gone. Undefined without
 * zero gas right behind the cell's last phase, or where a mass was not recorded.
 */
export function airAtSwitch(recipe: InterferenceRecipe, grid: MassGrid, cell: CellStage): AirAtSwitch | undefined {
  const isGas = (kind: string) => kind === 'zero-gas' || kind === 'calibration-gas';
  const masses = airMasses(recipe, grid.masses);
  const last = cell.phases.findLast((phase) => !isGas(phase.kind));
  const zero = last && cell.phases.find((phase) => isGas(phase.kind) && phase.fromSeconds >= last.toSeconds - 1);
  if (!masses || !last || zero?.kind !== 'zero-gas' || zero.fromSeconds > last.toSeconds + NEXT_SECONDS) {
    return undefined;
  }
  const before = {
    from: Math.max(last.fromSeconds, last.toSeconds - BEFORE_SECONDS),
    to: last.toSeconds - EDGE_SECONDS,
  };
  const behind = { from: zero.fromSeconds + SETTLING_SECONDS, to: zero.toSeconds - EDGE_SECONDS };
  if (before.to - before.from < LEAST_SECONDS || behind.to - behind.from < LEAST_SECONDS) return undefined;
  const fallOf = (column: number) => fall(grid, column, before, behind);
  const ocv = cell.phases.find((phase) => phase.kind === 'ocv');
  const early = ocv && {
    from: Math.max(ocv.fromSeconds, ocv.toSeconds - BEFORE_SECONDS),
    to: ocv.toSeconds - EDGE_SECONDS,
  };
  const nitrogen = fallOf(masses.nitrogen);
  const oxygen = fallOf(masses.oxygen);
  const fragment = masses.fragment && fallOf(masses.fragment.column);
  if (!nitrogen || !oxygen) return undefined;
  const byAir = oxygenOfAir(airRatio(recipe), nitrogen);
  const oxygenMisfit =
    (oxygen.height - byAir.height) / Math.hypot(byAir.standardUncertainty, oxygen.standardUncertainty);
  const bothFall =
    nitrogen.height > LEAST_SIGMAS * nitrogen.standardUncertainty &&
    oxygen.height > LEAST_SIGMAS * oxygen.standardUncertainty;
  const agrees =
    Math.abs(oxygenMisfit) < AGREEMENT &&
    (!fragment || Math.abs(fragmentMisfit(masses.fragment!.line, nitrogen, fragment)) < AGREEMENT);
  // What comes off surfaces after days was more after hours, by more than what is left of it: it falls as 1/sqrt(t) or faster.
  const isSteady = (column: number, change: Change) =>
    early !== undefined && meanIn(grid, column, early) - meanIn(grid, column, before) < change.height;
  const stays = isSteady(masses.nitrogen, nitrogen) && isSteady(masses.oxygen, oxygen);
  const isAir = !bothFall ? 'no' : agrees && stays ? 'yes' : 'perhaps';
  return { isAir, nitrogenFall: nitrogen.height / nitrogen.level, oxygenFall: oxygen.height / oxygen.level };
}

interface Stretch {
  from: number;
  to: number;
}

const meanIn = (grid: MassGrid, column: number, { from, to }: Stretch) =>
  grid.meanOf(column, lowerBound(grid.seconds, from), lowerBound(grid.seconds, to));

/** Mean before less mean behind. Noise of so many readings is small: it is the detector's wandering that counts. */
function fall(
  grid: MassGrid,
  column: number,
  before: Stretch,
  behind: Stretch,
): (Change & { level: number }) | undefined {
  const { blocks } = grid;
  const block = Math.min(
    blocks.count - 1,
    Math.max(0, Math.floor((behind.from - blocks.startSeconds) / blocks.widthSeconds)),
  );
  const perSecond = blocks.whiteVariance[column][block] * blocks.widthSeconds;
  const level = meanIn(grid, column, before);
  const height = level - meanIn(grid, column, behind);
  const noise = perSecond * (1 / (before.to - before.from) + 1 / (behind.to - behind.from));
  const standardUncertainty = Math.hypot(DETECTOR_WANDERING * level, Math.sqrt(noise));
  return Number.isFinite(height + standardUncertainty) ? { level, height, standardUncertainty } : undefined;
}
