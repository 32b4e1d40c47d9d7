import type { InterferenceRecipe } from '../../../../shared/domain/recipe-interference.ts';
import type { MassGrid } from '../carrier/mass-grid.ts';
import { airAtSwitch, type AirAtSwitch } from './air-at-switch.ts';
import { findAirStep, type AirStep } from './find-air-step.ts';
import type { CellStage } from './read-cell.ts';

/** What of air is seen without any background: where it sets in, and what falls when the stream leaves the cell. */
export interface AirStage {
  step: AirStep | undefined;
  atSwitch: AirAtSwitch | undefined;
}

export function findAir(recipe: InterferenceRecipe, grid: MassGrid, cell: CellStage): AirStage {
  if (recipe.airLeak.mode === 'off') return { step: undefined, atSwitch: undefined };
  return { step: findAirStep(recipe, grid, cell), atSwitch: airAtSwitch(recipe, grid, cell) };
}
